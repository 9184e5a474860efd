package io.playgate.support.entitlement;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * The id of an entitlement: 22 characters of {@code [A-Za-z0-9_-]}, always the same for a viewer,
 * package, source and subscription, so that each service can compute it from a billing event. It is
 * the base64url of the first 16 bytes of a SHA-256 over the four texts, each preceded by its length
 * in bytes (32 bits, big-endian), so that no two of them can be mistaken for others.
 */
public final class EntitlementId {

  /** The subscription where the source names none. */
  public static final String NO_SUBSCRIPTION = "";

  private static final byte[] DOMAIN = "playgate entitlement 1".getBytes(StandardCharsets.US_ASCII);
  private static final int BYTES = 16;

  private EntitlementId() {}

  /**
   * Returns the id of an entitlement.
   *
   * @param viewerId the viewer in the canonical form, {@code sub} of viewer tokens
   * @param packageId the package
   * @param source who says so, such as {@code standard}
   * @param subscription the subscription at the source, or {@link #NO_SUBSCRIPTION}
   */
  public static String of(String viewerId, String packageId, String source, String subscription) {
    MessageDigest digest = sha256();
    digest.update(DOMAIN);
    for (String part : new String[] {viewerId, packageId, source, subscription}) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      digest.update(bytes);
    }
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(digest.digest(), BYTES));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
