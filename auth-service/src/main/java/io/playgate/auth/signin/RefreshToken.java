package io.playgate.auth.signin;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A refresh token: a handle of 128 random bits that stays for the life of the sign-in session, and
 * a secret of 256 bits that changes at each use. Whoever has a handle that is known with a secret
 * that is not the present one has an old token, so that reuse shows without keeping a list of used
 * ones. The handle stands in no other token and no log.
 */
// Compared by MessageDigest.isEqual only, never by the record's own equals.
@SuppressWarnings("ArrayRecordComponent")
record RefreshToken(byte[] handle, byte[] secret) {

  private static final int HANDLE_BYTES = 16;
  private static final int SECRET_BYTES = 32;
  private static final int TEXT_LENGTH = 64;
  private static final byte[] SUCCESSOR =
      "playgate refresh token successor".getBytes(StandardCharsets.US_ASCII);

  /** Makes the first token of a sign-in session. */
  static RefreshToken first(SecureRandom random) {
    return new RefreshToken(bytes(random, HANDLE_BYTES), bytes(random, SECRET_BYTES));
  }

  /**
   * Returns the token that follows this one. Without this token's own text nobody can compute it,
   * not even from the salt, which is stored.
   *
   * @param salt random, made once per exchange by {@link #newSalt}
   */
  RefreshToken successor(byte[] salt) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      mac.update(SUCCESSOR);
      mac.update(handle);
      return new RefreshToken(handle, mac.doFinal(salt));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  /** Makes a salt for {@link #successor}. */
  static byte[] newSalt(SecureRandom random) {
    return bytes(random, SECRET_BYTES);
  }

  /** Reads a token; null when it is none. */
  static @Nullable RefreshToken parse(String text) {
    if (text.length() != TEXT_LENGTH) {
      return null;
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      return new RefreshToken(
          Arrays.copyOf(bytes, HANDLE_BYTES),
          Arrays.copyOfRange(bytes, HANDLE_BYTES, HANDLE_BYTES + SECRET_BYTES));
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  /** The text the app keeps. */
  String text() {
    byte[] bytes = Arrays.copyOf(handle, HANDLE_BYTES + SECRET_BYTES);
    System.arraycopy(secret, 0, bytes, HANDLE_BYTES, SECRET_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  byte[] handleSha256() {
    return sha256(handle);
  }

  byte[] secretSha256() {
    return sha256(secret);
  }

  private static byte[] bytes(SecureRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "RefreshToken[]";
  }
}
