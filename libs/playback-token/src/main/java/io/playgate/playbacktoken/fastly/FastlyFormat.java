package io.playgate.playbacktoken.fastly;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.carrier.PlacedFormat;
import io.playgate.playbacktoken.internal.carrier.TokenCutter;
import io.playgate.playbacktoken.internal.dialect.GrantSyntax;
import io.playgate.playbacktoken.internal.dialect.SharedSecrets;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.playbacktoken.uri.RequestTarget;
import java.util.HexFormat;

/**
 * Writes and reads the tokens of one placement.
 *
 * @param signsQuery whether the rest of the query is signed too
 */
record FastlyFormat(Dialect dialect, Placement placement, boolean signsQuery)
    implements PlacedFormat {
  private static final int SIGNATURE_LENGTH = 40;

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(dialect, grant, key);
    RequestTarget target = TokenCutter.target(url, placement);
    String signed = signed(target.path(), target.query());
    String expires = SharedSecrets.seconds(grant.expiresAt());
    return TokenCutter.place(
        expires + "_" + signature(signed, expires, key.secret()), url, placement);
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys) {
    String text = token.value();
    int separator = text.length() - SIGNATURE_LENGTH - 1;
    long expiresAt = separator <= 0 ? -1 : SharedSecrets.seconds(text.substring(0, separator));
    if (expiresAt < 0 || text.charAt(separator) != '_') {
      return new Authentication.Rejected(
          DenyCode.MALFORMED, "the token is not an expiry and a signature");
    }
    String expires = text.substring(0, separator);
    for (String path : token.signedPaths()) {
      String signed = signed(path, token.query());
      SigningKey key =
          SharedSecrets.signer(
              keys, text.substring(separator + 1), secret -> signature(signed, expires, secret));
      if (key != null) {
        return Authentication.ofSignedPath(
            PlaybackGrant.expiringAt(expiresAt).build(),
            TokenIdentity.of(key.kid(), signed + "\0" + expires));
      }
    }
    return new Authentication.Rejected(
        DenyCode.SIGNATURE, "no key of the ring signed this for this path");
  }

  private String signed(String path, String query) {
    return query.isEmpty() || !signsQuery ? path : path + "?" + query;
  }

  private static String signature(String signed, String expires, byte[] secret) {
    return HexFormat.of()
        .formatHex(SharedSecrets.hmac("HmacSHA1", secret, SharedSecrets.utf8(signed + expires)));
  }
}
