package io.playgate.playbacktoken.cloudfront;

import io.playgate.playbacktoken.AddressBlock;
import io.playgate.playbacktoken.AmbiguousPathException;
import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.GrantSyntax;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.LowS;
import io.playgate.playbacktoken.PathPattern;
import io.playgate.playbacktoken.PathProof;
import io.playgate.playbacktoken.PlacedDialect;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.RequestOrigin;
import io.playgate.playbacktoken.RequestTarget;
import io.playgate.playbacktoken.SharedSecrets;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.TokenCutter;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.playbacktoken.TokenParameters;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Amazon CloudFront's signed URLs and signed cookies.
 *
 * <p>A grant that says no more than an expiry gets the <b>canned</b> policy: {@code Expires},
 * {@code Signature}, {@code Key-Pair-Id}. One with a path pattern, an address or a start gets a
 * <b>custom</b> policy: {@code Policy} in place of {@code Expires}. Cookies have the same names
 * with {@code CloudFront-} before them. The key's {@code kid} is the {@code Key-Pair-Id}.
 *
 * <p>Signatures are RSASSA-PKCS1-v1_5 or ECDSA on P-256, with SHA-1, or with SHA-256 where {@code
 * Hash-Algorithm=SHA256} says so. A key for RS1 signs with SHA-1, one for RS256 or ES256 with
 * SHA-256 unless the option {@value #HASH} is {@code SHA1}. CloudFront takes both of any key, so
 * both are verified, unless that option names one.
 *
 * <p>A policy has one {@code Resource}: the scheme and host of the signed URL with the grant's one
 * path pattern, or the whole URL. It has one IPv4 address or block and no IPv6.
 *
 * <p>The resource is a whole URL; {@link RequestOrigin} says which one a request is for.
 */
public final class CloudFrontDialect implements PlacedDialect {

  /** The option that fixes the hash function. */
  public static final String HASH = "hash";

  private static final String SHA1 = "SHA1";
  private static final String SHA256 = "SHA256";
  private static final String COOKIE_PREFIX = "CloudFront-";
  private static final List<String> NAMES =
      List.of("Expires", "Policy", "Signature", "Key-Pair-Id", "Hash-Algorithm");
  private static final List<String> COOKIES =
      NAMES.stream().map(name -> COOKIE_PREFIX + name).toList();

  private static final DialectDescription DESCRIPTION =
      new DialectDescription(
          "Amazon CloudFront signed URLs and cookies",
          "Amazon CloudFront Developer Guide: Serving private content; @aws-sdk/cloudfront-signer",
          "2026, with Hash-Algorithm",
          List.of(Carrier.QUERY, Carrier.COOKIE),
          "Signature",
          List.of("RS256", "RS1", "ES256"),
          Set.of(GrantField.PATHS, GrantField.NOT_BEFORE, GrantField.IP),
          "one pattern under the URL's host, exact, * and ?; or one signed URL",
          Map.of(
              RequestOrigin.ORIGIN,
              "scheme and host of requests that name a path only; default https and their Host",
              HASH,
              "SHA1 or SHA256; signing: by default SHA1 for RS1 keys, SHA256 for others;"
                  + " verifying: by default both"),
          ProofLevel.JUDGED,
          "@aws-sdk/cloudfront-signer: it signs, both policies, URLs and cookies, RSA and EC");

  @Override
  public String id() {
    return "cloudfront";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key, Placement placement)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(this, grant, key, placement);
    GrantSyntax.requireReadableBindings(grant);
    String hash = hashToSign(key, placement);
    RequestTarget target = TokenCutter.target(url, placement);
    RequestOrigin origin = RequestOrigin.of(target, placement);
    if (target.query().indexOf('"') >= 0 || target.query().indexOf('\\') >= 0) {
      throw new UnsupportedGrantException(
          "url-query", "the URL's query holds a quotation mark or a backslash unescaped");
    }
    List<String> paths = GrantSyntax.paths(grant);
    boolean canned =
        paths.isEmpty() && grant.notBefore() == PlaybackGrant.UNSET && grant.ip() == null;
    Map<String, String> fields = new LinkedHashMap<>();
    byte[] policy;
    if (canned) {
      policy =
          Policy.canned(url(origin, target.path(), target.query()), grant.expiresAt())
              .getBytes(StandardCharsets.UTF_8);
      fields.put("Expires", Long.toString(grant.expiresAt()));
    } else {
      policy =
          new Policy(
                  resource(origin, target, paths),
                  grant.notBefore(),
                  grant.expiresAt(),
                  sourceIp(grant.ip()))
              .json();
      fields.put("Policy", CloudFrontBase64.encode(policy));
    }
    fields.put("Key-Pair-Id", requireId(key.kid()));
    fields.put("Signature", CloudFrontBase64.encode(sign(key, hash, policy)));
    if (hash.equals(SHA256)) {
      fields.put("Hash-Algorithm", SHA256);
    }
    // In the order in which they are cut out again.
    Map<String, String> ordered = new LinkedHashMap<>();
    boolean cookie = placement.carrier() == Carrier.COOKIE;
    for (String name : NAMES) {
      String value = fields.get(name);
      if (value != null) {
        ordered.put(cookie ? COOKIE_PREFIX + name : name, value);
      }
    }
    return cookie
        ? TokenParameters.placeCookies(ordered, url, placement)
        : TokenParameters.placeQuery(ordered, url, placement);
  }

  private static String hashToSign(SigningKey key, Placement placement)
      throws UnsupportedGrantException {
    String option = placement.options().get(HASH);
    if (option != null && !option.equals(SHA1) && !option.equals(SHA256)) {
      throw new UnsupportedGrantException("option-invalid", "hash must be SHA1 or SHA256");
    }
    if (key.algorithm().equals("RS1")) {
      if (SHA256.equals(option)) {
        throw new UnsupportedGrantException("key-algorithm", "a key for RS1 signs with SHA-1 only");
      }
      return SHA1;
    }
    return option == null ? SHA256 : option;
  }

  private static String requireId(String kid) throws UnsupportedGrantException {
    if (!kid.chars().allMatch(c -> c < 128 && Character.isLetterOrDigit(c))) {
      throw new UnsupportedGrantException(
          "key-id", "kid must be CloudFront's Key-Pair-Id, which is of letters and digits");
    }
    return kid;
  }

  private static String resource(RequestOrigin origin, RequestTarget target, List<String> paths)
      throws UnsupportedGrantException {
    if (paths.size() > 1) {
      throw new UnsupportedGrantException(
          "path-pattern", "a policy has one resource: one path pattern, not " + paths.size());
    }
    if (!paths.isEmpty()) {
      return read(origin + paths.getFirst(), paths.getFirst(), null);
    }
    if (target.path().indexOf('*') >= 0
        || target.query().indexOf('*') >= 0
        || target.query().indexOf('?') >= 0) {
      throw new UnsupportedGrantException(
          "url-wildcard",
          "the URL holds a *, or its query a ?, which a custom policy cannot say literally");
    }
    String query = target.query().isEmpty() ? null : target.query();
    return read(url(origin, target.path(), target.query()), target.path(), query);
  }

  /**
   * A resource that CloudFront reads as it is meant: a query without a name and {@code =} would be
   * more of a pattern for paths, and the other way round.
   */
  private static String read(String resource, String path, @Nullable String query)
      throws UnsupportedGrantException {
    ResourcePattern pattern = ResourcePattern.parse(resource);
    if (pattern == null || !pattern.says(path, query)) {
      throw new UnsupportedGrantException(
          "url-wildcard",
          "the question mark would be read as a wildcard of the path, or a wildcard as the start"
              + " of the query");
    }
    return resource;
  }

  private static @Nullable String sourceIp(@Nullable String ip) throws UnsupportedGrantException {
    AddressBlock block = ip == null ? null : AddressBlock.parse(ip);
    if (ip == null || block == null) {
      return null;
    }
    if (!block.isV4() || ip.indexOf(':') >= 0) {
      throw new UnsupportedGrantException(
          "ip-version", "a policy has an IPv4 address or block, no IPv6");
    }
    return ip.indexOf('/') < 0 ? ip + "/32" : ip;
  }

  @Override
  public TokenCut cut(PlaybackRequest request, Placement placement) {
    return switch (placement.carrier()) {
      case QUERY -> TokenParameters.cutQuery(request, placement, NAMES);
      case COOKIE -> TokenParameters.cutCookies(request, placement, COOKIES);
      case PATH, HEADER ->
          new TokenCut.Refused(
              DenyCode.MISSING, "CloudFront tokens travel in the query or in cookies only");
    };
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys, Placement placement) {
    boolean cookie = placement.carrier() == Carrier.COOKIE;
    Map<String, String> values = TokenParameters.split(token.value(), cookie ? ';' : '&');
    if (values == null || !(cookie ? COOKIES : NAMES).containsAll(values.keySet())) {
      return malformed("the parameters cannot be read");
    }
    String prefix = cookie ? COOKIE_PREFIX : "";
    String expires = values.get(prefix + "Expires");
    String encodedPolicy = values.get(prefix + "Policy");
    String kid = values.get(prefix + "Key-Pair-Id");
    String encodedSignature = values.get(prefix + "Signature");
    String hash = values.getOrDefault(prefix + "Hash-Algorithm", SHA1);
    if (kid == null || encodedSignature == null || (expires == null) == (encodedPolicy == null)) {
      return malformed("Key-Pair-Id, Signature, or one of Expires and Policy is missing");
    }
    byte[] signature = CloudFrontBase64.decode(encodedSignature);
    if (signature == null
        || (values.containsKey(prefix + "Hash-Algorithm") && !hash.equals(SHA256))
        || !hash.equals(placement.options().getOrDefault(HASH, hash))) {
      return malformed("the signature, or its hash algorithm, is not acceptable");
    }
    SigningKey key = keys.find(kid).orElse(null);
    if (key == null) {
      return new Authentication.Rejected(
          DenyCode.SIGNATURE, "the Key-Pair-Id is not in the key ring", true);
    }
    return expires != null
        ? canned(token, placement, expires, key, hash, signature)
        : custom(placement, String.valueOf(encodedPolicy), key, hash, signature);
  }

  private static Authentication canned(
      PresentedToken token,
      Placement placement,
      String expires,
      SigningKey key,
      String hash,
      byte[] signature) {
    long expiresAt = SharedSecrets.number(expires);
    if (expiresAt < 0) {
      return malformed("Expires must be a whole number");
    }
    RequestOrigin origin = RequestOrigin.of(token.request(), placement);
    if (origin == null) {
      return malformed("the request does not say which host it is for");
    }
    for (String path : token.signedPaths()) {
      byte[] policy =
          Policy.canned(url(origin, path, token.query()), expiresAt)
              .getBytes(StandardCharsets.UTF_8);
      // A quotation mark would end the resource, and write what follows it.
      if (path.indexOf('"') < 0 && verify(key, hash, policy, signature)) {
        return Authentication.ofSignedPath(
            PlaybackGrant.expiringAt(expiresAt).build(), TokenIdentity.of(key.kid(), policy));
      }
    }
    return wrong();
  }

  private static String url(RequestOrigin origin, String path, String query) {
    return query.isEmpty() ? origin + path : origin + path + "?" + query;
  }

  private static Authentication custom(
      Placement placement, String encodedPolicy, SigningKey key, String hash, byte[] signature) {
    byte[] json = CloudFrontBase64.decode(encodedPolicy);
    if (json == null) {
      return malformed("the policy is not CloudFront's base64");
    }
    if (!verify(key, hash, json, signature)) {
      return wrong();
    }
    Policy policy;
    try {
      policy = Policy.read(json);
    } catch (IOException e) {
      return malformed("the policy must be one statement with a Resource and known conditions");
    }
    long notBefore = policy.notBefore();
    if (notBefore != PlaybackGrant.UNSET && notBefore >= policy.expiresAt()) {
      return malformed("the policy's start is not before its end");
    }
    AddressBlock block = policy.ip() == null ? null : AddressBlock.parse(policy.ip());
    if (policy.ip() != null && (block == null || !block.isV4())) {
      return malformed("the policy's address must be an IPv4 address or block");
    }
    PlaybackGrant.Builder grant =
        PlaybackGrant.expiringAt(policy.expiresAt())
            .notBefore(notBefore)
            .ip(policy.ip() == null ? null : policy.ip().replaceFirst("/32$", ""));
    TokenIdentity identity = TokenIdentity.of(key.kid(), json);
    String resource = policy.resource();
    if (resource == null || resource.equals("*")) {
      return Authentication.of(grant.paths(List.of("/*")).build(), identity);
    }
    ResourcePattern pattern = ResourcePattern.parse(resource);
    if (pattern == null) {
      return malformed("the policy's resource must be a URL pattern");
    }
    List<String> paths = readable(pattern.path());
    return Authentication.on(
        (token, now, uses) -> {
          RequestOrigin origin = RequestOrigin.of(token.request(), placement);
          // Without an ACL, which judges the normal form, the pattern has to cover that.
          List<String> texts = paths.isEmpty() ? List.of(token.path()) : token.signedPaths();
          return origin != null
                  && texts.stream()
                      .anyMatch(path ->
                          pattern.covers(origin.scheme(), origin.authority(), path, token.query()))
              ? null
              : new Verdict.Deny(DenyCode.OUTSIDE_ACL, "the policy's resource is not this URL");
        },
        paths.isEmpty() ? PathProof.CONDITION : PathProof.ACL,
        grant.paths(paths).build(),
        identity);
  }

  /** The pattern as a grant can say it; none where it cannot, and the condition judges alone. */
  private static List<String> readable(@Nullable String path) {
    try {
      return path == null ? List.of() : List.of(PathPattern.parse(path).text());
    } catch (AmbiguousPathException e) {
      return List.of();
    }
  }

  private static byte[] sign(SigningKey key, String hash, byte[] text)
      throws UnsupportedGrantException {
    if (!(key.key() instanceof PrivateKey privateKey)) {
      throw new UnsupportedGrantException(
          "key-cannot-sign", "the key " + key.kid() + " cannot sign");
    }
    try {
      boolean elliptic = key.algorithm().equals("ES256");
      Signature signature =
          Signature.getInstance(name(key, hash) + (elliptic ? "inP1363Format" : ""));
      signature.initSign(privateKey);
      signature.update(text);
      byte[] signed = signature.sign();
      return elliptic ? der(LowS.of(signed)) : signed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key cannot sign", e);
    }
  }

  private static boolean verify(SigningKey key, String hash, byte[] text, byte[] signature) {
    if (!DESCRIPTION.algorithms().contains(key.algorithm())
        || !(key.key() instanceof PublicKey publicKey)
        || (key.algorithm().equals("RS1") && !hash.equals(SHA1))
        || (key.algorithm().equals("ES256") && !isCanonicalDer(signature))) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(name(key, hash));
      verifier.initVerify(publicKey);
      verifier.update(text);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String name(SigningKey key, String hash) {
    return hash + (key.algorithm().equals("ES256") ? "withECDSA" : "withRSA");
  }

  /** The two halves of a signature as {@link #isCanonicalDer} wants them. */
  static byte[] der(byte[] halves) {
    int half = halves.length / 2;
    byte[] r = new BigInteger(1, halves, 0, half).toByteArray();
    byte[] s = new BigInteger(1, halves, half, half).toByteArray();
    ByteArrayOutputStream der = new ByteArrayOutputStream(6 + r.length + s.length);
    der.write(0x30);
    der.write(4 + r.length + s.length);
    for (byte[] number : List.of(r, s)) {
      der.write(0x02);
      der.write(number.length);
      der.writeBytes(number);
    }
    return der.toByteArray();
  }

  /** SEQUENCE of two positive INTEGERs in their shortest form, and nothing else. */
  private static boolean isCanonicalDer(byte[] der) {
    if (der.length < 8 || der.length > 72 || der[0] != 0x30 || der[1] != der.length - 2) {
      return false;
    }
    int at = 2;
    for (int i = 0; i < 2; i++) {
      if (at + 3 > der.length || der[at] != 0x02) {
        return false;
      }
      int length = der[at + 1];
      int start = at + 2;
      if (length < 1
          || length > 33
          || start + length > der.length
          || der[start] < 0
          || (length > 1 && der[start] == 0 && der[start + 1] >= 0)) {
        return false;
      }
      at = start + length;
    }
    return at == der.length;
  }

  private static Authentication malformed(String detail) {
    return new Authentication.Rejected(DenyCode.MALFORMED, detail);
  }

  private static Authentication wrong() {
    return new Authentication.Rejected(DenyCode.SIGNATURE, "the signature is invalid");
  }
}
