package io.playgate.playbacktoken.fastly;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantSyntax;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.SharedSecrets;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.TokenCutter;
import io.playgate.playbacktoken.UnsupportedGrantException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Fastly's token for classic VCL: {@code ?token=EXPIRES_SIGNATURE}, the signature being the
 * lower-case hexadecimal HMAC-SHA1 of the path and the expiry, in epoch seconds. Fastly's examples
 * hold the key in base64: the JWK holds the bytes it stands for. A token is for one path; the rest
 * of the query takes no part.
 */
public final class FastlyDialect implements Dialect {
  private static final DialectDescription DESCRIPTION =
      new DialectDescription(
          "Fastly URL token validation",
          "fastly/token-functions; Fastly documentation: Enabling URL token validation",
          "classic VCL",
          List.of(Carrier.QUERY),
          "token",
          List.of(SharedSecrets.ALGORITHM),
          Set.of(),
          "the one signed path",
          Map.of(),
          ProofLevel.SELF_CONSISTENT,
          "no published sample names its key");

  private static final int SIGNATURE_LENGTH = 40;

  @Override
  public String id() {
    return "fastly";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key, Placement placement)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(this, grant, key, placement);
    String path = TokenCutter.target(url, placement).path();
    String expires = Long.toString(grant.expiresAt());
    return TokenCutter.place(
        expires + "_" + signature(path, expires, key.secret()), url, placement);
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys, Placement placement) {
    String text = token.value();
    int separator = text.length() - SIGNATURE_LENGTH - 1;
    long expiresAt = separator <= 0 ? -1 : SharedSecrets.number(text.substring(0, separator));
    if (expiresAt < 0 || text.charAt(separator) != '_') {
      return new Authentication.Rejected(
          DenyCode.MALFORMED, "the token is not an expiry and a signature");
    }
    String expires = text.substring(0, separator);
    SigningKey key =
        SharedSecrets.signer(
            keys,
            text.substring(separator + 1),
            secret -> signature(token.path(), expires, secret));
    return key == null
        ? new Authentication.Rejected(
            DenyCode.SIGNATURE, "no key of the ring signed this for this path")
        : Authentication.of(PlaybackGrant.expiringAt(expiresAt).build(), key.kid(), true);
  }

  private static String signature(String path, String expires, byte[] secret) {
    return HexFormat.of()
        .formatHex(SharedSecrets.hmac("HmacSHA1", secret, SharedSecrets.utf8(path + expires)));
  }
}
