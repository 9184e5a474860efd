package io.playgate.token.revocation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Shows how current this replica of the rules is. */
@ApplicationScoped
class RevocationGauges {

  void register(@Observes StartupEvent started, MeterRegistry registry, Revocations revocations) {
    Gauge.builder(
            "playgate.revocations.age",
            revocations,
            it -> it.replica().isLoaded() ? it.replica().ageMillis() / 1000.0 : Double.NaN)
        .description("Time since revocation-service confirmed that the replica is current")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("playgate.revocations.rules", revocations, it -> it.replica().size())
        .description("Revocation rules in memory")
        .register(registry);
  }
}
