package io.playgate.benchmarks.token;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.key.InvalidJwkException;
import io.playgate.playbacktoken.key.Jwk;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

/**
 * A dialect that is measured. Adding one is one line of {@link #ALL}. {@code opaque} is not: it has
 * nothing to compute.
 *
 * @param row its part of the rows' names: the dialect's id, and what tells two of one apart
 * @param id the dialect
 * @param algorithm its key's algorithm
 * @param primitive the bare primitive: the platform's name of a MAC, signature or digest
 * @param carrier where the token travels
 * @param paths what the grant covers; empty for the signed URL alone
 * @param end what ends the signed part of the token's text; the whole text is taken where it does
 *     not occur
 */
record Subject(
    String row,
    String id,
    String algorithm,
    String primitive,
    Carrier carrier,
    List<String> paths,
    String end) {
  private static final List<String> FOLDER = List.of("/live/42/*");
  private static final List<String> ONE_URL = List.of();
  private static final String ECDSA = "SHA256withECDSAinP1363Format";

  /** All that is measured. */
  static final List<Subject> ALL =
      List.of(
          of("edgeauth", "HS256", "HmacSHA256", Carrier.QUERY, FOLDER, "~hmac="),
          of("edgeauth", "HS256", "HmacSHA256", Carrier.PATH, FOLDER, "~hmac=")
              .called("edgeauth.path"),
          of("cloudfront", "ES256", "SHA256withECDSA", Carrier.QUERY, FOLDER, "&Signature="),
          of("cloudfront", "RS1", "SHA1withRSA", Carrier.QUERY, FOLDER, "&Signature=")
              .called("cloudfront.rsa"),
          of("media-cdn", "EdDSA", "Ed25519", Carrier.QUERY, FOLDER, "~Signature="),
          of("media-cdn", "HS256", "HmacSHA256", Carrier.QUERY, FOLDER, "~hmac=")
              .called("media-cdn.hmac"),
          of("cloud-cdn", "HS1", "HmacSHA1", Carrier.COOKIE, FOLDER, ":Signature="),
          of("cloudflare-hmac", "secret", "HmacSHA256", Carrier.QUERY, ONE_URL, "-"),
          of("cloudflare-stream", "RS256", "SHA256withRSA", Carrier.PATH, ONE_URL, "."),
          of("mux", "RS256", "SHA256withRSA", Carrier.QUERY, ONE_URL, "."),
          of("bunny", "secret", "HmacSHA256", Carrier.QUERY, FOLDER, "&expires"),
          of("bunny-legacy", "secret", "SHA-256", Carrier.QUERY, FOLDER, "&expires"),
          of("fastly", "secret", "HmacSHA1", Carrier.QUERY, ONE_URL, "_"),
          of("rfc9246", "ES256", ECDSA, Carrier.QUERY, FOLDER, "."),
          of("ats", "HS256", "HmacSHA256", Carrier.QUERY, FOLDER, "."),
          of("ats-url-sig", "HS1", "HmacSHA1", Carrier.QUERY, ONE_URL, "."),
          of("cat", "HS256", "HmacSHA256", Carrier.HEADER, FOLDER, "."),
          of("cat", "ES256", ECDSA, Carrier.HEADER, FOLDER, ".").called("cat.es256"),
          of("secure-link", "secret", "MD5", Carrier.QUERY, ONE_URL, "&"),
          of("wowza", "secret", "SHA-256", Carrier.QUERY, ONE_URL, "&"),
          of("alibaba-a", "secret", "MD5", Carrier.QUERY, ONE_URL, "-"),
          of("alibaba-b", "secret", "MD5", Carrier.PATH, ONE_URL, "/"),
          of("alibaba-c", "secret", "MD5", Carrier.PATH, ONE_URL, "/"),
          of("alibaba-f", "secret", "MD5", Carrier.QUERY, ONE_URL, "&"),
          of("tencent-a", "secret", "MD5", Carrier.QUERY, ONE_URL, "-"),
          of("jwt", "ES256", ECDSA, Carrier.QUERY, FOLDER, "."));

  private static Subject of(
      String id,
      String algorithm,
      String primitive,
      Carrier carrier,
      List<String> paths,
      String end) {
    return new Subject(id, id, algorithm, primitive, carrier, paths, end);
  }

  private Subject called(String name) {
    return new Subject(name, id, algorithm, primitive, carrier, paths, end);
  }

  static Subject find(String row) {
    return ALL.stream().filter(subject -> subject.row.equals(row)).findFirst().orElseThrow();
  }

  SignedDialect dialect() {
    return Dialects.findSigned(id).orElseThrow();
  }

  Placement placement() {
    // Traffic Server's profile is the one that cannot do without an issuer.
    Map<String, String> options = id.equals("ats") ? Map.of("issuer", "playgate") : Map.of();
    return new Placement(carrier, dialect().description().tokenName(), "", options);
  }

  /** A key that the dialect takes. */
  Jwk key() {
    if (!id.equals("cloud-cdn")) {
      return Jwk.generate("key11", algorithm, new SecureRandom());
    }
    try {
      // Cloud CDN's have 16 bytes.
      return Jwk.parse(
          "{\"kty\":\"oct\",\"kid\":\"key11\",\"alg\":\"HS1\",\"k\":\"AAECAwQFBgcICQoLDA0ODw\"}");
    } catch (InvalidJwkException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether it signs with one key and verifies with another. */
  boolean isAsymmetric() {
    return !key().isSymmetric();
  }

  /** The part of a token's text that the bare primitive is given. */
  String signedPart(String token) {
    int at = token.lastIndexOf(end);
    return at < 0 ? token : token.substring(0, at);
  }
}
