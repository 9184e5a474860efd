package io.playgate.auth.revocation;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Says how far behind the delivery is. It never makes the service unready: signing in and out goes
 * on without revocation-service, and all replicas would be unready together.
 */
@Readiness
@ApplicationScoped
class OutboxHealth implements HealthCheck {

  private final OutboxDelivery delivery;
  private final RevocationConfig config;

  OutboxHealth(OutboxDelivery delivery, RevocationConfig config) {
    this.delivery = delivery;
    this.config = config;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("revocation-outbox")
        .up()
        .withData("configured", config.url().isPresent())
        .withData("waiting", delivery.waiting())
        .withData("oldestSeconds", Math.round(delivery.oldestSeconds()))
        .build();
  }
}
