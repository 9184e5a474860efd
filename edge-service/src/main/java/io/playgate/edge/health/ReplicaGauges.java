package io.playgate.edge.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.playgate.edge.profile.ConfigurationFeed;
import io.playgate.edge.profile.ConfigurationReplica;
import io.playgate.edge.profile.EdgeConfiguration;
import io.playgate.edge.revocation.RevocationFollower;
import io.playgate.revocationlist.RevocationReplica;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.TimeUnit;

/** Shows how current the two replicas are; NaN where there is nothing yet. */
@ApplicationScoped
public class ReplicaGauges {

  void register(
      @Observes StartupEvent event,
      MeterRegistry registry,
      RevocationReplica revocations,
      RevocationFollower follower,
      ConfigurationReplica configuration,
      ConfigurationFeed feed) {
    Gauge.builder(
            "playgate.edge.replica.age",
            revocations,
            replica -> replica.isLoaded() ? replica.ageMillis() / 1000.0 : Double.NaN)
        .description("Time since revocation-service confirmed that the replica is current")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("playgate.edge.replica.rules", revocations, RevocationReplica::size)
        .description("Revocation rules in memory")
        .register(registry);
    Gauge.builder("playgate.edge.replica.carried.over", revocations, RevocationReplica::carriedOver)
        .description("Rules that only a former epoch of the revocation log vouched for")
        .register(registry);
    Gauge.builder(
            "playgate.edge.configuration.version",
            configuration,
            replica -> {
              EdgeConfiguration current = replica.current();
              return current == null ? Double.NaN : current.version();
            })
        .description("Version of the edge configuration in force")
        .register(registry);
    Gauge.builder(
            "playgate.edge.configuration.age",
            feed,
            source -> source.silence(TimeUnit.MILLISECONDS) / 1000.0)
        .description("Time since token-service was last heard")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder(
            "playgate.edge.profiles",
            configuration,
            replica -> {
              EdgeConfiguration current = replica.current();
              return current == null ? 0 : current.usable();
            })
        .description("Delivery profiles in the configuration in force")
        .tag("state", "usable")
        .register(registry);
    Gauge.builder(
            "playgate.edge.profiles",
            configuration,
            replica -> {
              EdgeConfiguration current = replica.current();
              return current == null ? 0 : current.refusals().size();
            })
        .description("Delivery profiles in the configuration in force")
        .tag("state", "refused")
        .register(registry);
    Gauge.builder(
            "playgate.edge.configuration.refused",
            configuration,
            replica -> replica.refusedFor() == null ? 0 : 1)
        .description(
            "Whether the last document was refused whole, so that an older one is in force")
        .register(registry);
    connected(registry, "revocation", follower, RevocationFollower::isConnected);
    connected(registry, "configuration", feed, ConfigurationFeed::isConnected);
  }

  private static <T> void connected(
      MeterRegistry registry, String feed, T source, java.util.function.Predicate<T> isConnected) {
    Gauge.builder("playgate.edge.feed.connected", source, it -> isConnected.test(it) ? 1 : 0)
        .description("Whether a feed runs right now")
        .tag("feed", feed)
        .register(registry);
  }
}
