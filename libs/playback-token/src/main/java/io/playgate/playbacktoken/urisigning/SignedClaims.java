package io.playgate.playbacktoken.urisigning;

import com.fasterxml.jackson.core.JsonParser;
import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Base64Url;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.StrictJson;
import io.playgate.playbacktoken.TokenCutter;
import io.playgate.playbacktoken.UnsupportedGrantException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Claims under a signature (RFC 7515, compact serialization), read strictly: three parts, each of
 * canonical base64url, a header without duplicate members. A key verifies with its own algorithm
 * only, which the header must name too; without {@code kid} every key of that algorithm is tried.
 */
sealed interface SignedClaims {

  /** The signature holds. */
  record Genuine(UriSigningClaims claims, String kid) implements SignedClaims {}

  /** It does not, or there is none to judge. */
  record Refused(Authentication.Rejected rejected) implements SignedClaims {}

  /**
   * Signs claims.
   *
   * @throws UnsupportedGrantException where the key cannot sign, or the token would be too long
   */
  static String sign(byte[] claims, SigningKey key) throws UnsupportedGrantException {
    byte[] header =
        StrictJson.writeObject(out -> {
          out.writeStringField("alg", key.algorithm());
          out.writeStringField("kid", key.kid());
        });
    String signed = Base64Url.encode(header) + '.' + Base64Url.encode(claims);
    byte[] signature = key.sign(signed.getBytes(StandardCharsets.ISO_8859_1));
    String token = signed + '.' + Base64Url.encode(signature);
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
    if (token.length() > TokenCutter.MAX_TOKEN_LENGTH) {
      return refused(DenyCode.MALFORMED, "the token is too long");
    }
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (first <= 0 || second < 0 || token.indexOf('.', second + 1) >= 0) {
      return refused(DenyCode.MALFORMED, "a token has three parts");
    }
    byte[] header = Base64Url.decode(token, 0, first);
    byte[] claims = Base64Url.decode(token, first + 1, second);
    byte[] signature = Base64Url.decode(token, second + 1, token.length());
    if (header == null || claims == null || signature == null) {
      return refused(DenyCode.MALFORMED, "a part is not base64url");
    }
    Header head = new Header();
    try {
      StrictJson.readObject(header, head::read);
    } catch (IOException e) {
      return refused(DenyCode.MALFORMED, "the header is not acceptable JSON");
    }
    if (head.critical) {
      return refused(
          DenyCode.CRITICAL_CLAIM, "the header names extensions that must be understood");
    }
    if (head.type != null && !head.type.equals("JWT")) {
      return refused(DenyCode.MALFORMED, "the token is of another type");
    }
    String kid = head.kid;
    if (kid != null && keys.find(kid).isEmpty()) {
      return new Refused(
          new Authentication.Rejected(
              DenyCode.SIGNATURE, "the kid names no key of the ring", true));
    }
    byte[] signed = token.substring(0, second).getBytes(StandardCharsets.ISO_8859_1);
    for (SigningKey key : keys.keys()) {
      if ((kid == null || kid.equals(key.kid()))
          && algorithms.contains(key.algorithm())
          && key.algorithm().equals(head.algorithm)
          && key.verify(signed, 0, signed.length, signature)) {
        UriSigningClaims read = read(claims);
        return read == null
            ? refused(DenyCode.MALFORMED, "the claims are not acceptable JSON")
            : new Genuine(read, key.kid());
      }
    }
    return refused(DenyCode.SIGNATURE, "no key verifies the signature with its own algorithm");
  }

  private static Refused refused(DenyCode code, String detail) {
    return new Refused(new Authentication.Rejected(code, detail));
  }

  /** The members of the header that are looked at. */
  final class Header {
    private @Nullable String algorithm;
    private @Nullable String type;
    private @Nullable String kid;
    private boolean critical;

    private Header() {}

    private void read(String name, JsonParser value) throws IOException {
      switch (name) {
        case "alg" -> algorithm = StrictJson.string(value);
        case "typ" -> type = StrictJson.string(value);
        case "kid" -> kid = StrictJson.string(value);
        case "crit" -> {
          critical = true;
          value.skipChildren();
        }
        default -> value.skipChildren();
      }
    }
  }
}
