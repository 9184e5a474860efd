package io.playgate.edge.testing;

import io.playgate.support.testing.FreePort;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/**
 * Chooses a port for each neighbour and tells the edge. The neighbours themselves are started by
 * {@link Neighbours}, in the tests' own class loader, after the edge: it has to cope with that.
 */
public class NeighbourPorts implements QuarkusTestResourceLifecycleManager {

  private static final String PREFIX = "playgate.test.neighbours.";

  @Override
  public Map<String, String> start() {
    Map<String, String> config = new HashMap<>();
    for (String name : new String[] {"token", "revocation", "origin"}) {
      int port = FreePort.next();
      System.setProperty(PREFIX + name, Integer.toString(port));
      config.put(
          "playgate." + name + ".url",
          "http://127.0.0.1:" + port + (name.equals("origin") ? "/packages" : ""));
    }
    return config;
  }

  @Override
  public void stop() {}

  static int port(String name) {
    return Integer.getInteger(PREFIX + name);
  }
}
