package io.playgate.connector.edge;

import java.util.Map;

/** The connectors of one kind, as configured. Each kind's package has one, as a bean. */
public interface ConnectorSource {

  /**
   * Makes the connectors, by the name of their target: 1 to 32 of {@code [a-z0-9-]}, which stands
   * in health, metrics and logs.
   *
   * @throws IllegalStateException with the key and what to set, if the configuration is unusable
   */
  Map<String, EdgeConnector> connectors();
}
