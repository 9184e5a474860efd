package io.playgate.systemtests;

import io.playgate.support.testing.FreePort;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** A further replica of one of the suite's services: its configuration, on ports of its own. */
final class ServiceReplica implements AutoCloseable {

  private final Process process;
  private final Path log;
  private final int port;
  private final int managementPort;
  private final Http http = new Http();

  private ServiceReplica(Process process, Path log, int port, int managementPort) {
    this.process = process;
    this.log = log;
    this.port = port;
    this.managementPort = managementPort;
  }

  /**
   * Starts it.
   *
   * @param module for example {@code auth-service}
   * @param settings further lines of its configuration
   */
  static ServiceReplica start(Suite suite, String module, String... settings) {
    try {
      Path root = Path.of(System.getProperty("playgate.root", "../..")).toRealPath();
      Path run = Path.of(suite.json().required("logs").asText()).resolveSibling("run");
      Path home =
          Files.createTempDirectory(
              Files.createDirectories(Path.of("target", "replicas").toAbsolutePath()),
              module,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path config = Files.createDirectories(home.resolve("config"));
      int port = FreePort.next();
      int managementPort = FreePort.next();
      StringBuilder properties =
          new StringBuilder(
              Files.readString(run.resolve(module).resolve("config/application.properties"))
                  .replaceAll("(?m)^quarkus\\.http\\.port=.*$", "quarkus.http.port=" + port)
                  .replaceAll(
                      "(?m)^quarkus\\.management\\.port=.*$",
                      "quarkus.management.port=" + managementPort));
      for (String setting : settings) {
        properties.append(setting).append('\n');
      }
      Files.writeString(config.resolve("application.properties"), properties);
      Path log = home.resolve("log");
      ProcessBuilder builder =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-Xmx256m",
                      "-XX:+UseSerialGC",
                      "-jar",
                      root.resolve(module)
                          .resolve("target/quarkus-app/quarkus-run.jar")
                          .toString()))
              .directory(home.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder
          .environment()
          .keySet()
          .removeIf(name -> name.startsWith("QUARKUS_") || name.startsWith("PLAYGATE_"));
      return new ServiceReplica(builder.start(), log, port, managementPort);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A session at the database of one of the suite's services, with a transaction open. */
  static Connection openTransaction(Suite suite, String module) {
    try {
      Path run = Path.of(suite.json().required("logs").asText()).resolveSibling("run");
      Properties config = new Properties();
      try (Reader file =
          Files.newBufferedReader(run.resolve(module).resolve("config/application.properties"))) {
        config.load(file);
      }
      Connection connection =
          DriverManager.getConnection(
              config.getProperty("quarkus.datasource.jdbc.url"),
              config.getProperty("quarkus.datasource.username"),
              config.getProperty("quarkus.datasource.password"));
      connection.setAutoCommit(false);
      return connection;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  ProcessHandle process() {
    return process.toHandle();
  }

  boolean isReady() {
    try {
      return http.get("http://127.0.0.1:" + managementPort + "/q/health/ready").status() == 200;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  String metrics() {
    return http.get("http://127.0.0.1:" + managementPort + "/q/metrics").expect(200).body();
  }

  /** Waits until it is ready. */
  ServiceReplica awaitReady(Duration atMost) {
    Instant deadline = Instant.now().plus(atMost);
    while (!isReady()) {
      try {
        if (process.waitFor(100, TimeUnit.MILLISECONDS) || Instant.now().isAfter(deadline)) {
          throw new AssertionError("the replica is not ready in " + atMost + ":\n" + log());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    return this;
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** Sends a signal to a process of the suite's or of a test's own. */
  static void signal(String signal, long pid) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start();
      if (kill.waitFor() != 0) {
        throw new AssertionError("kill -" + signal + " " + pid + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
