package io.playgate.playbacktoken.urisigning;

import io.playgate.playbacktoken.AddressBlock;
import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.EncryptingDialect;
import io.playgate.playbacktoken.EncryptingFormat;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.Renewal;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
      new DialectDescription(
          "URI Signing for CDN Interconnection",
          "RFC 9246",
          "1 (cdniv)",
          List.of(Carrier.QUERY, Carrier.PATH, Carrier.COOKIE),
          "URISigningPackage",
          List.of("ES256", "ES384", "EdDSA", "PS256", "RS256", "HS256", "HS384", "HS512"),
          EnumSet.of(
              GrantField.SESSION,
              GrantField.PATHS,
              GrantField.ISSUED_AT,
              GrantField.NOT_BEFORE,
              GrantField.IP),
          "exact, * and ?, several, as one regular expression; or the digest of one URL",
          options(),
          ProofLevel.JUDGED,
          "Apache Traffic Server, as far as it goes; Nimbus JOSE+JWT, both ways, for encryption and"
              + " hashes; the samples of RFC 9246 appendix A");

  private static Map<String, String> options() {
    Map<String, String> options = new HashMap<>(COMMON_OPTIONS);
    options.put(
        ISSUER,
        "the issuer (iss): written when signing, demanded when verifying; without it a token that"
            + " names one is refused");
    options.put(CONTAINER, "regex (default), or hash for one URL, its query included");
    options.put(
        TOKEN_ID,
        "refuse (default), or accept: tokens may have an identifier (jti), whose reuse is not"
            + " noticed");
    return options;
  }

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
    return new Format(this, super.open(placement));
  }

  private record Format(Rfc9246Dialect dialect, SignedFormat open) implements EncryptingFormat {
    @Override
    public Placement placement() {
      return open.placement();
    }

    @Override
    public SignedToken sign(PlaybackGrant grant, String url, SigningKey key)
        throws UnsupportedGrantException {
      return open.sign(grant, url, key);
    }

    @Override
    public SignedToken sign(
        PlaybackGrant grant, String url, SigningKey key, SigningKey encryptionKey)
        throws UnsupportedGrantException {
      if (!CompactJwe.isEncryption(encryptionKey)) {
        throw new UnsupportedGrantException(
            "encryption-key", "the encryption key must be of A128GCM or A256GCM");
      }
      return dialect.sign(grant, url, key, placement(), encryptionKey);
    }

    @Override
    public TokenCut cut(PlaybackRequest request) {
      return open.cut(request);
    }

    @Override
    public Authentication authenticate(PresentedToken token, KeyRing keys) {
      return open.authenticate(token, keys);
    }

    @Override
    public Optional<Renewal> renew(Verdict.Allow allow, SigningKey key, long now) {
      return open.renew(allow, key, now);
    }
  }

  @Override
  Set<GrantField> carried(UriSigningOptions options, boolean encrypting) {
    Set<GrantField> fields = EnumSet.copyOf(DESCRIPTION.fields());
    if (encrypting) {
      fields.add(GrantField.VIEWER);
    } else {
      fields.remove(GrantField.IP);
    }
    if (options.tokenIdAccepted()) {
      fields.add(GrantField.TOKEN_ID);
    }
    return fields;
  }

  @Override
  void requireExpressible(PlaybackGrant grant, UriSigningOptions options, List<String> paths) {
    // Whatever is a path is expressible.
  }

  @Override
  void writeNames(
      UriSigningClaims claims, PlaybackGrant grant, @Nullable SigningKey encryptionKey) {
    claims.session = grant.session();
    claims.tokenId = grant.tokenId();
    String viewer = grant.viewer();
    String ip = grant.ip();
    if (encryptionKey != null && viewer != null) {
      claims.subject = CompactJwe.encrypt(viewer, encryptionKey);
    }
    if (encryptionKey != null && ip != null) {
      claims.ip = CompactJwe.encrypt(AddressText.canonical(ip), encryptionKey);
    }
  }

  @Override
  Authentication.@Nullable Rejected refusal(UriSigningClaims claims, UriSigningOptions options) {
    if (claims.tokenId != null && !options.tokenIdAccepted()) {
      return new Authentication.Rejected(
          DenyCode.TOKEN_ID, "identifiers are not stored, so their reuse cannot be refused");
    }
    // The one extension that is understood here; duplicates and names of the RFC are none.
    if (claims.critical != null && !(claims.critical.equals("sid") && claims.session != null)) {
      return new Authentication.Rejected(
          DenyCode.CRITICAL_CLAIM, "cdnicrit lists a claim that is unknown or missing");
    }
    return null;
  }

  @Override
  Authentication.@Nullable Rejected readNames(
      UriSigningClaims claims, PlaybackGrant.Builder grant, KeyRing keys) {
    grant.session(claims.session).tokenId(claims.tokenId);
    String subject = claims.subject;
    if (subject != null) {
      String viewer = CompactJwe.decrypt(subject, keys);
      if (viewer == null) {
        return new Authentication.Rejected(
            DenyCode.SUBJECT, "sub must be encrypted with a key of the ring");
      }
      grant.viewer(viewer);
    }
    String sealed = claims.ip;
    if (sealed != null) {
      String ip = CompactJwe.decrypt(sealed, keys);
      String address = ip == null ? null : AddressText.withoutBrackets(ip);
      if (address == null || AddressBlock.parse(address) == null) {
        return new Authentication.Rejected(
            DenyCode.CLIENT_ADDRESS,
            "cdniip must be an IP address or block, encrypted with a key of the ring");
      }
      grant.ip(address);
    }
    return null;
  }

  @Override
  boolean comparesDecodedForm() {
    return false;
  }

  @Override
  boolean depthMayReachLastSegment() {
    return true;
  }
}
