package io.playgate.playbacktoken.urisigning;

import io.playgate.playbacktoken.AmbiguousPathException;
import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.GrantSyntax;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.PathProof;
import io.playgate.playbacktoken.PlacedDialect;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.Renewal;
import io.playgate.playbacktoken.RequestTarget;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.TokenCutter;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.playbacktoken.TokenParameters;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What RFC 9246 and Apache Traffic Server's profile of it share: the claims, where the token
 * stands, the URI container and renewal.
 *
 * <p>The token stands in the query, in the path (as a whole segment after the base path, or as a
 * path parameter {@code ;name=} at the end of any segment), or in the cookie of that name. Where
 * query or path is the carrier and the URL has no token, the cookie is read, because that is where
 * renewed tokens travel; where the URL has one, it alone counts. Two in the URL are refused.
 *
 * <p>The container is held against the whole URI: scheme, host, path in normal form, and query,
 * without the token. It must match from the first character to the last: RFC 9246 leaves open
 * whether a regular expression may match a part, and the stricter reading is the safe one.
 */
public abstract sealed class UriSigningDialect implements PlacedDialect
    permits Rfc9246Dialect, AtsDialect {

  /** The option that holds the issuer. */
  public static final String ISSUER = "issuer";

  /** The option that holds the identity of this CDN. */
  public static final String AUDIENCE = "audience";

  /** The option that holds the scheme and host that the checker sees. */
  public static final String ORIGIN = "origin";

  /** The option that says which form of container is signed. */
  public static final String CONTAINER = "container";

  /** The option that says how a token stands in the path. */
  public static final String PATH_STYLE = "pathStyle";

  /** The option that says whether tokens with an identifier are taken. */
  public static final String TOKEN_ID = "tokenId";

  /** The option that says whether tokens are renewed, and how successors travel. */
  public static final String RENEWAL = "renewal";

  /** The option that holds the lifetime of successors. */
  public static final String RENEWAL_SECONDS = "renewalSeconds";

  /** The option that holds how many segments the path of the cookie has. */
  public static final String RENEWAL_DEPTH = "renewalDepth";

  static final Map<String, String> COMMON_OPTIONS =
      Map.of(
          AUDIENCE,
          "this CDN's name (aud): written when signing, demanded when verifying",
          ORIGIN,
          "scheme and host as the checker sees them, such as https://cdn.example; without it the"
              + " signed URL's, and the request's own: of an absolute target, else https and Host",
          PATH_STYLE,
          "how the token stands in the path when signing: segment (default), or parameter for"
              + " ;name= at the end",
          RENEWAL,
          "whether tokens ask for a successor at each use: none (default), cookie, query",
          RENEWAL_SECONDS,
          "how long a successor holds (cdniets)",
          RENEWAL_DEPTH,
          "how many path segments the cookie of a successor is for (cdnistd); default 0, all");

  private static final String RESERVED = ":/?#[]@!$&'()*+,;=";
  private static final String SUB_DELIMITERS = "!$&'()*+,;=";

  UriSigningDialect() {}

  /** The grant's fields that these settings have a place for. */
  abstract Set<GrantField> carried(UriSigningOptions options, boolean encrypting);

  /**
   * Refuses what this profile cannot say.
   *
   * @param paths the grant's patterns in normal form, or the one path that is signed
   */
  abstract void requireExpressible(
      PlaybackGrant grant, UriSigningOptions options, List<String> paths)
      throws UnsupportedGrantException;

  /** Writes who the token is for. */
  abstract void writeNames(
      UriSigningClaims claims, PlaybackGrant grant, @Nullable SigningKey encryptionKey);

  /** Judges the claims that this profile judges in its own way; null where nothing is wrong. */
  abstract Authentication.@Nullable Rejected refusal(
      UriSigningClaims claims, UriSigningOptions options);

  /** Reads who the token is for; null where nothing is wrong. */
  abstract Authentication.@Nullable Rejected readNames(
      UriSigningClaims claims, PlaybackGrant.Builder grant, KeyRing keys);

  /** Whether the form that Apache Traffic Server compares must be in the container as well. */
  abstract boolean comparesDecodedForm();

  /** Whether the cookie of a renewed token may be for the whole path, its last segment included. */
  abstract boolean depthMayReachLastSegment();

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key, Placement placement)
      throws UnsupportedGrantException {
    return sign(grant, url, key, placement, null);
  }

  final SignedToken sign(
      PlaybackGrant grant,
      String url,
      SigningKey key,
      Placement placement,
      @Nullable SigningKey encryptionKey)
      throws UnsupportedGrantException {
    UriSigningOptions options = UriSigningOptions.read(placement);
    GrantSyntax.requireSupported(
        this, PlaybackGrant.expiringAt(grant.expiresAt()).build(), key, placement);
    GrantField.requireCarried(grant, carried(options, encryptionKey != null), id());
    GrantSyntax.requireReadableBindings(grant);
    GrantSyntax.requireReadableValues(grant);
    RequestTarget target = TokenCutter.target(url, placement);
    if (target.path().contains(";" + placement.name() + "=")) {
      throw new UnsupportedGrantException(
          "url-has-token", "the URL has a " + placement.name() + " already");
    }
    UriSigningClaims claims = new UriSigningClaims();
    claims.issuer = options.issuer();
    String audience = options.audience();
    claims.audience = audience == null ? null : List.of(audience);
    claims.expiresAt = grant.expiresAt();
    claims.notBefore = grant.notBefore();
    claims.issuedAt = grant.issuedAt();
    claims.container = container(grant, target, options);
    writeNames(claims, grant, encryptionKey);
    writeRenewal(claims, options);
    String token = SignedClaims.sign(claims.toJson(), key);
    if (placement.carrier() == Carrier.PATH && options.pathParameter()) {
      String path = target.path() + ";" + placement.name() + "=" + token;
      return new SignedToken(
          TokenCutter.url(target, path, target.query()), token, Map.of(), Map.of());
    }
    return TokenCutter.place(token, url, placement);
  }

  private String container(PlaybackGrant grant, RequestTarget target, UriSigningOptions options)
      throws UnsupportedGrantException {
    String configured = options.origin();
    String origin = configured == null ? ContainerUri.origin(target.origin()) : configured;
    String query = ContainerUri.query(target.query());
    if (origin == null || query == null) {
      throw new UnsupportedGrantException(
          "url-invalid", "the URL's host or query cannot be normalised");
    }
    List<String> paths = GrantSyntax.paths(grant);
    requireExpressible(grant, options, paths.isEmpty() ? List.of(target.path()) : paths);
    if (!options.hash()) {
      if (ContainerText.mostSteps(paths) > PosixRegex.MAX_STEPS) {
        throw new UnsupportedGrantException(
            "container-too-complex",
            "the patterns have more behind their wildcards than a checker may spend on one URI");
      }
      return paths.isEmpty()
          ? ContainerText.claimOfPath(origin, target.path())
          : ContainerText.claim(origin, paths);
    }
    if (!paths.isEmpty()) {
      throw new UnsupportedGrantException(
          "paths-not-carried", "a hash container holds one URL: the grant must have no paths");
    }
    String uri = origin + target.path();
    return UriContainer.Hash.claim(query.isEmpty() ? uri : uri + "?" + query);
  }

  private static void writeRenewal(UriSigningClaims claims, UriSigningOptions options)
      throws UnsupportedGrantException {
    if (options.transport() == UriSigningClaims.ABSENT) {
      return;
    }
    if (options.renewalSeconds() == UriSigningClaims.ABSENT) {
      throw new UnsupportedGrantException(
          "option-invalid", "the option " + RENEWAL + " needs " + RENEWAL_SECONDS);
    }
    claims.renewalSeconds = options.renewalSeconds();
    claims.transport = options.transport();
    claims.depth = options.depth();
  }

  @Override
  public TokenCut cut(PlaybackRequest request, Placement placement) {
    boolean parameter = hasPathParameter(request, placement);
    if (parameter && placement.carrier() != Carrier.PATH) {
      return misplaced();
    }
    TokenCut cut =
        parameter ? cutPathParameter(request, placement) : TokenCutter.cut(request, placement);
    if (cut instanceof TokenCut.Refused refused
        && refused.code() == DenyCode.MISSING
        && (placement.carrier() == Carrier.PATH || placement.carrier() == Carrier.QUERY)) {
      cut =
          TokenCutter.cut(
              request,
              new Placement(
                  Carrier.COOKIE, placement.name(), placement.basePath(), placement.options()));
    }
    if (cut instanceof PresentedToken presented
        && presented.path().contains(";" + placement.name() + "=")) {
      return misplaced();
    }
    return cut;
  }

  private static TokenCut.Refused misplaced() {
    return new TokenCut.Refused(
        DenyCode.MALFORMED, "two tokens, or one at another place than the carrier says");
  }

  private static boolean hasPathParameter(PlaybackRequest request, Placement placement) {
    try {
      return RequestTarget.parse(request.target()).path().contains(";" + placement.name() + "=");
    } catch (AmbiguousPathException e) {
      return false;
    }
  }

  /** Cuts the path parameter out as RFC 9246 section 2.1.15 says. */
  private static TokenCut cutPathParameter(PlaybackRequest request, Placement placement) {
    RequestTarget target;
    try {
      target = RequestTarget.parse(request.target());
    } catch (AmbiguousPathException e) {
      return new TokenCut.Refused(DenyCode.MALFORMED, e.reason());
    }
    if (!(TokenParameters.cutQuery(request, placement, List.of(placement.name()))
            instanceof TokenCut.Refused inQuery)
        || inQuery.code() != DenyCode.MISSING) {
      return misplaced();
    }
    String path = target.path();
    int semicolon = path.indexOf(";" + placement.name() + "=");
    int value = semicolon + placement.name().length() + 2;
    int end = value;
    while (end < path.length() && RESERVED.indexOf(path.charAt(end)) < 0) {
      end++;
    }
    String rest =
        end < path.length() && SUB_DELIMITERS.indexOf(path.charAt(end)) >= 0
            ? path.substring(0, semicolon + 1) + path.substring(end + 1)
            : path.substring(0, semicolon) + path.substring(end);
    TokenCut cut =
        TokenCutter.presented(path.substring(value, end), rest, target.query(), request, placement);
    return cut instanceof PresentedToken presented
            && presented.path().contains("/" + placement.name() + "=")
        ? misplaced()
        : cut;
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys, Placement placement) {
    UriSigningOptions options;
    try {
      options = UriSigningOptions.read(placement);
    } catch (UnsupportedGrantException e) {
      return new Authentication.Rejected(DenyCode.MALFORMED, "an option cannot be read");
    }
    return switch (SignedClaims.open(token.value(), keys, description().algorithms())) {
      case SignedClaims.Refused refused -> refused.rejected();
      case SignedClaims.Genuine genuine ->
          accept(genuine.claims(), genuine.identity(), keys, options);
    };
  }

  private Authentication accept(
      UriSigningClaims claims, TokenIdentity identity, KeyRing keys, UriSigningOptions options) {
    Authentication.Rejected refusal = refusal(claims, options);
    if (refusal == null) {
      refusal = sharedRefusal(claims, options);
    }
    PlaybackGrant.Builder grant =
        PlaybackGrant.expiringAt(Math.max(0, claims.expiresAt))
            .notBefore(claims.notBefore)
            .issuedAt(claims.issuedAt);
    if (refusal == null) {
      refusal = readNames(claims, grant, keys);
    }
    String text = claims.container;
    if (refusal != null || text == null) {
      return refusal != null
          ? refusal
          : new Authentication.Rejected(DenyCode.OUTSIDE_ACL, "cdniuc is missing");
    }
    UriContainer container;
    try {
      container = UriContainer.parse(text);
    } catch (UnreadableContainerException e) {
      return new Authentication.Rejected(DenyCode.OUTSIDE_ACL, "the URI container: " + e.reason());
    }
    return Authentication.on(
        new ContainerCondition(container, options.origin(), comparesDecodedForm()),
        PathProof.CONDITION,
        grant.build(),
        identity);
  }

  private static Authentication.@Nullable Rejected sharedRefusal(
      UriSigningClaims claims, UriSigningOptions options) {
    if (claims.problem() != null) {
      return claims.problem();
    }
    if (claims.version != UriSigningClaims.ABSENT && claims.version != 1) {
      return new Authentication.Rejected(DenyCode.VERSION, "the version is not 1");
    }
    if (options.issuer() == null
        ? claims.issuer != null
        : !options.issuer().equals(claims.issuer)) {
      return new Authentication.Rejected(DenyCode.ISSUER, "the issuer is not the one trusted here");
    }
    List<String> audience = claims.audience;
    if (options.audience() == null
        ? audience != null
        : audience == null || !audience.contains(options.audience())) {
      return new Authentication.Rejected(
          DenyCode.AUDIENCE, "aud must contain the option audience, or be absent without it");
    }
    if (claims.expiresAt == UriSigningClaims.ABSENT) {
      return new Authentication.Rejected(DenyCode.EXPIRED, "exp is missing");
    }
    if (claims.notBefore != UriSigningClaims.ABSENT && claims.notBefore >= claims.expiresAt) {
      return new Authentication.Rejected(DenyCode.NOT_YET_VALID, "nbf is not before exp");
    }
    if ((claims.transport == UriSigningClaims.ABSENT)
            != (claims.renewalSeconds == UriSigningClaims.ABSENT)
        || claims.transport > UriSigningClaims.TRANSPORT_QUERY) {
      return new Authentication.Rejected(
          DenyCode.RENEWAL, "one of cdnistt and cdniets is missing, or not known");
    }
    return null;
  }

  @Override
  public Optional<Renewal> renew(
      Verdict.Allow allow, SigningKey key, Placement placement, long now) {
    UriSigningClaims claims = SignedClaims.claimsOf(allow.token());
    if (claims == null || !description().algorithms().contains(key.algorithm())) {
      return Optional.empty();
    }
    String cookiePath = cookiePath(allow.path(), Math.max(0, claims.depth));
    if (claims.renewalSeconds < 1 || claims.transport < 1 || cookiePath == null) {
      return Optional.empty();
    }
    String issuer = placement.options().get(ISSUER);
    claims.issuer = issuer == null ? claims.issuer : issuer;
    claims.issuedAt = now;
    claims.expiresAt = now + claims.renewalSeconds;
    if (claims.notBefore >= claims.expiresAt) {
      return Optional.empty();
    }
    try {
      String token = SignedClaims.sign(claims.toJson(), key);
      return Optional.of(
          claims.transport == UriSigningClaims.TRANSPORT_COOKIE
              ? new Renewal.Cookie(placement.name(), token, cookiePath, claims.expiresAt)
              : new Renewal.Query(placement.name(), token, claims.expiresAt));
    } catch (UnsupportedGrantException e) {
      return Optional.empty();
    }
  }

  /** The first segments of a path; null where it has fewer, or no cookie can say them. */
  private @Nullable String cookiePath(String path, long depth) {
    if (depth == 0) {
      return "/";
    }
    int end = 0;
    for (long segment = 0; segment < depth; segment++) {
      if (end == path.length() || end + 1 == path.length()) {
        return null;
      }
      int slash = path.indexOf('/', end + 1);
      end = slash < 0 ? path.length() : slash;
    }
    if (end == path.length() && !depthMayReachLastSegment()) {
      return null;
    }
    String prefix = path.substring(0, end);
    return prefix.indexOf(';') < 0 && prefix.indexOf(',') < 0 ? prefix : null;
  }
}
