package io.playgate.token.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Short fixed names for what has to be compared or to stand in a Redis key. */
final class SessionIdentity {
  private static final int BYTES = 16;

  private SessionIdentity() {}

  /** What makes a session the same one again: asset, device, player label and profile. */
  static String of(String asset, String device, @Nullable String player, String profile) {
    return digest(asset, device, player == null ? "" : player, profile);
  }

  /** The name of a viewer in Redis keys, whatever characters the viewer's id has. */
  static String keyOf(String viewer) {
    return digest(viewer);
  }

  private static String digest(String... parts) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        // The length first: no two lists of parts give the same input.
        sha256.update(
            new byte[] {
              (byte) (bytes.length >> 24),
              (byte) (bytes.length >> 16),
              (byte) (bytes.length >> 8),
              (byte) bytes.length
            });
        sha256.update(bytes);
      }
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(sha256.digest(), BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
