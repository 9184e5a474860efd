package io.playgate.demo.billing;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the customer's billing system reports of a subscription. */
public enum BillingEvent {
  /** The subscription rests, for want of payment for example. */
  SUSPEND("suspended"),
  /** It goes on. */
  REACTIVATE("reactivated"),
  /** The money went back. */
  REFUND("refunded"),
  /** It is over. */
  CANCEL("cancelled");

  private final String type;

  BillingEvent(String type) {
    this.type = type;
  }

  /** The event behind a button, by the button's name: {@code suspend}. */
  public static Optional<BillingEvent> of(String action) {
    return Arrays.stream(values()).filter(event -> event.action().equals(action)).findFirst();
  }

  /** The name of its button. */
  public String action() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its type in a message. */
  public String type() {
    return "subscription." + type;
  }

  /** The message about a viewer. */
  String message(String viewerId, Instant now) {
    return new JsonObject()
        .put("type", type())
        .put("timestamp", now.toString())
        .put("data", new JsonObject().put("viewerId", viewerId))
        .encode();
  }
}
