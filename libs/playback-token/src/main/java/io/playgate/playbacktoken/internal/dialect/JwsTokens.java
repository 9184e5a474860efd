package io.playgate.playbacktoken.internal.dialect;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.jose.CompactJws;
import io.playgate.playbacktoken.key.KeyCannotSignException;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** For dialects whose token is a JSON Web Signature: what a signature means for a verdict. */
public final class JwsTokens {
  private JwsTokens() {}

  /** A text that is no such token, as a rejection. */
  public static Authentication.Rejected rejected(CompactJws.MalformedException malformed) {
    return new Authentication.Rejected(
        malformed.isCritical() ? DenyCode.CRITICAL_CLAIM : DenyCode.MALFORMED,
        String.valueOf(malformed.getMessage()));
  }

  /**
   * What a token is, once that key is known to have signed it: its header and payload as they
   * stand, since a signature over them has more than one form.
   */
  public static TokenIdentity identity(CompactJws jws, String by) {
    return TokenIdentity.of(by, jws.signed());
  }

  /**
   * Why the key of this kid did not sign: the ring has none, or it did not; null where it did.
   *
   * @param allowed as in {@link CompactJws#isSignedBy}
   */
  public static Authentication.@Nullable Rejected refusal(
      CompactJws jws, String by, KeyRing keys, Collection<String> allowed) {
    SigningKey key = keys.find(by).orElse(null);
    if (key == null) {
      return new Authentication.Rejected(
          DenyCode.SIGNATURE, "the kid is not in the key ring", true);
    }
    return jws.isSignedBy(key, allowed)
        ? null
        : new Authentication.Rejected(
            DenyCode.SIGNATURE, "the signature, or its algorithm, is not the one of the key");
  }

  /**
   * The compact form of a payload, as {@link CompactJws#sign}.
   *
   * @throws UnsupportedGrantException {@code key-cannot-sign}
   */
  public static String sign(byte[] payload, SigningKey key, @Nullable String type, boolean withKid)
      throws UnsupportedGrantException {
    try {
      return CompactJws.sign(payload, key, type, withKid);
    } catch (KeyCannotSignException e) {
      throw UnsupportedGrantException.of(e);
    }
  }
}
