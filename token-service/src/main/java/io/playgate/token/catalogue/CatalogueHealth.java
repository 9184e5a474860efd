package io.playgate.token.catalogue;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while this replica has not seen the catalogue for longer than its limit. */
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
        .status(age.compareTo(config.stalenessLimit()) <= 0)
        .withData("ageMillis", age.toMillis())
        .withData("version", catalogue.snapshot().version())
        .build();
  }
}
