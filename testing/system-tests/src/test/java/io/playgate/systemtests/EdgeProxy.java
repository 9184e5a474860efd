package io.playgate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.playgate.support.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A proxy with a configuration in deploy/edges, and how it is started.
 *
 * @param name its command and its folder in deploy/edges
 * @param debianPackage where the command is
 * @param config the file with the addresses
 * @param arguments what starts it in the foreground, in the folder of its configuration
 */
record EdgeProxy(String name, String debianPackage, String config, List<String> arguments) {

  private static final Path EDGES =
      Path.of(System.getProperty("playgate.root", "../.."), "deploy/edges");

  /** Those that run here; the others are not packaged for Debian. */
  static final List<EdgeProxy> ALL =
      List.of(
          new EdgeProxy(
              "nginx",
              "nginx-light",
              "nginx.conf",
              List.of("-p", ".", "-c", "nginx.conf", "-g", "daemon off;")),
          new EdgeProxy("haproxy", "haproxy", "haproxy.cfg", List.of("-db", "-f", "haproxy.cfg")),
          new EdgeProxy(
              "caddy",
              "caddy",
              "Caddyfile",
              List.of("run", "--adapter", "caddyfile", "--config", "Caddyfile")));

  @Override
  public String toString() {
    return name;
  }

  /**
   * Starts it on a free port of loopback, with its configuration as shipped but for the addresses.
   * A test whose proxy is not installed is skipped by name.
   *
   * @param folder a new folder in it holds configuration, state and output
   */
  Running start(Path folder, int edgePort, int originPort) throws IOException {
    Path program = find(name);
    assumeTrue(
        program != null, name + " is missing; install it with: apt-get install " + debianPackage);
    int port = FreePort.next();
    Path home = Files.createTempDirectory(folder, name);
    try (Stream<Path> files = Files.list(EDGES.resolve(name))) {
      for (Path file : files.toList()) {
        Files.copy(file, home.resolve(file.getFileName().toString()));
      }
    }
    Path adapted = home.resolve(config);
    Files.writeString(
        adapted,
        Files.readString(adapted)
            .replace("127.0.0.1:8084", "127.0.0.1:" + edgePort)
            .replace("127.0.0.1:8085", "127.0.0.1:" + originPort)
            .replace("127.0.0.1:8090", "127.0.0.1:" + port));
    Path log = folder.resolve(home.getFileName() + ".log");
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // Where Caddy keeps its state.
    builder.environment().put("XDG_DATA_HOME", home.toString());
    builder.environment().put("XDG_CONFIG_HOME", home.toString());
    Running running = new Running(builder.start(), port, log);
    try {
      running.awaitListening();
    } catch (RuntimeException | AssertionError e) {
      running.close();
      throw e;
    }
    return running;
  }

  /** Debian keeps servers out of the ordinary users' PATH. */
  private static @Nullable Path find(String program) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
    return Stream.of(path.split(":"))
        .filter(Predicate.not(String::isEmpty))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  /** A started proxy. */
  record Running(Process process, int port, Path logFile) implements AutoCloseable {

    /** Whatever it wrote to its output so far. */
    String log() {
      try {
        return Files.readString(logFile);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void awaitListening() {
      await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(50))
          .until(() -> {
            assertThat(process.isAlive()).as(this::log).isTrue();
            try (Socket socket = new Socket()) {
              socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
              return true;
            } catch (IOException notYet) {
              return false;
            }
          });
    }

    @Override
    public void close() {
      process.destroy();
      try {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        process.destroyForcibly();
      }
    }
  }
}
