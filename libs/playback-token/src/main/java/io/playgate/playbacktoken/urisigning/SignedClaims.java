package io.playgate.playbacktoken.urisigning;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.carrier.TokenCutter;
import io.playgate.playbacktoken.internal.dialect.JwsTokens;
import io.playgate.playbacktoken.internal.jose.CompactJws;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.internal.text.StrictJson;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Claims under a signature (RFC 7515, compact serialization), read strictly: three parts, each of
 * canonical base64url, a header without duplicate members. A key verifies with its own algorithm
 * only, which the header must name too; without {@code kid} every key of that algorithm is tried.
 */
sealed interface SignedClaims {

  /** The signature holds. */
  record Genuine(UriSigningClaims claims, TokenIdentity identity) implements SignedClaims {}

  /** It does not, or there is none to judge. */
  record Refused(Authentication.Rejected rejected) implements SignedClaims {}

  /**
   * Signs claims.
   *
   * @throws UnsupportedGrantException where the key cannot sign, or the token would be too long
   */
  static String sign(byte[] claims, SigningKey key) throws UnsupportedGrantException {
    String token = JwsTokens.sign(claims, key, null, true);
    if (token.length() > TokenCutter.MAX_TOKEN_LENGTH) {
      throw new UnsupportedGrantException(
          "token-too-long",
          "the token would be longer than " + TokenCutter.MAX_TOKEN_LENGTH + " characters");
    }
    return token;
  }

  /** The claims of a token that has been verified before; null where it cannot have been. */
  static @Nullable UriSigningClaims claimsOf(String verified) {
    int first = verified.indexOf('.');
    int second = verified.indexOf('.', first + 1);
    byte[] json = first < 0 || second < 0 ? null : Base64Url.decode(verified, first + 1, second);
    return json == null ? null : read(json);
  }

  private static @Nullable UriSigningClaims read(byte[] json) {
    UriSigningClaims claims = new UriSigningClaims();
    try {
      StrictJson.readObject(json, claims::read);
    } catch (IOException e) {
      return null;
    }
    return claims;
  }

  /**
   * Verifies a token.
   *
   * @param algorithms those that keys may have
   */
  static SignedClaims open(String token, KeyRing keys, List<String> algorithms) {
    CompactJws jws;
    try {
      jws = CompactJws.read(token);
    } catch (CompactJws.MalformedException e) {
      return new Refused(JwsTokens.rejected(e));
    }
    String type = jws.type();
    if (type != null && !type.equals("JWT")) {
      return refused(DenyCode.MALFORMED, "typ must be absent or JWT");
    }
    String kid = jws.kid();
    if (kid != null && keys.find(kid).isEmpty()) {
      return new Refused(
          new Authentication.Rejected(DenyCode.SIGNATURE, "the kid is not in the key ring", true));
    }
    for (SigningKey key : keys.keys()) {
      if ((kid == null || kid.equals(key.kid())) && jws.isSignedBy(key, algorithms)) {
        UriSigningClaims read = read(jws.payload());
        return read == null
            ? refused(
                DenyCode.MALFORMED,
                "the claims must be one JSON object of the expected members, each once")
            : new Genuine(read, JwsTokens.identity(jws, key.kid()));
      }
    }
    return refused(DenyCode.SIGNATURE, "no key verifies the signature with its own algorithm");
  }

  private static Refused refused(DenyCode code, String detail) {
    return new Refused(new Authentication.Rejected(code, detail));
  }
}
