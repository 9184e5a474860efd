package io.playgate.connector.testing;

import io.playgate.support.testing.FreePort;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/**
 * Chooses a port for revocation-service and tells the connector, together with an HAProxy that is
 * not there. A test starts the server, after the connector: it has to cope with that.
 */
public class NeighbourPorts implements QuarkusTestResourceLifecycleManager {
  private static final String PORT = "playgate.test.neighbours.revocation";

  @Override
  public Map<String, String> start() {
    int port = FreePort.next();
    System.setProperty(PORT, Integer.toString(port));
    return Map.of(
        "playgate.revocation.url", "http://127.0.0.1:" + port,
        "playgate.haproxy.gone.socket", "unix:/nonexistent/playgate.sock",
        "playgate.haproxy.gone.map", "revoked.map",
        "playgate.delivery.check-interval", "PT0.02S");
  }

  @Override
  public void stop() {}

  /** The port at which revocation-service is expected. */
  public static int revocation() {
    return Integer.getInteger(PORT);
  }
}
