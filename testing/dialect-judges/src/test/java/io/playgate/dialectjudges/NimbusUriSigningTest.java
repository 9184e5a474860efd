package io.playgate.dialectjudges;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.EncryptingDialect;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code rfc9246} before Nimbus JOSE+JWT, both ways: the signature, the encrypted viewer and
 * address, and the container of one hash, which the platform computes.
 */
class NimbusUriSigningTest {
  private static final EncryptingDialect DIALECT =
      (EncryptingDialect) Dialects.findSigned("rfc9246").orElseThrow();
  private static final String NAME = "URISigningPackage";
  private static final Placement PLACEMENT =
      new Placement(Carrier.QUERY, NAME, "", Map.of("issuer", "playgate", "container", "hash"));

  @ParameterizedTest
  @CsvSource({
    "ES256, A256GCM",
    "ES384, A128GCM",
    "RS256, A256GCM",
    "PS256, A128GCM",
    "HS256, A256GCM"
  })
  void nimbusAndWeReadEachOther(String algorithm, String encryption) throws Exception {
    Random random = Trials.random(NimbusUriSigningTest.class);
    Jwk key = Jwk.generate("sign-1", algorithm, new SecureRandom());
    Jwk encryptionKey = Jwk.generate("seal-1", encryption, new SecureRandom());
    KeyRing ring = new KeyRing(List.of(key.verificationKey(), encryptionKey.verificationKey()));
    for (int i = 0; i < Trials.COUNT; i++) {
      long end = 1_800_000_000L + random.nextInt(100_000);
      String viewer = "viewer-" + random.nextInt(1000);
      String ip = "192.0.2." + random.nextInt(256);
      String url = "https://cdn.example/live/" + random.nextInt(100) + "/m.m3u8";
      PlaybackGrant grant = PlaybackGrant.expiringAt(end).viewer(viewer).ip(ip).build();

      SignedToken ours =
          DIALECT.open(PLACEMENT).sign(grant, url, key.signingKey(), encryptionKey.signingKey());
      Map<String, Object> claims = read(ours.value(), key, encryptionKey);

      assertThat(claims.get("exp")).isEqualTo(end);
      assertThat(claims.get("sub")).isEqualTo(viewer);
      assertThat(claims.get("cdniip")).asString().startsWith(ip);
      assertThat(claims.get("cdniuc")).isEqualTo(hash(url));

      String theirs = write(end, viewer, ip, hash(url), key, encryptionKey);
      assertThat(verify(url, theirs, ip, end - 1, ring))
          .isInstanceOfSatisfying(
              Verdict.Allow.class, allow -> assertThat(allow.grant().viewer()).isEqualTo(viewer));
      assertThat(verify(url + "8", theirs, ip, end - 1, ring)).isInstanceOf(Verdict.Deny.class);
      assertThat(verify(url, theirs, "198.51.100.1", end - 1, ring))
          .isInstanceOf(Verdict.Deny.class);
      assertThat(verify(url, theirs, ip, end, ring)).isInstanceOf(Verdict.Deny.class);
    }
  }

  private static String hash(String url) throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(url.getBytes(StandardCharsets.US_ASCII));
    return "hash:sha-256;" + Base64Url.encode(hash);
  }

  private static Verdict verify(String url, String token, String ip, long now, KeyRing ring)
      throws InvalidPlacementException {
    return DIALECT
        .open(PLACEMENT)
        .verify(
            new PlaybackRequest("GET", url + "?" + NAME + "=" + token, name -> null, ip),
            ring,
            now);
  }

  /** The claims of a token, as Nimbus verifies and decrypts them. */
  private static Map<String, Object> read(String token, Jwk key, Jwk encryptionKey)
      throws Exception {
    JWSObject jws = JWSObject.parse(token);
    JWK jwk = JWK.parse(key.toJson());
    JWSVerifier verifier =
        new DefaultJWSVerifierFactory()
            .createJWSVerifier(
                jws.getHeader(),
                jwk instanceof OctetSequenceKey secret
                    ? secret.toSecretKey()
                    : ((AsymmetricJWK) jwk).toPublicKey());
    assertThat(jws.verify(verifier)).isTrue();
    Map<String, Object> claims = new HashMap<>(jws.getPayload().toJSONObject());
    for (String name : List.of("sub", "cdniip")) {
      JWEObject jwe = JWEObject.parse((String) Objects.requireNonNull(claims.get(name)));
      jwe.decrypt(new DirectDecrypter(encryptionKey.signingKey().secret()));
      claims.put(name, jwe.getPayload().toString());
    }
    return claims;
  }

  private static String write(
      long end, String viewer, String ip, String container, Jwk key, Jwk encryptionKey)
      throws Exception {
    JWSObject jws =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.parse(key.signingKey().algorithm()))
                .keyID("sign-1")
                .build(),
            new Payload(
                Map.of(
                    "iss",
                    "playgate",
                    "exp",
                    end,
                    "sub",
                    seal(viewer, encryptionKey),
                    "cdniip",
                    seal(ip, encryptionKey),
                    "cdniuc",
                    container)));
    JWSSigner signer = new DefaultJWSSignerFactory().createJWSSigner(JWK.parse(key.toJson()));
    jws.sign(signer);
    return jws.serialize();
  }

  private static String seal(String text, Jwk key) throws JOSEException {
    JWEObject jwe =
        new JWEObject(
            new JWEHeader.Builder(
                    JWEAlgorithm.DIR, EncryptionMethod.parse(key.signingKey().algorithm()))
                .keyID("seal-1")
                .build(),
            new Payload(text));
    jwe.encrypt(new DirectEncrypter(key.signingKey().secret()));
    return jwe.serialize();
  }
}
