package io.playgate.connector.testing;

import io.playgate.connector.edge.ConnectorSource;
import io.playgate.connector.edge.EdgeConnector;
import jakarta.inject.Singleton;
import java.util.Map;

/** A kind of target of its own, as a new connector is added: a package with such a bean. */
@Singleton
public class MemoryTargets implements ConnectorSource {
  private final MemoryTarget target = new MemoryTarget();

  @Override
  public Map<String, EdgeConnector> connectors() {
    return Map.of("memory", target);
  }

  /** The one target. */
  public MemoryTarget target() {
    return target;
  }
}
