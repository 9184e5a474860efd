package io.playgate.playbacktoken.jwt;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.OptionSpec;
import io.playgate.playbacktoken.OptionType;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.Scope;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.internal.dialect.OptionValues;

/**
 * Playgate's JWT, signed with ES256.
 *
 * <p>Header: {@code alg}, {@code typ} = {@value #TYPE}, {@code kid}. Claims, all but {@code exp}
 * and {@code paths} optional: {@code iss} (the option {@value #ISSUER}), {@code sub} (viewer),
 * {@code aud} (asset), {@code sid} (session), {@code iat}, {@code nbf}, {@code exp} (epoch
 * seconds), {@code jti}, {@code paths} (an array of path patterns), {@code ip}, {@code domain},
 * {@code methods}, {@code countries}, {@code login}, {@code device}, {@code pkg}, {@code data}. A
 * grant without paths is given the signed URL's path as its one pattern.
 *
 * <p>Read strictly: exactly three parts of base64url without padding or spare bits, JSON without
 * duplicate members or trailing bytes. Only ES256 is accepted, whatever the header says; {@code
 * kid} must name a key of the ring. A header with {@code crit} is refused. {@code typ} may be
 * absent or {@code JWT} as well, so that other libraries can sign; any other type is refused, which
 * keeps access tokens out. Other claims are ignored. There is no leeway.
 */
public final class JwtDialect implements SignedDialect {

  /** The option that holds the issuer: written when signing, demanded when verifying. */
  public static final String ISSUER = "issuer";

  /** The media type that stands in the header (RFC 8725 section 3.11). */
  public static final String TYPE = "playback+jwt";

  private static final DialectDescription DESCRIPTION =
      DialectDescription.of(
              "Playgate JWT", "RFC 7519, RFC 7515, RFC 8725; docs/reference/dialects.md", "1")
          .carriers(Carrier.PATH, Carrier.QUERY, Carrier.COOKIE, Carrier.HEADER)
          .tokenName("token")
          .algorithms("ES256")
          .allFields()
          .acl(Scope.PATTERNS, "exact, * and ?, an array of them")
          .options(
              OptionSpec.of(
                  ISSUER,
                  OptionType.TEXT,
                  "the issuer (iss): written when signing, demanded when verifying"))
          .proof(ProofLevel.JUDGED, "Nimbus JOSE+JWT, both directions");

  @Override
  public String id() {
    return "jwt";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedFormat open(Placement placement) throws InvalidPlacementException {
    OptionValues options = OptionValues.read(this, placement);
    return new JwtFormat(this, placement, options.text(ISSUER));
  }
}
