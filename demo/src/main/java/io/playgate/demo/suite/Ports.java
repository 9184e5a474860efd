package io.playgate.demo.suite;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The ports of a suite: the page at the base, then the services, the origin, and ten above each
 * service its health and metrics.
 *
 * @param base the page's port, 1024 to 65521
 */
public record Ports(int base) {

  /** Where the demo is unless told otherwise. */
  public static final Ports DEFAULT = new Ports(8080);

  private static final int LOWEST = 1024;
  private static final int HIGHEST = 65535;
  private static final int ORIGIN = 5;
  private static final int MANAGEMENT = 10;
  private static final int HIGHEST_OFFSET = MANAGEMENT + 4;
  private static final int CONNECT_MILLIS = 200;

  /**
   * A port that another program listens on.
   *
   * @param port its number
   * @param purpose what the suite wanted it for
   */
  public record Taken(int port, String purpose) {}

  /** Checks that all ports are ones that a user may listen on. */
  public Ports {
    if (base < LOWEST || base > HIGHEST - HIGHEST_OFFSET) {
      throw new IllegalArgumentException(
          "the port base must be from %d to %d".formatted(LOWEST, HIGHEST - HIGHEST_OFFSET));
    }
  }

  /** The web page. */
  public int page() {
    return base;
  }

  /** A service's API. */
  public int of(Service service) {
    return base + service.portOffset();
  }

  /** A service's health and metrics. */
  public int managementOf(Service service) {
    return of(service) + MANAGEMENT;
  }

  /** The origin. */
  public int origin() {
    return base + ORIGIN;
  }

  /** The first port that is taken already, in the order of their numbers. */
  public Optional<Taken> firstTaken() {
    for (Map.Entry<Integer, String> entry : purposes().entrySet()) {
      if (isTaken(entry.getKey())) {
        return Optional.of(new Taken(entry.getKey(), entry.getValue()));
      }
    }
    return Optional.empty();
  }

  private Map<Integer, String> purposes() {
    Map<Integer, String> purposes = new LinkedHashMap<>();
    purposes.put(page(), "page");
    for (Service service : Service.values()) {
      purposes.put(of(service), service.module());
    }
    purposes.put(origin(), "origin");
    for (Service service : Service.values()) {
      purposes.put(managementOf(service), service.module() + " management");
    }
    return purposes;
  }

  private static boolean isTaken(int port) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket socket = new ServerSocket()) {
      // Connections of a suite that just ended may linger; they take no port away.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(loopback, port), 1);
    } catch (IOException e) {
      return true;
    }
    // Some systems let one program listen on loopback below another that listens everywhere.
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(loopback, port), CONNECT_MILLIS);
      return true;
    } catch (IOException free) {
      return false;
    }
  }
}
