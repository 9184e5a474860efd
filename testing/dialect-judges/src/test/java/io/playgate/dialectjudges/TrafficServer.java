package io.playgate.dialectjudges;

import com.sun.net.httpserver.HttpServer;
import io.playgate.support.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** A real Apache Traffic Server with one plugin before an origin that serves every path. */
final class TrafficServer implements AutoCloseable {
  private static final String INSTALL =
      "install it with: apt-get install trafficserver trafficserver-experimental-plugins";

  private final RealServer server;
  private final HttpServer origin;

  private TrafficServer(RealServer server, HttpServer origin) {
    this.server = server;
    this.origin = origin;
  }

  /** Skips the test, by name, where the server or the plugin is missing. */
  static void assumeInstalled(String plugin) throws IOException {
    Assumptions.assumeTrue(
        NodeJudge.program("traffic_server").isPresent(), "Traffic Server is missing; " + INSTALL);
    Assumptions.assumeTrue(
        Files.isReadable(modules().resolve(plugin)), "the plugin is missing; " + INSTALL);
  }

  /**
   * Starts it.
   *
   * @param folder an empty one
   * @param plugin its file name
   * @param configuration what its configuration file holds
   */
  static TrafficServer start(Path folder, String plugin, String configuration)
      throws IOException, InterruptedException {
    HttpServer origin =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    origin.createContext(
        "/",
        exchange -> {
          byte[] body = "served".getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    origin.start();
    int port = FreePort.next();
    Path etc = Files.createDirectories(folder.resolve("etc"));
    for (String name : List.of("cache", "log", "run")) {
      Files.createDirectories(folder.resolve(name));
    }
    Path root = folder.resolve("runroot.yaml");
    Files.writeString(
        root,
        """
        prefix: %1$s
        exec_prefix: /usr
        sysconfdir: %1$s/etc
        libexecdir: %2$s
        datadir: %1$s/cache
        cachedir: %1$s/cache
        localstatedir: %1$s/run
        runtimedir: %1$s/run
        logdir: %1$s/log
        """
            .formatted(folder, modules()));
    Files.writeString(
        etc.resolve("records.config"),
        """
        CONFIG proxy.config.http.server_ports STRING %d:ip-in=127.0.0.1
        CONFIG proxy.config.admin.user_id STRING #-1
        CONFIG proxy.config.crash_log_helper STRING NULL
        CONFIG proxy.config.http.cache.http INT 0
        CONFIG proxy.config.exec_thread.autoconfig INT 0
        CONFIG proxy.config.exec_thread.limit INT 1
        CONFIG proxy.config.body_factory.template_sets_dir STRING /etc/trafficserver/body_factory
        """
            .formatted(port));
    Files.writeString(
        etc.resolve("remap.config"),
        "map http://127.0.0.1:%d/ http://127.0.0.1:%d/ @plugin=%s @pparam=plugin.conf%n"
            .formatted(port, origin.getAddress().getPort(), plugin));
    Files.writeString(etc.resolve("plugin.conf"), configuration);
    for (String empty : List.of("storage.config", "plugin.config")) {
      Files.writeString(etc.resolve(empty), "");
    }
    Files.copy(Path.of("/etc/trafficserver/ip_allow.yaml"), etc.resolve("ip_allow.yaml"));
    String program = NodeJudge.program("traffic_server").orElseThrow().toString();
    try {
      RealServer server = RealServer.start(List.of(program, "--run-root=" + root), folder, port);
      return new TrafficServer(server, origin);
    } catch (IOException e) {
      origin.stop(0);
      throw e;
    }
  }

  /** Where Debian keeps the plugins. */
  private static Path modules() {
    return Path.of("/usr/lib/trafficserver/modules");
  }

  /** Scheme, host and port. */
  String url() {
    return "http://127.0.0.1:" + server.port();
  }

  /** Whether it serves a target. */
  boolean serves(String target, Map<String, String> headers)
      throws IOException, InterruptedException {
    return switch (get(target, headers).statusCode()) {
      case 200 -> true;
      case 403 -> false;
      default -> throw new AssertionError("neither served nor denied: " + target);
    };
  }

  /** The answer to a GET. */
  HttpResponse<String> get(String target, Map<String, String> headers)
      throws IOException, InterruptedException {
    return server.get(
        target,
        headers.entrySet().stream()
            .flatMap(header -> List.of(header.getKey(), header.getValue()).stream())
            .toArray(String[]::new));
  }

  /** The cookie of that name that an answer sets, with its attributes. */
  static Optional<String> cookie(HttpResponse<String> answer, String name) {
    return answer.headers().allValues("set-cookie").stream()
        .filter(cookie -> cookie.startsWith(name + "="))
        .findFirst();
  }

  @Override
  public void close() {
    server.close();
    origin.stop(0);
  }
}
