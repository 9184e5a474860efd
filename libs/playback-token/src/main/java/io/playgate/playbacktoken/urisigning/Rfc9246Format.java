package io.playgate.playbacktoken.urisigning;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.EncryptingFormat;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.playbacktoken.uri.AddressBlock;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes and reads the tokens of one placement, as the RFC says. */
final class Rfc9246Format extends UriSigningFormat implements EncryptingFormat {
  private final boolean tokenIdAccepted;
  private final Set<GrantField> plain;
  private final Set<GrantField> encrypted;

  Rfc9246Format(Dialect dialect, Placement placement, UriSigningOptions options) {
    super(dialect, placement, options);
    tokenIdAccepted = options.tokenIdAccepted();
    plain = EnumSet.copyOf(dialect.description().fields());
    if (tokenIdAccepted) {
      plain.add(GrantField.TOKEN_ID);
    }
    encrypted = EnumSet.copyOf(plain);
    encrypted.add(GrantField.VIEWER);
    plain.remove(GrantField.IP);
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key, SigningKey encryptionKey)
      throws UnsupportedGrantException {
    if (!CompactJwe.isEncryption(encryptionKey)) {
      throw new UnsupportedGrantException(
          "encryption-key", "the encryption key must be of A128GCM or A256GCM");
    }
    return signed(grant, url, key, encryptionKey);
  }

  @Override
  Set<GrantField> carried(boolean encrypting) {
    return encrypting ? encrypted : plain;
  }

  @Override
  void requireExpressible(List<String> paths) {
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
  Authentication.@Nullable Rejected refusal(UriSigningClaims claims) {
    if (claims.tokenId != null && !tokenIdAccepted) {
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
