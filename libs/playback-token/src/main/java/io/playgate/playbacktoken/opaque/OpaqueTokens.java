package io.playgate.playbacktoken.opaque;

import io.playgate.playbacktoken.Base64Url;
import io.playgate.playbacktoken.SharedSecrets;
import io.playgate.playbacktoken.SigningKey;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.spec.SecretKeySpec;

/** Makes, recognises and hashes opaque tokens: 32 random bytes as 43 characters of base64url. */
public final class OpaqueTokens {

  /** The algorithm name of a {@link SigningKey} that holds one token's bits. */
  public static final String ALGORITHM = "opaque";

  private static final int BYTES = 32;
  private static final int CHARACTERS = 43;

  private OpaqueTokens() {}

  /** A new token's text. */
  public static String newToken(SecureRandom random) {
    byte[] bits = new byte[BYTES];
    random.nextBytes(bits);
    return Base64Url.encode(bits);
  }

  /**
   * The token as a key, to hand to {@link OpaqueDialect#sign}. What a key is to other dialects, the
   * one secret, the random bits are to this one.
   *
   * @throws IllegalArgumentException if the text is not well formed
   */
  public static SigningKey key(String token) {
    byte[] bits = token.length() == CHARACTERS ? Base64Url.decode(token) : null;
    if (bits == null) {
      throw new IllegalArgumentException("not the text of an opaque token");
    }
    return new SigningKey(ALGORITHM, ALGORITHM, new SecretKeySpec(bits, "RAW"));
  }

  /** Whether a text could be a token, so that it is worth a look-up. */
  public static boolean isWellFormed(String token) {
    return token.length() == CHARACTERS && Base64Url.decode(token) != null;
  }

  /** What a token is stored and looked up under: the lower-case hex SHA-256 of its text. */
  public static String sha256Hex(String token) {
    return HexFormat.of().formatHex(SharedSecrets.digest("SHA-256", SharedSecrets.utf8(token)));
  }
}
