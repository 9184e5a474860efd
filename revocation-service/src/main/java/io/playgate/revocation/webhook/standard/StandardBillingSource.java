package io.playgate.revocation.webhook.standard;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.playgate.revocation.billing.BillingEvent;
import io.playgate.revocation.billing.BillingSource;
import io.playgate.revocation.billing.WebhookRefusal;
import io.playgate.revocation.billing.WebhookRequest;
import io.playgate.support.identifier.Identifiers;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whoever signs by Standard Webhooks. */
@Singleton
class StandardBillingSource implements BillingSource {
  private static final String ID = "webhook-id";
  private static final String TIMESTAMP = "webhook-timestamp";
  private static final String SIGNATURE = "webhook-signature";

  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");
  private static final int MAX_SIGNATURE_HEADER = 4096;

  private final WebhookSecrets secrets;
  private final StandardWebhooksConfig config;
  private final ObjectMapper json;

  StandardBillingSource(WebhookSecrets secrets, StandardWebhooksConfig config, ObjectMapper json) {
    this.secrets = secrets;
    this.config = config;
    this.json = json;
  }

  @Override
  public String name() {
    return "standard";
  }

  @Override
  public Description description() {
    return new Description(
        "standardWebhook",
        "Take a billing event, signed by Standard Webhooks",
        "`subscription.suspended`, `.cancelled`, `.refunded` or `.reactivated`. The same"
            + " `webhook-id` again changes nothing. `status`: `applied`; `duplicate`; `stale`, a"
            + " later word was taken before; `parked`, auth-service does not know the viewer or"
            + " package; `ignored`, a type that does nothing here.",
        List.of(ID, SIGNATURE, TIMESTAMP),
        new Proof(
            "webhook",
            SIGNATURE,
            "Standard Webhooks: v1, a comma, and the base64 HMAC-SHA256 of webhook-id,"
                + " webhook-timestamp and body, joined by full stops."));
  }

  @Override
  public Limits limits() {
    return new Limits(config.duplicateTtl(), config.orderTtl(), config.entitlementWait());
  }

  @Override
  public String verify(WebhookRequest request, Instant now) {
    String id = request.header(ID, Identifiers::isWebhook);
    String timestamp = request.header(TIMESTAMP, value -> SECONDS.matcher(value).matches());
    String signature = request.header(SIGNATURE, value -> value.length() <= MAX_SIGNATURE_HEADER);
    if (!StandardWebhookSignature.isValid(
        secrets.current(), id, timestamp, request.body(), signature)) {
      throw WebhookRefusal.signature();
    }
    Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now).abs();
    if (age.compareTo(config.tolerance()) > 0) {
      throw WebhookRefusal.timestamp(TIMESTAMP, config.tolerance());
    }
    return id;
  }

  @Override
  public @Nullable BillingEvent translate(WebhookRequest request) {
    return StandardEvent.read(json, request.body());
  }
}
