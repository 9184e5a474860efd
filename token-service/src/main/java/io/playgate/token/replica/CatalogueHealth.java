package io.playgate.token.replica;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once the profiles are known and their keys open. A catalogue that has become stale is told,
 * and makes no replica unready: all of them lose PostgreSQL together, and a refresh needs nothing
 * of it but what is in memory.
 */
@Readiness
@ApplicationScoped
class CatalogueHealth implements HealthCheck {
  private final Catalogue catalogue;
  private final CatalogueConfig config;

  CatalogueHealth(Catalogue catalogue, CatalogueConfig config) {
    this.catalogue = catalogue;
    this.config = config;
  }

  @Override
  public HealthCheckResponse call() {
    Duration age = catalogue.age();
    return HealthCheckResponse.named("catalogue")
        .status(catalogue.isLoaded())
        .withData("version", catalogue.snapshot().version())
        .withData("ageMillis", age.toMillis())
        .withData("stale", age.compareTo(config.stalenessLimit()) > 0)
        .build();
  }
}
