package io.playgate.revocation.feed;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while this process knows the rules well enough to answer by them. */
@Readiness
@ApplicationScoped
public class ReplicaReadiness implements HealthCheck {
  private final RevocationTail tail;

  ReplicaReadiness(RevocationTail tail) {
    this.tail = tail;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("revocation-log")
        .status(tail.isCurrent())
        .withData("loaded", tail.replica().isLoaded())
        .withData("rules", tail.replica().size())
        .build();
  }
}
