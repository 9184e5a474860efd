package io.playgate.token.replica;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Shows how current this replica's memory of the catalogue is. */
@ApplicationScoped
class CatalogueGauges {

  void register(@Observes StartupEvent started, MeterRegistry registry, Catalogue catalogue) {
    Gauge.builder("playgate.catalogue.age", catalogue, it -> it.age().toMillis() / 1000.0)
        .description("Time since PostgreSQL confirmed that the catalogue in memory is current")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("playgate.catalogue.version", catalogue, it -> it.snapshot().version())
        .description("Version of the catalogue in memory")
        .register(registry);
  }
}
