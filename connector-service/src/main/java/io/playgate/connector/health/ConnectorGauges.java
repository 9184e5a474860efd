package io.playgate.connector.health;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.playgate.connector.delivery.Deliveries;
import io.playgate.connector.delivery.Delivery;
import io.playgate.connector.revocation.RevocationFollower;
import io.playgate.revocationlist.FeedPosition;
import io.playgate.revocationlist.RevocationReplica;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.function.ToDoubleFunction;

/** Shows how current the rules are here, and at each target; NaN where there is nothing yet. */
@ApplicationScoped
public class ConnectorGauges {

  void register(
      @Observes StartupEvent event,
      MeterRegistry registry,
      RevocationReplica revocations,
      RevocationFollower follower,
      Deliveries deliveries) {
    Gauge.builder(
            "playgate.connector.replica.age",
            revocations,
            replica -> replica.isLoaded() ? replica.ageMillis() / 1000.0 : Double.NaN)
        .description("Time since revocation-service confirmed that the rules here are current")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("playgate.connector.replica.rules", revocations, RevocationReplica::size)
        .description("Revocation rules in memory")
        .register(registry);
    Gauge.builder("playgate.connector.feed.connected", follower, it -> it.isConnected() ? 1 : 0)
        .description("Whether the revocation feed runs right now")
        .register(registry);
    for (Delivery delivery : deliveries.all()) {
      register(registry, delivery);
    }
  }

  private static void register(MeterRegistry registry, Delivery delivery) {
    gauge(
        registry,
        "playgate.connector.target.current",
        "Whether the target had confirmed everything when it was last told",
        delivery,
        it -> it.state() == Delivery.State.CURRENT ? 1 : 0);
    Gauge.builder("playgate.connector.target.lag", delivery, it -> it.lag().toMillis() / 1000.0)
        .description("Age of the oldest change that the target has not confirmed")
        .baseUnit("seconds")
        .tag("target", delivery.target())
        .register(registry);
    Gauge.builder(
            "playgate.connector.target.position",
            delivery,
            it -> {
              FeedPosition confirmed = it.confirmed();
              return confirmed == null ? Double.NaN : confirmed.millis() / 1000.0;
            })
        .description("Time of the last change in the revocation log that the target confirmed")
        .baseUnit("seconds")
        .tag("target", delivery.target())
        .register(registry);
    gauge(
        registry,
        "playgate.connector.target.beyond.reach",
        "Rules that the target cannot obey",
        delivery,
        Delivery::beyondReach);
    counter(
        registry,
        "playgate.connector.target.failures",
        "Attempts that the target did not confirm",
        delivery,
        Delivery::failures);
    counter(
        registry,
        "playgate.connector.target.replacements",
        "How often the target was told the whole list",
        delivery,
        Delivery::replacements);
  }

  private static void gauge(
      MeterRegistry registry,
      String name,
      String description,
      Delivery delivery,
      ToDoubleFunction<Delivery> value) {
    Gauge.builder(name, delivery, value)
        .description(description)
        .tag("target", delivery.target())
        .register(registry);
  }

  private static void counter(
      MeterRegistry registry,
      String name,
      String description,
      Delivery delivery,
      ToDoubleFunction<Delivery> value) {
    FunctionCounter.builder(name, delivery, value)
        .description(description)
        .tag("target", delivery.target())
        .register(registry);
  }
}
