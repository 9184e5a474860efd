package io.playgate.token.replica;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Dead once a look at the catalogue hangs. Every call to PostgreSQL has a time-out, so that what
 * takes this long comes to no end by itself. A PostgreSQL that is away is no reason: calls fail
 * then.
 */
@Liveness
@ApplicationScoped
class CatalogueLiveness implements HealthCheck {

  private static final Duration HANGS_AFTER = Duration.ofMinutes(3);

  private final Catalogue catalogue;

  CatalogueLiveness(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public HealthCheckResponse call() {
    Duration running = catalogue.heartbeat().running();
    return HealthCheckResponse.named("catalogue")
        .status(running.compareTo(HANGS_AFTER) < 0)
        .withData("runningSeconds", running.toSeconds())
        .build();
  }
}
