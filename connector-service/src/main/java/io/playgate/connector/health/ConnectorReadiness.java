package io.playgate.connector.health;

import io.playgate.connector.delivery.Deliveries;
import io.playgate.connector.delivery.Delivery;
import io.playgate.connector.revocation.RevocationFollower;
import io.playgate.revocationlist.RevocationReplica;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready means that the service does its job: it has the rules, and at least one target takes them.
 * A target that fails while others do not leaves it ready, and is told.
 */
@Readiness
@ApplicationScoped
public class ConnectorReadiness implements HealthCheck {

  private final RevocationReplica revocations;
  private final RevocationFollower follower;
  private final Deliveries deliveries;

  /** Makes the check. */
  @Inject
  public ConnectorReadiness(
      RevocationReplica revocations, RevocationFollower follower, Deliveries deliveries) {
    this.revocations = revocations;
    this.follower = follower;
    this.deliveries = deliveries;
  }

  @Override
  public HealthCheckResponse call() {
    boolean loaded = revocations.isLoaded();
    boolean anyCurrent =
        deliveries.all().stream().anyMatch(delivery -> delivery.state() == Delivery.State.CURRENT);
    HealthCheckResponseBuilder answer =
        HealthCheckResponse.named("connector")
            .status(loaded && anyCurrent)
            .withData("revocations", loaded ? "present" : "none")
            .withData(
                "revocation-feed",
                follower.isConnected()
                    ? "connected"
                    : follower.isRefused() ? "refused" : "interrupted");
    if (loaded) {
      answer.withData("revocation-age-ms", revocations.ageMillis());
    }
    for (Delivery delivery : deliveries.all()) {
      answer.withData(
          "target-" + delivery.target(), delivery.state().name().toLowerCase(Locale.ROOT));
    }
    return answer.build();
  }
}
