package io.playgate.demo.billing;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Writes signed messages about one viewer. */
public final class BillingSystem {
  private final WebhookSigner signer;
  private final String viewerId;

  /**
   * A message that is ready to be posted.
   *
   * @param id what the receiver tells repetitions by
   * @param headers by which the receiver sees whose it is
   * @param body the text that is signed, byte for byte
   */
  public record Message(String id, Map<String, String> headers, String body) {
    /** Takes a copy. */
    public Message {
      headers = Map.copyOf(headers);
    }
  }

  /**
   * The billing of a viewer.
   *
   * @param secret what it shares with revocation-service: {@code whsec_} and a key in base64
   */
  public BillingSystem(String secret, String viewerId) {
    this.signer = new WebhookSigner(secret);
    this.viewerId = viewerId;
  }

  /** The message that something happened now. */
  public Message report(BillingEvent event, Instant now) {
    String id = "msg_" + UUID.randomUUID();
    String body = event.message(viewerId, now);
    return new Message(
        id,
        Map.of(
            "Content-Type",
            "application/json",
            "webhook-id",
            id,
            "webhook-timestamp",
            Long.toString(now.getEpochSecond()),
            "webhook-signature",
            signer.sign(id, now, body)),
        body);
  }
}
