package io.playgate.demo.credential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Random secrets of 256 bits. */
public final class RandomSecret {
  private static final int BYTES = 32;

  private RandomSecret() {}

  /** A password or client secret: 43 characters of {@code [A-Za-z0-9_-]}. */
  public static String text() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes());
  }

  /** A key in standard base64, with padding. */
  public static String base64() {
    return Base64.getEncoder().encodeToString(bytes());
  }

  /** Lower-case hex of the SHA-256 of a secret, the form in which services keep it. */
  public static String sha256(String secret) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static byte[] bytes() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }
}
