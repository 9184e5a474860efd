package io.playgate.revocation.webhook.standard;

import io.playgate.revocation.billing.BillingSourceContract;
import io.playgate.revocation.testing.WebhookSecretsFile;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

@QuarkusTest
class StandardBillingSourceContractTest extends BillingSourceContract {

  @Override
  protected String source() {
    return "standard";
  }

  @Override
  protected String body(Told event) {
    return event(event.type().wireName(), event.at(), event.viewer(), "basic");
  }

  @Override
  protected String bodyOfAnotherType(String id) {
    return "{\"type\":\"invoice.created\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"data\":{}}";
  }

  @Override
  protected Message sign(String id, Instant at, String body) {
    return signedBy(WebhookSecretsFile.NEW, id, at, body);
  }

  @Override
  protected Message forge(String id, Instant at, String body) {
    return signedBy("another secret of 24 byte".getBytes(StandardCharsets.UTF_8), id, at, body);
  }

  private static Message signedBy(byte[] secret, String id, Instant at, String body) {
    String timestamp = Long.toString(at.getEpochSecond());
    return new Message(
        Map.of(
            "webhook-id", id,
            "webhook-timestamp", timestamp,
            "webhook-signature", "v1," + signature(secret, id, timestamp, body)),
        body);
  }

  @Override
  protected Set<String> secrets() {
    return Set.of(
        new String(WebhookSecretsFile.NEW, StandardCharsets.UTF_8),
        Base64.getEncoder().encodeToString(WebhookSecretsFile.NEW),
        Base64.getEncoder().encodeToString(WebhookSecretsFile.OLD));
  }
}
