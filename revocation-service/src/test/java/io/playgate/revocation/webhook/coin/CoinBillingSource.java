package io.playgate.revocation.webhook.coin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.playgate.revocation.billing.BillingEvent;
import io.playgate.revocation.billing.BillingSource;
import io.playgate.revocation.billing.WebhookRefusal;
import io.playgate.revocation.billing.WebhookRequest;
import io.playgate.support.problem.CommonError;
import io.playgate.support.problem.ProblemException;
import io.quarkus.arc.properties.IfBuildProperty;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A billing system that nobody has: all that one takes is this class. Its ids are in the body. */
@Singleton
@IfBuildProperty(name = CoinBillingSource.SWITCH, stringValue = "true")
class CoinBillingSource implements BillingSource {
  static final String SWITCH = "test.coin-billing-source";
  static final String SECRET = "heads or tails, and the edge";

  private static final Duration TOLERANCE = Duration.ofMinutes(1);

  private final ObjectMapper json;

  CoinBillingSource(ObjectMapper json) {
    this.json = json;
  }

  @Override
  public String name() {
    return "coin";
  }

  @Override
  public Description description() {
    return new Description(
        "coinWebhook",
        "Take an event of the coin",
        "`stop` and `go`.",
        List.of("coin-time", "coin-mac"),
        new Proof("coin", "coin-mac", "Hexadecimal HMAC-SHA256 of time, line feed and body."));
  }

  @Override
  public Limits limits() {
    return new Limits(Duration.ofDays(3), Duration.ofDays(30), Duration.ofMillis(500));
  }

  static String mac(String secret, String time, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update((time + "\n").getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String verify(WebhookRequest request, Instant now) {
    String time = request.header("coin-time", value -> value.matches("[0-9]{1,12}"));
    String mac = request.header("coin-mac", value -> value.matches("[0-9a-f]{64}"));
    if (!MessageDigest.isEqual(
        mac.getBytes(StandardCharsets.US_ASCII),
        mac(SECRET, time, request.body()).getBytes(StandardCharsets.US_ASCII))) {
      throw WebhookRefusal.signature();
    }
    if (Duration.between(Instant.ofEpochSecond(Long.parseLong(time)), now)
            .abs()
            .compareTo(TOLERANCE)
        > 0) {
      throw WebhookRefusal.timestamp("coin-time", TOLERANCE);
    }
    return read(request).path("no").asText();
  }

  @Override
  public @Nullable BillingEvent translate(WebhookRequest request) {
    JsonNode event = read(request);
    BillingEvent.Type type =
        switch (event.path("what").asText()) {
          case "stop" -> BillingEvent.Type.SUSPENDED;
          case "go" -> BillingEvent.Type.REACTIVATED;
          default -> null;
        };
    return type == null
        ? null
        : new BillingEvent(
            type,
            Instant.ofEpochSecond(event.path("at").asLong()),
            event.path("who").asText(),
            event.path("plan").asText(),
            null);
  }

  private JsonNode read(WebhookRequest request) {
    try {
      JsonNode event = json.readTree(request.body());
      if (event == null || !event.isObject() || !event.path("no").isTextual()) {
        throw WebhookRefusal.event("no is missing.");
      }
      return event;
    } catch (IOException e) {
      throw new ProblemException(CommonError.MALFORMED_REQUEST, "The body is not JSON.");
    }
  }
}
