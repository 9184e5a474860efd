package io.playgate.auth.signingkey;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Dead once a reading of the keys hangs. Every call to PostgreSQL has a time-out, so that what
 * takes this long comes to no end by itself. A PostgreSQL that is away is no reason: calls fail
 * then.
 */
@Liveness
@ApplicationScoped
class SigningKeysLiveness implements HealthCheck {

  static final Duration HANGS_AFTER = Duration.ofMinutes(3);

  private final SigningKeys keys;

  SigningKeysLiveness(SigningKeys keys) {
    this.keys = keys;
  }

  @Override
  public HealthCheckResponse call() {
    Duration running = keys.heartbeat().running();
    return HealthCheckResponse.named("signing-keys")
        .status(running.compareTo(HANGS_AFTER) < 0)
        .withData("runningSeconds", running.toSeconds())
        .build();
  }
}
