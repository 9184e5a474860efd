package io.playgate.token.revocation;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while sessions can be refreshed by the replica of the rules. Between the two limits of its
 * age nothing starts, which is told, but those who play are answered: all replicas lose the feed
 * together. Beyond the second one, and before the first snapshot, every start and refresh would be
 * 503; the catalogue and the feed of edges, which would still answer, go with them.
 */
@Readiness
@ApplicationScoped
class RevocationHealth implements HealthCheck {
  private final Revocations revocations;
  private final RevocationConfig config;

  RevocationHealth(Revocations revocations, RevocationConfig config) {
    this.revocations = revocations;
    this.config = config;
  }

  @Override
  public HealthCheckResponse call() {
    boolean loaded = revocations.replica().isLoaded();
    long age = loaded ? revocations.replica().ageMillis() : Long.MAX_VALUE;
    HealthCheckResponseBuilder answer =
        HealthCheckResponse.named("revocations")
            .status(age <= config.refreshStalenessLimit().toMillis())
            .withData("startsRefused", age > config.stalenessLimit().toMillis())
            .withData("loaded", loaded)
            .withData("connected", revocations.isConnected())
            .withData("rules", revocations.replica().size());
    if (loaded) {
      answer.withData("ageMillis", age);
    }
    return answer.build();
  }
}
