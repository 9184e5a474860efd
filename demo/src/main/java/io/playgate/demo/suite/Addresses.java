package io.playgate.demo.suite;

import java.util.List;

/** Base URLs of a suite, without a slash at the end. */
public record Addresses(Ports ports) {

  /** A service's API. */
  public String of(Service service) {
    return local(ports.of(service));
  }

  /** A service's readiness. */
  String readinessOf(Service service) {
    return local(ports.managementOf(service)) + "/q/health/ready";
  }

  /** The origin. */
  public String origin() {
    return local(ports.origin());
  }

  /** The web page. */
  public String page() {
    return local(ports.page());
  }

  /** The names under which the page may be opened. */
  List<String> pageOrigins() {
    return List.of(page(), "http://localhost:" + ports.page());
  }

  private static String local(int port) {
    return "http://127.0.0.1:" + port;
  }
}
