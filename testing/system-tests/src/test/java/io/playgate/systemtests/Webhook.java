package io.playgate.systemtests;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A billing event as a Standard Webhooks sender makes it.
 *
 * @param id {@code webhook-id}
 * @param timestamp {@code webhook-timestamp}, epoch seconds
 * @param body the raw body
 */
record Webhook(String id, long timestamp, String body) {

  static Webhook of(String type, String viewerId) {
    return of(type, viewerId, Instant.now());
  }

  static Webhook of(String type, String viewerId, Instant occurred) {
    return withData(type, occurred, "{\"viewerId\":\"" + viewerId + "\"}");
  }

  static Webhook withData(String type, Instant occurred, String data) {
    return new Webhook(
        "msg_" + UUID.randomUUID(),
        Instant.now().getEpochSecond(),
        "{\"type\":\"subscription.%s\",\"timestamp\":\"%s\",\"data\":%s}"
            .formatted(type, occurred, data));
  }

  Webhook at(long newTimestamp) {
    return new Webhook(id, newTimestamp, body);
  }

  /** {@code v1,<base64 HMAC-SHA256 of id.timestamp.body>} under a {@code whsec_} secret. */
  String signature(String secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(
              Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
      byte[] signed = (id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8);
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  Http.Answer post(Suite suite) {
    return post(suite, signature(suite.webhookSecret()));
  }

  Http.Answer post(Suite suite, String signature) {
    return suite
        .http()
        .post(
            suite.url("revocation") + "/v1/webhooks/standard",
            body,
            "webhook-id",
            id,
            "webhook-timestamp",
            Long.toString(timestamp),
            "webhook-signature",
            signature);
  }
}
