package io.playgate.playbacktoken.urisigning;

import io.playgate.playbacktoken.AmbiguousPathException;
import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.RequestTarget;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.UnsupportedGrantException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The profile of RFC 9246 that Apache Traffic Server's plugin {@code uri_signing} accepts (read and
 * tried with 9.2).
 *
 * <p>Claims: {@code iss} (mandatory, the option {@value #ISSUER}: the name of the plugin's key
 * set), {@code sub} (session, in the open: of all that names one it alone survives the plugin's
 * renewals), {@code aud} (the plugin's {@code id}), {@code exp}, {@code nbf}, {@code iat}, {@code
 * cdniuc} (a regular expression), {@code cdniets}, {@code cdnistt} (0 or 1) and {@code cdnistd}.
 *
 * <p>Where the plugin is stricter than the RFC, so is this: no {@code jti}, {@code cdnicrit},
 * {@code cdniip}, no {@code hash} container, no renewal by query, a cookie's path of fewer segments
 * than the URI has. It compares the URI with all escapes decoded but those of reserved characters,
 * and with empty segments as they stand; here both its form and the RFC's must be in the container,
 * empty segments and raw square brackets are refused, and a pattern with such an escape is refused
 * at signing ({@code path-escape}).
 *
 * <p>Where the plugin is looser than the RFC, this is not: it serves tokens without {@code exp} for
 * ever and tokens without {@code cdniuc} for every URI, takes a regular expression that matches
 * only the start, a token in the second of its expiry, one of {@code cdniets} and {@code cdnistt}
 * alone, a {@code jti} that is a number, a key with another algorithm than its own, and looks for a
 * token that holds in all cookies after one in the URL that does not.
 */
public final class AtsDialect extends UriSigningDialect {

  private static final DialectDescription DESCRIPTION =
      new DialectDescription(
          "Apache Traffic Server uri_signing",
          "apache/trafficserver plugins/experimental/uri_signing",
          "9.2",
          List.of(Carrier.QUERY, Carrier.PATH, Carrier.COOKIE),
          "URISigningPackage",
          List.of("ES256", "ES384", "PS256", "RS256", "HS256", "HS384", "HS512"),
          EnumSet.of(
              GrantField.SESSION, GrantField.PATHS, GrantField.ISSUED_AT, GrantField.NOT_BEFORE),
          "exact, * and ?, several, as one regular expression",
          options(),
          ProofLevel.JUDGED,
          "Apache Traffic Server 9.2 serves what is signed here, and its renewals are read here");

  private static Map<String, String> options() {
    Map<String, String> options = new HashMap<>(COMMON_OPTIONS);
    options.put(ISSUER, "the issuer (iss), mandatory: the name of the plugin's key set");
    options.put(RENEWAL, "whether tokens ask for a successor at each use: none (default), cookie");
    return options;
  }

  @Override
  public String id() {
    return "ats";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public TokenCut cut(PlaybackRequest request, Placement placement) {
    TokenCut cut = super.cut(request, placement);
    if (cut instanceof PresentedToken && comparedOtherwise(request)) {
      return new TokenCut.Refused(
          DenyCode.MALFORMED, "an empty segment or a bracket, which Traffic Server leaves there");
    }
    return cut;
  }

  private static boolean comparedOtherwise(PlaybackRequest request) {
    try {
      String path = RequestTarget.parse(request.target()).path();
      return path.contains("//") || path.indexOf('[') >= 0 || path.indexOf(']') >= 0;
    } catch (AmbiguousPathException e) {
      return true;
    }
  }

  @Override
  Set<GrantField> carried(UriSigningOptions options, boolean encrypting) {
    return DESCRIPTION.fields();
  }

  @Override
  void requireExpressible(PlaybackGrant grant, UriSigningOptions options, List<String> paths)
      throws UnsupportedGrantException {
    if (options.issuer() == null) {
      throw new UnsupportedGrantException("option-invalid", "the option " + ISSUER + " is missing");
    }
    if (options.hash()) {
      throw new UnsupportedGrantException(
          "option-invalid", "Traffic Server does not support hash containers: use regex");
    }
    if (options.tokenIdAccepted()) {
      throw new UnsupportedGrantException("option-invalid", "Traffic Server takes no jti");
    }
    if (options.transport() == UriSigningClaims.TRANSPORT_QUERY) {
      throw new UnsupportedGrantException("option-invalid", "Traffic Server renews by cookie only");
    }
    for (String path : paths) {
      if (!ContainerUri.decoded(path).equals(path)) {
        throw new UnsupportedGrantException(
            "path-escape", "Traffic Server compares this escape decoded");
      }
    }
  }

  @Override
  void writeNames(
      UriSigningClaims claims, PlaybackGrant grant, @Nullable SigningKey encryptionKey) {
    claims.subject = grant.session();
  }

  @Override
  Authentication.@Nullable Rejected refusal(UriSigningClaims claims, UriSigningOptions options) {
    if (claims.issuer == null || options.issuer() == null) {
      return new Authentication.Rejected(
          DenyCode.ISSUER, "iss is missing, or the option issuer is not set");
    }
    if (claims.tokenId != null) {
      return new Authentication.Rejected(DenyCode.TOKEN_ID, "jti is not supported");
    }
    if (claims.critical != null) {
      return new Authentication.Rejected(DenyCode.CRITICAL_CLAIM, "cdnicrit is not supported");
    }
    if (claims.ip != null) {
      return new Authentication.Rejected(DenyCode.CLIENT_ADDRESS, "cdniip is not supported");
    }
    if (claims.transport > UriSigningClaims.TRANSPORT_COOKIE) {
      return new Authentication.Rejected(DenyCode.RENEWAL, "cdnistt is not supported");
    }
    if (claims.container != null && claims.container.startsWith(UriContainer.HASH_PREFIX)) {
      return new Authentication.Rejected(DenyCode.OUTSIDE_ACL, "a hash is not supported");
    }
    return null;
  }

  @Override
  Authentication.@Nullable Rejected readNames(
      UriSigningClaims claims, PlaybackGrant.Builder grant, KeyRing keys) {
    grant.session(claims.subject);
    return null;
  }

  @Override
  boolean comparesDecodedForm() {
    return true;
  }

  @Override
  boolean depthMayReachLastSegment() {
    return false;
  }
}
