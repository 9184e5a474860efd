package io.playgate.playbacktoken.bunny;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Base64Url;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.SharedSecrets;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.UnsupportedGrantException;
import java.util.List;

/**
 * bunny.net's current scheme: {@code HS256-}, {@code 1-} where the token is bound to an address,
 * and the HMAC-SHA256 in base64url without padding over {@code PATH + EXPIRES + ADDRESS +
 * PARAMETERS}. See {@link BunnyForm} for what both schemes share. The address is 4 bytes, or 16
 * with the lower half of an IPv6 address zero: an IPv6 binding is to its /64.
 */
public final class BunnyDialect implements Dialect {
  private static final BunnyForm FORM =
      new BunnyForm("bunny", BunnyDialect::token) {
        @Override
        List<Boolean> bindings(String token) {
          if (token.startsWith("HS256-1-")) {
            return List.of(true);
          }
          return token.startsWith("HS256-") ? List.of(false) : List.of();
        }
      };

  private static final DialectDescription DESCRIPTION =
      new DialectDescription(
          "bunny.net token authentication",
          "BunnyWay/BunnyCDN.TokenAuthentication",
          "July 2026",
          List.of(Carrier.QUERY, Carrier.PATH),
          BunnyForm.TOKEN,
          List.of(SharedSecrets.ALGORITHM),
          BunnyForm.FIELDS,
          BunnyForm.ACL,
          BunnyForm.OPTIONS,
          ProofLevel.PUBLISHED_VECTOR,
          "the vectors that bunny.net checks its libraries of seven languages with");

  @Override
  public String id() {
    return "bunny";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key, Placement placement)
      throws UnsupportedGrantException {
    return FORM.sign(this, grant, url, key, placement);
  }

  @Override
  public TokenCut cut(PlaybackRequest request, Placement placement) {
    return FORM.cut(request, placement);
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys, Placement placement) {
    return FORM.authenticate(token, keys, placement);
  }

  private static String token(BunnyForm.Text text, byte[] secret) {
    byte[] mac =
        SharedSecrets.hmac(
            "HmacSHA256",
            secret,
            SharedSecrets.utf8(text.path() + text.expires()),
            text.addressBytes(),
            SharedSecrets.utf8(text.parameters()));
    return "HS256-" + (text.address() == null ? "" : "1-") + Base64Url.encode(mac);
  }
}
