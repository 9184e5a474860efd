package io.playgate.connector.delivery;

import io.playgate.connector.edge.ConnectorSource;
import io.playgate.connector.edge.EdgeConnector;
import io.playgate.connector.listing.RevokedList;
import io.playgate.revocationlist.RevocationReplica;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The deliveries to all configured targets, for as long as the service runs. */
@Singleton
public class Deliveries {
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");

  private final List<Delivery> deliveries = new ArrayList<>();

  /**
   * Prepares a delivery per target.
   *
   * @throws IllegalStateException if no target is configured, or a name is unfit or used twice
   */
  @Inject
  public Deliveries(
      @All List<ConnectorSource> sources,
      RevokedList list,
      RevocationReplica replica,
      Clock clock,
      DeliveryConfig config) {
    Map<String, EdgeConnector> connectors = new TreeMap<>();
    for (ConnectorSource source : sources) {
      source
          .connectors()
          .forEach((name, connector) -> {
            if (!NAME.matcher(name).matches()) {
              throw new IllegalStateException(
                  "The name of a target must be 1 to 32 of a-z, 0-9 and -: " + name);
            }
            if (connectors.put(name, connector) != null) {
              throw new IllegalStateException("Two targets have the name " + name);
            }
          });
    }
    if (connectors.isEmpty()) {
      throw new IllegalStateException(
          "No target is configured: set playgate.haproxy.<name>.socket and"
              + " playgate.haproxy.<name>.map");
    }
    connectors.forEach((name, connector) ->
        deliveries.add(
            new Delivery(
                name,
                connector,
                list.tap(connector.reach()),
                () -> completeUntil(replica, clock, config),
                config)));
  }

  void start(@Observes StartupEvent event) {
    deliveries.forEach(Delivery::start);
  }

  void stop(@Observes ShutdownEvent event) {
    deliveries.forEach(Delivery::close);
  }

  /** The deliveries, by the names of their targets. */
  public List<Delivery> all() {
    return List.copyOf(deliveries);
  }

  private static long completeUntil(RevocationReplica replica, Clock clock, DeliveryConfig config) {
    return replica.isLoaded()
        ? (clock.millis() - replica.ageMillis() + config.stalenessLimit().toMillis()) / 1000
        : Long.MIN_VALUE;
  }
}
