package io.playgate.playbacktoken.cloudfront;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.PathProof;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.internal.carrier.Origins;
import io.playgate.playbacktoken.internal.carrier.PlacedFormat;
import io.playgate.playbacktoken.internal.carrier.TokenCutter;
import io.playgate.playbacktoken.internal.carrier.TokenParameters;
import io.playgate.playbacktoken.internal.dialect.GrantSyntax;
import io.playgate.playbacktoken.internal.text.Decimals;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.playbacktoken.uri.AddressBlock;
import io.playgate.playbacktoken.uri.AmbiguousPathException;
import io.playgate.playbacktoken.uri.PathPattern;
import io.playgate.playbacktoken.uri.RequestOrigin;
import io.playgate.playbacktoken.uri.RequestTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes and reads the tokens of one placement. */
final class CloudFrontFormat implements PlacedFormat {
  private static final String COOKIE_PREFIX = "CloudFront-";
  private static final List<String> NAMES =
      List.of("Expires", "Policy", "Signature", "Key-Pair-Id", "Hash-Algorithm");
  private static final List<String> COOKIES =
      NAMES.stream().map(name -> COOKIE_PREFIX + name).toList();

  private final Dialect dialect;
  private final Placement placement;
  private final @Nullable RequestOrigin expected;
  private final @Nullable String onlyHash;

  // By the carrier.
  private final boolean inCookies;
  private final String prefix;
  private final List<String> names;

  /**
   * @param expected what the option {@code origin} names; null where it is not set
   * @param onlyHash the only hash function to be used; null where there are two
   */
  CloudFrontFormat(
      Dialect dialect,
      Placement placement,
      @Nullable RequestOrigin expected,
      @Nullable String onlyHash) {
    this.dialect = dialect;
    this.placement = placement;
    this.expected = expected;
    this.onlyHash = onlyHash;
    inCookies = placement.carrier() == Carrier.COOKIE;
    prefix = inCookies ? COOKIE_PREFIX : "";
    names = inCookies ? COOKIES : NAMES;
  }

  @Override
  public Placement placement() {
    return placement;
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(dialect, grant, key);
    GrantSyntax.requireReadableBindings(grant);
    String hash = hashToSign(key);
    RequestTarget target = TokenCutter.target(url, placement);
    RequestOrigin origin = Origins.of(target, expected);
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
    fields.put("Signature", CloudFrontBase64.encode(CloudFrontSignature.sign(key, hash, policy)));
    if (hash.equals(CloudFrontSignature.SHA256)) {
      fields.put("Hash-Algorithm", CloudFrontSignature.SHA256);
    }
    // In the order in which they are cut out again.
    Map<String, String> ordered = new LinkedHashMap<>();
    for (String name : NAMES) {
      String value = fields.get(name);
      if (value != null) {
        ordered.put(prefix + name, value);
      }
    }
    return placed(ordered, url);
  }

  @Override
  public SignedToken place(String value, String url) throws UnsupportedGrantException {
    Map<String, String> values = split(value);
    if (values == null) {
      throw new UnsupportedGrantException(
          "token-invalid", "the token must be CloudFront's parameters or cookies");
    }
    return placed(values, url);
  }

  private SignedToken placed(Map<String, String> values, String url)
      throws UnsupportedGrantException {
    return inCookies
        ? TokenParameters.placeCookies(values, url, placement)
        : TokenParameters.placeQuery(values, url, placement);
  }

  /** The values of a token's text by their names; null where they are not CloudFront's. */
  private @Nullable Map<String, String> split(String token) {
    Map<String, String> values = TokenParameters.split(token, inCookies ? ';' : '&');
    return values == null || !names.containsAll(values.keySet()) ? null : values;
  }

  private String hashToSign(SigningKey key) throws UnsupportedGrantException {
    if (key.algorithm().equals("RS1")) {
      if (CloudFrontSignature.SHA256.equals(onlyHash)) {
        throw new UnsupportedGrantException("key-algorithm", "a key for RS1 signs with SHA-1 only");
      }
      return CloudFrontSignature.SHA1;
    }
    return onlyHash == null ? CloudFrontSignature.SHA256 : onlyHash;
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
  public TokenCut cut(PlaybackRequest request) {
    return inCookies
        ? TokenParameters.cutCookies(request, placement, names)
        : TokenParameters.cutQuery(request, placement, names);
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys) {
    Map<String, String> values = split(token.value());
    if (values == null) {
      return malformed("the parameters cannot be read");
    }
    String expires = values.get(prefix + "Expires");
    String encodedPolicy = values.get(prefix + "Policy");
    String kid = values.get(prefix + "Key-Pair-Id");
    String encodedSignature = values.get(prefix + "Signature");
    String hash = values.getOrDefault(prefix + "Hash-Algorithm", CloudFrontSignature.SHA1);
    if (kid == null || encodedSignature == null || (expires == null) == (encodedPolicy == null)) {
      return malformed("Key-Pair-Id, Signature, or one of Expires and Policy is missing");
    }
    byte[] signature = CloudFrontBase64.decode(encodedSignature);
    if (signature == null
        || (values.containsKey(prefix + "Hash-Algorithm")
            && !hash.equals(CloudFrontSignature.SHA256))
        || (onlyHash != null && !hash.equals(onlyHash))) {
      return malformed("the signature, or its hash algorithm, is not acceptable");
    }
    SigningKey key = keys.find(kid).orElse(null);
    if (key == null) {
      return new Authentication.Rejected(
          DenyCode.SIGNATURE, "the Key-Pair-Id is not in the key ring", true);
    }
    return expires != null
        ? canned(token, expires, key, hash, signature)
        : custom(String.valueOf(encodedPolicy), key, hash, signature);
  }

  private Authentication canned(
      PresentedToken token, String expires, SigningKey key, String hash, byte[] signature) {
    long expiresAt = Decimals.number(expires);
    if (expiresAt < 0) {
      return malformed("Expires must be a whole number");
    }
    RequestOrigin origin = Origins.of(token.request(), expected);
    if (origin == null) {
      return malformed("the request does not say which host it is for");
    }
    for (String path : token.signedPaths()) {
      byte[] policy =
          Policy.canned(url(origin, path, token.query()), expiresAt)
              .getBytes(StandardCharsets.UTF_8);
      // A quotation mark would end the resource, and write what follows it.
      if (path.indexOf('"') < 0 && isOf(key, hash, policy, signature)) {
        return Authentication.ofSignedPath(
            PlaybackGrant.expiringAt(expiresAt).build(), TokenIdentity.of(key.kid(), policy));
      }
    }
    return wrong();
  }

  private static String url(RequestOrigin origin, String path, String query) {
    return query.isEmpty() ? origin + path : origin + path + "?" + query;
  }

  private Authentication custom(
      String encodedPolicy, SigningKey key, String hash, byte[] signature) {
    byte[] json = CloudFrontBase64.decode(encodedPolicy);
    if (json == null) {
      return malformed("the policy is not CloudFront's base64");
    }
    if (!isOf(key, hash, json, signature)) {
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
          RequestOrigin origin = Origins.of(token.request(), expected);
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

  private boolean isOf(SigningKey key, String hash, byte[] text, byte[] signature) {
    return dialect.description().algorithms().contains(key.algorithm())
        && CloudFrontSignature.verify(key, hash, text, signature);
  }

  private static Authentication malformed(String detail) {
    return new Authentication.Rejected(DenyCode.MALFORMED, detail);
  }

  private static Authentication wrong() {
    return new Authentication.Rejected(DenyCode.SIGNATURE, "the signature is invalid");
  }
}
