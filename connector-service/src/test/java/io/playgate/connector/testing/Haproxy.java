package io.playgate.connector.testing;

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
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real HAProxy in the foreground. A test is skipped by name where none is installed. */
public final class Haproxy implements AutoCloseable {
  private static final Path SHIPPED = Path.of("../deploy/edges/haproxy");
  private static final String MAP = "revoked.map";

  private final Path folder;
  private final Path program;
  private final String config;
  private final int port;
  private @Nullable Process process;

  private Haproxy(Path folder, Path program, String config, int port) {
    this.folder = folder;
    this.program = program;
    this.config = config;
    this.port = port;
  }

  /**
   * One with the shipped configuration that verifies tokens by itself.
   *
   * @param folder new, for the configuration, the map and the output
   * @param publicKeyPem what tokens are verified with
   * @param otherKeyPem what they may be verified with too
   * @param originPort where the origin listens on loopback
   */
  public static Haproxy shipped(
      Path folder, String publicKeyPem, String otherKeyPem, int originPort) throws IOException {
    Path program = find();
    try (Stream<Path> files = Files.list(SHIPPED)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName().toString()));
      }
    }
    Files.writeString(folder.resolve("signing-key.pem"), publicKeyPem);
    Files.writeString(folder.resolve("other-key.pem"), otherKeyPem);
    int port = FreePort.next();
    Path adapted = folder.resolve("map.cfg");
    Files.writeString(
        adapted,
        Files.readString(adapted)
            .replace("127.0.0.1:8085", "127.0.0.1:" + originPort)
            .replace("127.0.0.1:8090", "127.0.0.1:" + port)
            .replace("/run/haproxy/playgate.sock", folder.resolve("sock").toString()));
    return new Haproxy(folder, program, "map.cfg", port);
  }

  /** One that has a map, and a runtime API at a socket and at a port. */
  public static Haproxy withMap(Path folder) throws IOException {
    Path program = find();
    int port = FreePort.next();
    Files.createFile(folder.resolve(MAP));
    Files.writeString(
        folder.resolve("own.cfg"),
        """
        global
            stats socket %s mode 600 level admin
            stats socket ipv4@127.0.0.1:%d level admin
        defaults
            mode http
            timeout connect 2s
            timeout client 5s
            timeout server 5s
        listen unused
            bind unix@%s
            http-request set-var(txn.hit) path,map(%s)
        """
            .formatted(folder.resolve("sock"), port, folder.resolve("unused"), MAP));
    return new Haproxy(folder, program, "own.cfg", port);
  }

  private static Path find() {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
    Path found =
        Stream.of(path.split(":"))
            .filter(name -> !name.isEmpty())
            .map(name -> Path.of(name, "haproxy"))
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    assumeTrue(found != null, "haproxy is missing; install it with: apt-get install haproxy");
    return Objects.requireNonNull(found);
  }

  /** Starts it, and waits until it listens. */
  public Haproxy start() {
    try {
      Process started =
          new ProcessBuilder(program.toString(), "-db", "-f", config)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(folder.resolve("output.log").toFile()))
              .start();
      process = started;
      await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> {
            if (!started.isAlive()) {
              throw new IllegalStateException(Files.readString(folder.resolve("output.log")));
            }
            try (Socket socket = new Socket()) {
              socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
              return true;
            } catch (IOException notYet) {
              return false;
            }
          });
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where players come, or the runtime API of {@link #withMap}. */
  public int port() {
    return port;
  }

  /** The runtime API, as a connector is configured. */
  public String socket() {
    return "unix:" + folder.resolve("sock");
  }

  /** The map, as a connector is configured. */
  public String map() {
    return MAP;
  }

  /** Ends it. */
  public void stop() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
      running.waitFor(10, TimeUnit.SECONDS);
      process = null;
    }
  }

  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
