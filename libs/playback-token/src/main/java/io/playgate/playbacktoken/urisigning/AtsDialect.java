package io.playgate.playbacktoken.urisigning;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.Scope;
import io.playgate.playbacktoken.SignedFormat;

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
      DialectDescription.of(
              "Apache Traffic Server uri_signing",
              "apache/trafficserver plugins/experimental/uri_signing",
              "9.2")
          .carriers(Carrier.QUERY, Carrier.PATH, Carrier.COOKIE)
          .tokenName("URISigningPackage")
          .algorithms("ES256", "ES384", "PS256", "RS256", "HS256", "HS384", "HS512")
          .fields(GrantField.SESSION, GrantField.PATHS, GrantField.ISSUED_AT, GrantField.NOT_BEFORE)
          .acl(Scope.PATTERNS, "exact, * and ?, several, as one regular expression")
          .options(
              UriSigningOptions.issuer(
                  "the issuer (iss), mandatory: the name of the plugin's key set"),
              UriSigningOptions.AUDIENCE,
              UriSigningOptions.ORIGIN,
              UriSigningOptions.PATH_STYLE,
              UriSigningOptions.RENEWAL_BY_COOKIE,
              UriSigningOptions.RENEWAL_SECONDS,
              UriSigningOptions.RENEWAL_DEPTH)
          .proof(
              ProofLevel.JUDGED,
              "Apache Traffic Server 9.2 serves what is signed here, and its renewals are read"
                  + " here");

  @Override
  public String id() {
    return "ats";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedFormat open(Placement placement) throws InvalidPlacementException {
    UriSigningOptions options = UriSigningOptions.of(this, placement);
    if (options.issuer() == null) {
      throw InvalidPlacementException.option(ISSUER, "the option " + ISSUER + " must be set");
    }
    return new AtsFormat(this, placement, options);
  }
}
