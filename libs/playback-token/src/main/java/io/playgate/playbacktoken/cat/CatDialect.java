package io.playgate.playbacktoken.cat;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.Scope;
import io.playgate.playbacktoken.SignedDialect;
import java.util.List;

/**
 * The Common Access Token of CTA-5007-B: claims in CBOR (RFC 8392) inside a COSE_Mac0 or COSE_Sign1
 * (RFC 9052), in base64url without padding.
 *
 * <p>The grant, by claim: {@code sub} viewer, {@code aud} asset (or the option {@code audience}),
 * {@code exp}, {@code nbf}, {@code iat}, {@code cti} session (1 to 64 of {@code [A-Za-z0-9_-]}; any
 * other is read as the token's id, in hexadecimal digits), {@code catu} paths, {@code catm} methods
 * (GET and HEAD where the grant has none, since without the claim other edges allow them all),
 * {@code catnip} one address or block, {@code catgeoiso3166} countries, {@code catifdata} data.
 * {@code catv} is 1. {@code iss} is the option {@code issuer}: a token with an issuer is refused
 * where none is configured.
 *
 * <p>Paths: without any the signed URL's path is matched exactly; one without wildcards is an exact
 * match, one with a single {@code *} at its end a prefix, everything else a regular expression
 * ({@link PathRegex}). A token without {@code catu} allows every path.
 *
 * <p>Read besides: every part and every type of match of {@code catu} ({@link UriMatch}) and {@code
 * cath}, save regular expressions that are not {@link PathRegex}'s; several addresses; {@code
 * catalpn} with the option {@code alpnHeader}; {@code cattpk} with {@code certificateHeader};
 * {@code catreplay} 0, and with the option {@code countUses} 1 and 2 too: 1 refuses every further
 * use, 2 a use from another address than the first (each verification of a token that holds is a
 * use); {@code catr} ({@link CatFormat#renew}) and {@code catif} ({@link
 * CatFormat#conditionalAnswer}). Refused, for want of what it takes to judge them: {@code catpor},
 * autonomous systems, regions other than countries, {@code catgeocoord}, {@code geohash}, {@code
 * catgeoalt}, {@code cnf} and {@code catdpop}, composite claims, and every claim that is not known,
 * unless it is private and the option {@code ignoreClaims} names it. Encrypted tokens are refused:
 * what the standard wants encrypted (a viewer that identifies a person, an address of more than 24
 * or 56 bits) travels in the clear here, as in most dialects.
 *
 * <p>Known quirks. node-cat reads its tag 61 only, hence the option {@code cwtTag}; it signs
 * COSE_Sign1 over hexadecimal text, hence {@code textPayload}; it reads prefixes in {@code catnip}
 * only with the zero bytes that RFC 9164 forbids; its SHA-512/256 is SHA-512, which is refused. The
 * Rust crate common-access-token leaves the COSE tag out by default, which is refused.
 */
public final class CatDialect implements SignedDialect {

  static final String NAME = "CTA-Common-Access-Token";

  private static final DialectDescription DESCRIPTION =
      DialectDescription.of(
              "CTA-5007 Common Access Token",
              "CTA-5007-B; RFC 8392, RFC 9052, RFC 9164; Eyevinn/node-cat, Quicr/cat-token,"
                  + " common-access-token",
              "CTA-5007-B, catv 1")
          .carriers(Carrier.HEADER, Carrier.COOKIE, Carrier.QUERY, Carrier.PATH)
          .tokenName(NAME)
          .algorithms("ES256", "PS256", "HS256")
          .fields(
              GrantField.SESSION,
              GrantField.VIEWER,
              GrantField.ASSET,
              GrantField.PATHS,
              GrantField.ISSUED_AT,
              GrantField.NOT_BEFORE,
              GrantField.IP,
              GrantField.METHODS,
              GrantField.COUNTRIES,
              GrantField.DATA)
          .acl(Scope.PATTERNS, "exact, prefix, or a regular expression for * and ?, several")
          .options(CatOptions.SPECS)
          .proof(ProofLevel.JUDGED, "@eyevinn/cat 0.16.4, both directions, HS256");

  static final List<String> ALGORITHMS = DESCRIPTION.algorithms();

  @Override
  public String id() {
    return "cat";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public CatFormat open(Placement placement) throws InvalidPlacementException {
    return new CatFormat(this, placement, CatOptions.of(this, placement));
  }
}
