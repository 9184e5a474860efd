package io.playgate.connector.haproxy;

import io.playgate.connector.edge.ConnectorSource;
import io.playgate.connector.edge.EdgeConnector;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;

/** The configured HAProxy maps. */
@Singleton
public class HaproxyMaps implements ConnectorSource {
  private final HaproxyConfig config;

  /** Reads nothing yet. */
  @Inject
  public HaproxyMaps(HaproxyConfig config) {
    this.config = config;
  }

  @Override
  public Map<String, EdgeConnector> connectors() {
    Map<String, EdgeConnector> connectors = new TreeMap<>();
    config
        .targets()
        .forEach((name, target) -> {
          try {
            connectors.put(
                name,
                new HaproxyMap(new RuntimeSocket(target.socket(), target.timeout()), target.map()));
          } catch (IllegalArgumentException e) {
            throw new IllegalStateException("playgate.haproxy." + name + ": " + e.getMessage(), e);
          }
        });
    return connectors;
  }
}
