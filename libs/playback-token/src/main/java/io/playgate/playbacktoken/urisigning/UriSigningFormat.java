package io.playgate.playbacktoken.urisigning;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.PathProof;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.Renewal;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.internal.carrier.PlacedFormat;
import io.playgate.playbacktoken.internal.carrier.TokenCutter;
import io.playgate.playbacktoken.internal.carrier.TokenParameters;
import io.playgate.playbacktoken.internal.dialect.GrantSyntax;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.playbacktoken.uri.AmbiguousPathException;
import io.playgate.playbacktoken.uri.RequestTarget;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes and reads the tokens of one placement. */
abstract sealed class UriSigningFormat implements PlacedFormat permits Rfc9246Format, AtsFormat {
  private static final String RESERVED = ":/?#[]@!$&'()*+,;=";
  private static final String SUB_DELIMITERS = "!$&'()*+,;=";

  private final Dialect dialect;
  private final Placement placement;
  private final UriSigningOptions options;
  private final List<String> algorithms;

  /** What stands before a token that is a path parameter. */
  private final String parameter;

  private final boolean placesParameter;

  /** Where a token is looked for when the URL has none; null where it is the cookie anyway. */
  private final @Nullable Placement cookies;

  UriSigningFormat(Dialect dialect, Placement placement, UriSigningOptions options) {
    this.dialect = dialect;
    this.placement = placement;
    this.options = options;
    algorithms = dialect.description().algorithms();
    parameter = ";" + placement.name() + "=";
    placesParameter = placement.carrier() == Carrier.PATH && options.pathParameter();
    cookies =
        placement.carrier() == Carrier.COOKIE
            ? null
            : new Placement(
                Carrier.COOKIE, placement.name(), placement.basePath(), placement.options());
  }

  @Override
  public final Placement placement() {
    return placement;
  }

  /** The grant's fields that these settings have a place for. */
  abstract Set<GrantField> carried(boolean encrypting);

  /**
   * Refuses what this profile cannot say.
   *
   * @param paths the grant's patterns in normal form, or the one path that is signed
   */
  abstract void requireExpressible(List<String> paths) throws UnsupportedGrantException;

  /** Writes who the token is for. */
  abstract void writeNames(
      UriSigningClaims claims, PlaybackGrant grant, @Nullable SigningKey encryptionKey);

  /** Judges the claims that this profile judges in its own way; null where nothing is wrong. */
  abstract Authentication.@Nullable Rejected refusal(UriSigningClaims claims);

  /** Reads who the token is for; null where nothing is wrong. */
  abstract Authentication.@Nullable Rejected readNames(
      UriSigningClaims claims, PlaybackGrant.Builder grant, KeyRing keys);

  /** Whether the form that Apache Traffic Server compares must be in the container as well. */
  abstract boolean comparesDecodedForm();

  /** Whether the cookie of a renewed token may be for the whole path, its last segment included. */
  abstract boolean depthMayReachLastSegment();

  @Override
  public final SignedToken sign(PlaybackGrant grant, String url, SigningKey key)
      throws UnsupportedGrantException {
    return signed(grant, url, key, null);
  }

  final SignedToken signed(
      PlaybackGrant grant, String url, SigningKey key, @Nullable SigningKey encryptionKey)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(dialect, PlaybackGrant.expiringAt(grant.expiresAt()).build(), key);
    GrantField.requireCarried(grant, carried(encryptionKey != null), dialect.id());
    GrantSyntax.requireReadableBindings(grant);
    GrantSyntax.requireReadableValues(grant);
    RequestTarget target = target(url);
    UriSigningClaims claims = new UriSigningClaims();
    claims.issuer = options.issuer();
    String audience = options.audience();
    claims.audience = audience == null ? null : List.of(audience);
    claims.expiresAt = grant.expiresAt();
    claims.notBefore = grant.notBefore();
    claims.issuedAt = grant.issuedAt();
    claims.container = container(grant, target);
    writeNames(claims, grant, encryptionKey);
    writeRenewal(claims);
    String token = SignedClaims.sign(claims.toJson(), key);
    return placed(token, url, target);
  }

  @Override
  public final SignedToken place(String value, String url) throws UnsupportedGrantException {
    RequestTarget target = target(url);
    if (placesParameter) {
      requireFits(value);
    }
    return placed(value, url, target);
  }

  /** Refuses what would not be cut out of the path again. */
  private static void requireFits(String value) throws UnsupportedGrantException {
    if (value.length() > TokenCutter.MAX_TOKEN_LENGTH) {
      throw new UnsupportedGrantException(
          "token-too-long",
          "the token would be longer than " + TokenCutter.MAX_TOKEN_LENGTH + " characters");
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c > '~' || RESERVED.indexOf(c) >= 0) {
        throw new UnsupportedGrantException(
            "carrier-charset", "the token holds a character that this carrier cannot");
      }
    }
  }

  private RequestTarget target(String url) throws UnsupportedGrantException {
    RequestTarget target = TokenCutter.target(url, placement);
    if (target.path().contains(parameter)) {
      throw new UnsupportedGrantException(
          "url-has-token", "the URL has a " + placement.name() + " already");
    }
    return target;
  }

  private SignedToken placed(String token, String url, RequestTarget target)
      throws UnsupportedGrantException {
    if (!placesParameter) {
      return TokenCutter.place(token, url, placement);
    }
    String path = target.path() + parameter + token;
    return new SignedToken(
        TokenCutter.url(target, path, target.query()), token, Map.of(), Map.of());
  }

  private String container(PlaybackGrant grant, RequestTarget target)
      throws UnsupportedGrantException {
    String configured = options.origin();
    String origin = configured == null ? ContainerUri.origin(target.origin()) : configured;
    String query = ContainerUri.query(target.query());
    if (origin == null || query == null) {
      throw new UnsupportedGrantException(
          "url-invalid", "the URL's host or query cannot be normalised");
    }
    List<String> paths = GrantSyntax.paths(grant);
    requireExpressible(paths.isEmpty() ? List.of(target.path()) : paths);
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

  private void writeRenewal(UriSigningClaims claims) {
    if (options.transport() != UriSigningClaims.ABSENT) {
      claims.renewalSeconds = options.renewalSeconds();
      claims.transport = options.transport();
      claims.depth = options.depth();
    }
  }

  @Override
  public TokenCut cut(PlaybackRequest request) {
    boolean inPath = hasPathParameter(request);
    if (inPath && placement.carrier() != Carrier.PATH) {
      return misplaced();
    }
    TokenCut cut = inPath ? cutPathParameter(request) : TokenCutter.cut(request, placement);
    if (cookies != null
        && cut instanceof TokenCut.Refused refused
        && refused.code() == DenyCode.MISSING) {
      cut = TokenCutter.cut(request, cookies);
    }
    return cut instanceof PresentedToken presented && presented.path().contains(parameter)
        ? misplaced()
        : cut;
  }

  private static TokenCut.Refused misplaced() {
    return new TokenCut.Refused(
        DenyCode.MALFORMED, "two tokens, or one at another place than the carrier says");
  }

  private boolean hasPathParameter(PlaybackRequest request) {
    try {
      return RequestTarget.parse(request.target()).path().contains(parameter);
    } catch (AmbiguousPathException e) {
      return false;
    }
  }

  /** Cuts the path parameter out as RFC 9246 section 2.1.15 says. */
  private TokenCut cutPathParameter(PlaybackRequest request) {
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
    int semicolon = path.indexOf(parameter);
    int value = semicolon + parameter.length();
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
  public final Authentication authenticate(PresentedToken token, KeyRing keys) {
    return switch (SignedClaims.open(token.value(), keys, algorithms)) {
      case SignedClaims.Refused refused -> refused.rejected();
      case SignedClaims.Genuine genuine -> accept(genuine.claims(), genuine.identity(), keys);
    };
  }

  private Authentication accept(UriSigningClaims claims, TokenIdentity identity, KeyRing keys) {
    Authentication.Rejected refusal = refusal(claims);
    if (refusal == null) {
      refusal = sharedRefusal(claims);
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

  private Authentication.@Nullable Rejected sharedRefusal(UriSigningClaims claims) {
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
  public final Optional<Renewal> renew(Verdict.Allow allow, SigningKey key, long now) {
    UriSigningClaims claims = SignedClaims.claimsOf(allow.token());
    if (claims == null || !algorithms.contains(key.algorithm())) {
      return Optional.empty();
    }
    String cookiePath = cookiePath(allow.path(), Math.max(0, claims.depth));
    if (claims.renewalSeconds < 1 || claims.transport < 1 || cookiePath == null) {
      return Optional.empty();
    }
    String issuer = options.issuer();
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
