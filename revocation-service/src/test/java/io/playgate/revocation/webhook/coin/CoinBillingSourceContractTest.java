package io.playgate.revocation.webhook.coin;

import io.playgate.revocation.billing.BillingEvent;
import io.playgate.revocation.billing.BillingSourceContract;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** A second source is one class: it is found, described, and held to the same contract. */
@QuarkusTest
@TestProfile(CoinBillingSourceContractTest.WithIt.class)
class CoinBillingSourceContractTest extends BillingSourceContract {

  /** Registers the source. */
  public static final class WithIt implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(CoinBillingSource.SWITCH, "true");
    }
  }

  @Override
  protected String source() {
    return "coin";
  }

  @Override
  protected String body(Told event) {
    return "{\"no\":\"%s\",\"what\":\"%s\",\"at\":%d,\"who\":\"%s\",\"plan\":\"basic\"}"
        .formatted(
            event.id(),
            event.type() == BillingEvent.Type.SUSPENDED ? "stop" : "go",
            event.at().getEpochSecond(),
            event.viewer());
  }

  @Override
  protected String bodyOfAnotherType(String id) {
    return "{\"no\":\"%s\",\"what\":\"turn\"}".formatted(id);
  }

  @Override
  protected Message sign(String id, Instant at, String body) {
    return signedBy(CoinBillingSource.SECRET, at, body);
  }

  @Override
  protected Message forge(String id, Instant at, String body) {
    return signedBy("another secret", at, body);
  }

  private static Message signedBy(String secret, Instant at, String body) {
    String time = Long.toString(at.getEpochSecond());
    return new Message(
        Map.of(
            "coin-time",
            time,
            "coin-mac",
            CoinBillingSource.mac(secret, time, body.getBytes(StandardCharsets.UTF_8))),
        body);
  }

  @Override
  protected Set<String> secrets() {
    return Set.of(CoinBillingSource.SECRET);
  }

  @Override
  protected Duration tolerance() {
    return Duration.ofMinutes(1);
  }
}
