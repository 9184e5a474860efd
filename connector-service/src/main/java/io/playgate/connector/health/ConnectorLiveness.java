package io.playgate.connector.health;

import io.playgate.connector.delivery.Deliveries;
import io.playgate.connector.delivery.Delivery;
import io.playgate.connector.revocation.RevocationFollower;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/**
 * Dead once a thread ended that follows the log or tells a target: it does not begin again by
 * itself. A target or a revocation-service that is away is no reason.
 */
@Liveness
@ApplicationScoped
public class ConnectorLiveness implements HealthCheck {

  private final RevocationFollower follower;
  private final Deliveries deliveries;

  /** Makes the check. */
  @Inject
  public ConnectorLiveness(RevocationFollower follower, Deliveries deliveries) {
    this.follower = follower;
    this.deliveries = deliveries;
  }

  @Override
  public HealthCheckResponse call() {
    boolean anyDead = follower.hasDied() || deliveries.all().stream().anyMatch(Delivery::hasDied);
    HealthCheckResponseBuilder answer =
        HealthCheckResponse.named("connector-workers")
            .status(!anyDead)
            .withData("revocation-feed", word(follower.hasDied()));
    for (Delivery delivery : deliveries.all()) {
      answer.withData("target-" + delivery.target(), word(delivery.hasDied()));
    }
    return answer.build();
  }

  private static String word(boolean hasDied) {
    return hasDied ? "ended" : "alive";
  }
}
