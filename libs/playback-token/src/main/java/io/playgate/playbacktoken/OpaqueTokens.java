package io.playgate.playbacktoken;

import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.key.KeyCannotSignException;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Generates, recognises and hashes the texts of opaque tokens: 32 bytes as 43 base64url characters.
 *
 * <p>A <em>marked</em> token is 24 random bytes and the first 8 of an HMAC-SHA256 of them, under a
 * key of the delivery profile. The mark grants nothing. It lets a holder of the key distinguish an
 * issued token from a guess without a look-up. An unmarked token, the previous format, is 32 random
 * bytes; without the key the two cannot be distinguished.
 */
public final class OpaqueTokens {

  /** The algorithm name of a {@link SigningKey} that holds one token's bits. */
  public static final String ALGORITHM = "opaque";

  /** The algorithm of the keys that mark tokens. */
  public static final String MARK_ALGORITHM = "HS256";

  private static final int BYTES = 32;
  private static final int CHARACTERS = 43;
  private static final int MARK_BYTES = 8;
  private static final byte[] MARK_OF =
      "playgate opaque token 1\n".getBytes(StandardCharsets.US_ASCII);

  private OpaqueTokens() {}

  /** The text of a new unmarked token. */
  public static String newToken(SecureRandom random) {
    byte[] bits = new byte[BYTES];
    random.nextBytes(bits);
    return Base64Url.encode(bits);
  }

  /**
   * The text of a new marked token.
   *
   * @param key a key of the delivery profile, of algorithm {@code HS256}
   * @throws UnsupportedGrantException with code {@code key-cannot-sign} for any other key
   */
  public static String newToken(SecureRandom random, SigningKey key)
      throws UnsupportedGrantException {
    byte[] bits = new byte[BYTES];
    random.nextBytes(bits);
    byte[] mark = mark(bits, key);
    System.arraycopy(mark, 0, bits, BYTES - MARK_BYTES, MARK_BYTES);
    return Base64Url.encode(bits);
  }

  /**
   * Whether a text is a token that one of these keys marked, in a time that does not tell where a
   * mark differs.
   */
  public static boolean isMarked(String token, KeyRing keys) {
    byte[] bits = token.length() == CHARACTERS ? Base64Url.decode(token) : null;
    if (bits == null) {
      return false;
    }
    byte[] mark = Arrays.copyOfRange(bits, BYTES - MARK_BYTES, BYTES);
    boolean marked = false;
    for (SigningKey key : keys.keys()) {
      try {
        marked |= MessageDigest.isEqual(mark, mark(bits, key));
      } catch (UnsupportedGrantException notForMarks) {
        // A key that cannot have marked anything.
      }
    }
    return marked;
  }

  private static byte[] mark(byte[] bits, SigningKey key) throws UnsupportedGrantException {
    if (!key.algorithm().equals(MARK_ALGORITHM)) {
      throw new UnsupportedGrantException(
          "key-cannot-sign", "opaque tokens are marked by " + MARK_ALGORITHM);
    }
    byte[] text = Arrays.copyOf(MARK_OF, MARK_OF.length + BYTES - MARK_BYTES);
    System.arraycopy(bits, 0, text, MARK_OF.length, BYTES - MARK_BYTES);
    try {
      return Arrays.copyOf(key.sign(text), MARK_BYTES);
    } catch (KeyCannotSignException e) {
      throw UnsupportedGrantException.of(e);
    }
  }

  /**
   * The text of the token whose bits a key of algorithm {@value #ALGORITHM} holds.
   *
   * @throws UnsupportedGrantException {@code key-algorithm}, {@code key-length}
   */
  public static String text(SigningKey key) throws UnsupportedGrantException {
    if (!key.algorithm().equals(ALGORITHM)) {
      throw new UnsupportedGrantException(
          "key-algorithm", "the bits of an opaque token come as a key of algorithm " + ALGORITHM);
    }
    byte[] bits = key.key().getEncoded();
    if (bits == null || bits.length != BYTES) {
      throw new UnsupportedGrantException("key-length", "an opaque token has exactly 32 bytes");
    }
    return Base64Url.encode(bits);
  }

  /** Whether a text could be a token, so that it is worth a look-up. */
  public static boolean isWellFormed(String token) {
    return token.length() == CHARACTERS && Base64Url.decode(token) != null;
  }

  /** What a token is stored and looked up under: the lower-case hex SHA-256 of its text. */
  public static String sha256Hex(String token) {
    try {
      byte[] text = token.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
