package io.playgate.playbacktoken.fastly;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantSyntax;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.PlacedDialect;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.RequestTarget;
import io.playgate.playbacktoken.SharedSecrets;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.TokenCutter;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.playbacktoken.UnsupportedGrantException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Fastly's token for classic VCL: {@code ?token=EXPIRES_SIGNATURE}, the signature being the
 * lower-case hexadecimal HMAC-SHA1 of the path and the expiry, in epoch seconds. Fastly's examples
 * hold the key in base64: the JWK holds the bytes it stands for, none of which may be zero, as
 * VCL's strings end there. A token is for one path; the rest of the query takes no part, unless the
 * option {@value #SIGN_QUERY} says that it is signed after the path, as in the newer VCL of
 * Fastly's guide, which takes the token out of the URL and signs what is left. The expiry has ten
 * digits: Fastly's example wants ten or eleven, but nothing stands between path and expiry in what
 * is signed, so that the last digit of a path could become the first of eleven.
 */
public final class FastlyDialect implements PlacedDialect {

  /** The option for VCL that signs the rest of the query as well. */
  public static final String SIGN_QUERY = "signQuery";

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
          Map.of(SIGN_QUERY, "true for VCL that signs the rest of the query too; default false"),
          ProofLevel.JUDGED,
          "a real Varnish, by the rule of Fastly's guide");

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
    RequestTarget target = TokenCutter.target(url, placement);
    String signed = signed(target.path(), target.query(), placement);
    String expires = SharedSecrets.seconds(grant.expiresAt());
    return TokenCutter.place(
        expires + "_" + signature(signed, expires, key.secret()), url, placement);
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys, Placement placement) {
    String text = token.value();
    int separator = text.length() - SIGNATURE_LENGTH - 1;
    long expiresAt = separator <= 0 ? -1 : SharedSecrets.seconds(text.substring(0, separator));
    if (expiresAt < 0 || text.charAt(separator) != '_') {
      return new Authentication.Rejected(
          DenyCode.MALFORMED, "the token is not an expiry and a signature");
    }
    String expires = text.substring(0, separator);
    for (String path : token.signedPaths()) {
      String signed = signed(path, token.query(), placement);
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

  private static String signed(String path, String query, Placement placement) {
    return query.isEmpty() || !"true".equals(placement.options().get(SIGN_QUERY))
        ? path
        : path + "?" + query;
  }

  private static String signature(String signed, String expires, byte[] secret) {
    return HexFormat.of()
        .formatHex(SharedSecrets.hmac("HmacSHA1", secret, SharedSecrets.utf8(signed + expires)));
  }
}
