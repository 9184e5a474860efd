package io.playgate.revocation.webhook.standard;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The symmetric signature of Standard Webhooks: {@code v1,} and base64 of HMAC-SHA256 over {@code
 * id.timestamp.body}. The header may list several, separated by spaces, while the sender changes
 * its secret; those of other versions do not count.
 */
final class StandardWebhookSignature {
  private static final String VERSION = "v1,";
  private static final String ALGORITHM = "HmacSHA256";

  /** More than anybody lists while changing a secret. */
  private static final int MAX_SIGNATURES = 16;

  private StandardWebhookSignature() {}

  /**
   * Whether one of the signatures is by one of the secrets. Takes the same time wherever they
   * differ.
   *
   * @param id header {@code webhook-id}
   * @param timestamp header {@code webhook-timestamp}, as it was sent
   * @param body the body, byte for byte
   * @param header header {@code webhook-signature}
   */
  static boolean isValid(
      List<byte[]> secrets, String id, String timestamp, byte[] body, String header) {
    List<byte[]> signatures = signatures(header);
    boolean valid = false;
    for (byte[] secret : secrets) {
      byte[] expected = Base64.getEncoder().encode(sign(secret, id, timestamp, body));
      for (byte[] signature : signatures) {
        valid |= MessageDigest.isEqual(expected, signature);
      }
    }
    return valid;
  }

  /** The signature, without version and encoding. */
  static byte[] sign(byte[] secret, String id, String timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      mac.update((id + '.' + timestamp + '.').getBytes(StandardCharsets.UTF_8));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  private static List<byte[]> signatures(String header) {
    List<byte[]> signatures = new ArrayList<>();
    for (String item : header.split(" ", MAX_SIGNATURES + 1)) {
      if (item.startsWith(VERSION) && signatures.size() < MAX_SIGNATURES) {
        // Compared as the text that it is: base64 has several for the same bytes.
        signatures.add(item.substring(VERSION.length()).getBytes(StandardCharsets.UTF_8));
      }
    }
    return signatures;
  }
}
