package io.playgate.playbacktoken.urisigning;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.EncryptingDialect;
import io.playgate.playbacktoken.EncryptingFormat;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.Scope;

/**
 * URI Signing for Content Delivery Network Interconnection (RFC 9246).
 *
 * <p>Claims: {@code iss} and {@code aud} (options), {@code sub} (viewer, encrypted), {@code exp},
 * {@code nbf}, {@code iat}, {@code jti} (token identifier), {@code cdniip} (address or block,
 * encrypted), {@code cdniuc} (paths, or the signed URL), {@code cdniets}, {@code cdnistt} and
 * {@code cdnistd} (renewal), and, not of the RFC, {@code sid} (session). Paths become one regular
 * expression over the whole URI with any query; with the option {@value #CONTAINER} = {@code hash}
 * the container holds the digest of the signed URL, its query included.
 *
 * <p>The viewer and an address are encrypted with AES-GCM ({@code dir}), which needs the key that
 * {@link EncryptingFormat} takes; to verify, the ring must hold it. The viewer is not among the
 * fields of the description, so that callers without such a key leave it out.
 *
 * <p>Refused, each with its number of the registry: {@code iss} or {@code aud} that no option
 * names, a {@code sub} or {@code cdniip} that is no encrypted object of the ring's keys, a missing
 * {@code exp} (the RFC lets a token live for ever; nothing here does), {@code jti} unless the
 * option {@value #TOKEN_ID} is {@code accept} (identifiers are not stored here, and a CDN that does
 * not store them must reject), a {@code cdniv} other than 1, a {@code cdnicrit} with any name but
 * {@code sid}, a missing or unreadable {@code cdniuc}, and one of {@code cdniets} and {@code
 * cdnistt} without the other. The JWT header may not be left to the CDN's metadata.
 */
public final class Rfc9246Dialect extends UriSigningDialect implements EncryptingDialect {

  private static final DialectDescription DESCRIPTION =
      DialectDescription.of("URI Signing for CDN Interconnection", "RFC 9246", "1 (cdniv)")
          .carriers(Carrier.QUERY, Carrier.PATH, Carrier.COOKIE)
          .tokenName("URISigningPackage")
          .algorithms("ES256", "ES384", "EdDSA", "PS256", "RS256", "HS256", "HS384", "HS512")
          .fields(
              GrantField.SESSION,
              GrantField.PATHS,
              GrantField.ISSUED_AT,
              GrantField.NOT_BEFORE,
              GrantField.IP)
          .acl(
              Scope.PATTERNS,
              "exact, * and ?, several, as one regular expression; or the digest of one URL")
          .options(
              UriSigningOptions.issuer(
                  "the issuer (iss): written when signing, demanded when verifying; without it a"
                      + " token that names one is refused"),
              UriSigningOptions.AUDIENCE,
              UriSigningOptions.ORIGIN,
              UriSigningOptions.CONTAINER,
              UriSigningOptions.PATH_STYLE,
              UriSigningOptions.TOKEN_ID,
              UriSigningOptions.RENEWAL,
              UriSigningOptions.RENEWAL_SECONDS,
              UriSigningOptions.RENEWAL_DEPTH)
          .proof(
              ProofLevel.JUDGED,
              "Apache Traffic Server, as far as it goes; Nimbus JOSE+JWT, both ways, for encryption"
                  + " and hashes; the samples of RFC 9246 appendix A");

  @Override
  public String id() {
    return "rfc9246";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public EncryptingFormat open(Placement placement) throws InvalidPlacementException {
    return new Rfc9246Format(this, placement, UriSigningOptions.of(this, placement));
  }
}
