package io.playgate.token.revocation;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Says how old the replica of the rules is. It never makes the service unready: all replicas lose
 * the feed together, and those who play must still be answered.
 */
@Readiness
@ApplicationScoped
class RevocationHealth implements HealthCheck {
  private final Revocations revocations;

  RevocationHealth(Revocations revocations) {
    this.revocations = revocations;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder answer =
        HealthCheckResponse.named("revocations")
            .up()
            .withData("loaded", revocations.replica().isLoaded())
            .withData("connected", revocations.isConnected())
            .withData("rules", revocations.replica().size());
    if (revocations.replica().isLoaded()) {
      answer.withData("ageMillis", revocations.replica().ageMillis());
    }
    return answer.build();
  }
}
