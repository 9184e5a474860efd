package io.playgate.demo.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class BillingSystemTest {
  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00.500Z");
  private static final String SECRET = "whsec_plJ3nmyCDGBKInavdOK15jsl";

  private final BillingSystem billing = new BillingSystem(SECRET, "viewer-1");

  @Test
  void theSignatureIsThatOfIdTimeAndBody() {
    BillingSystem.Message message = billing.report(BillingEvent.SUSPEND, NOW);

    assertThat(message.headers())
        .containsEntry("webhook-id", message.id())
        .containsEntry("webhook-timestamp", Long.toString(NOW.getEpochSecond()))
        .containsEntry(
            "webhook-signature", new WebhookSigner(SECRET).sign(message.id(), NOW, message.body()));
    assertThat(message.body())
        .isEqualTo(
            "{\"type\":\"subscription.suspended\",\"timestamp\":\"2026-11-01T12:00:00.500Z\","
                + "\"data\":{\"viewerId\":\"viewer-1\"}}");
  }

  @Test
  void eachMessageIsAnotherOne() {
    assertThat(billing.report(BillingEvent.SUSPEND, NOW).id())
        .isNotEqualTo(billing.report(BillingEvent.SUSPEND, NOW).id());
  }
}
