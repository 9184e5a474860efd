package io.playgate.demo.suite;

import io.playgate.demo.credential.PrivateFiles;
import io.playgate.demo.process.OwnedProcess;
import io.playgate.demo.process.ProcessOwner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Starts services as processes and waits until they are ready. */
final class ServiceLauncher {
  private static final Duration START_TIME = Duration.ofMinutes(3);
  private static final Duration PROBE_TIME = Duration.ofSeconds(5);
  private static final int TAIL_LINES = 25;

  /** Tests give services the heap of a pod by {@code playgate.demo.heap.<jvm|native>.<service>}. */
  private static final String HEAP = "playgate.demo.heap.";

  private final RunFolder folder;
  private final ProcessOwner owner;
  private final HttpClient client;

  ServiceLauncher(RunFolder folder, ProcessOwner owner, HttpClient client) {
    this.folder = folder;
    this.owner = owner;
    this.client = client;
  }

  /**
   * What a service runs as.
   *
   * @param command program and arguments
   * @param isNative whether it is a native executable
   */
  record Program(List<String> command, boolean isNative) {}

  /**
   * A module's native executable where it is built of the sources that are there, else the jar. A
   * jar that was packaged since, of the same sources, does not matter.
   *
   * @throws StartFailure when neither is built
   */
  static Program program(Path root, Service service) throws StartFailure, IOException {
    Path target = root.resolve(service.module()).resolve("target");
    Path jar = target.resolve("quarkus-app").resolve("quarkus-run.jar");
    Optional<Path> runner = Optional.empty();
    if (Files.isDirectory(target)) {
      try (Stream<Path> files = Files.list(target)) {
        runner =
            files
                .filter(file -> file.getFileName().toString().endsWith("-runner"))
                .filter(Files::isExecutable)
                .findFirst();
      }
    }
    if (runner.isPresent() && isCurrent(runner.get(), root, service, jar)) {
      return new Program(List.of(runner.get().toString(), heap("native", service, "96m")), true);
    }
    if (!Files.exists(jar)) {
      throw new StartFailure(
          service.module() + " is not built: run ./playgate demo, which builds it.");
    }
    return new Program(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            heap("jvm", service, "256m"),
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-jar",
            jar.toString()),
        false);
  }

  private static String heap(String kind, Service service, String usual) {
    return "-Xmx" + System.getProperty(HEAP + kind + "." + service.module(), usual);
  }

  /**
   * Starts a service. Its settings, passwords among them, stand in a file that only the owner may
   * read, at a place where Quarkus looks for it: neither arguments nor environment show them.
   */
  OwnedProcess start(Service service, Program program, Map<String, String> settings)
      throws IOException {
    Path home = folder.folder(service.module());
    Path config = PrivateFiles.folder(home.resolve("config"));
    PrivateFiles.write(
        config.resolve("application.properties"), ServiceSettings.asProperties(settings));
    ProcessBuilder builder = new ProcessBuilder(program.command()).directory(home.toFile());
    // Settings of the shell that started the demo would override the demo's own.
    builder
        .environment()
        .keySet()
        .removeIf(name ->
            name.startsWith("QUARKUS_")
                || name.startsWith("PLAYGATE_")
                || name.startsWith("SMALLRYE_")
                || name.startsWith("MP_JWT_"));
    return owner.start(service.module(), builder, folder.log(service.module()));
  }

  /**
   * Waits until a service says that it is ready.
   *
   * @throws StartFailure when it ends or takes too long, with the end of its log
   */
  void awaitReady(OwnedProcess process, String readiness)
      throws StartFailure, InterruptedException {
    HttpRequest probe =
        HttpRequest.newBuilder(URI.create(readiness)).timeout(PROBE_TIME).GET().build();
    Instant deadline = Instant.now().plus(START_TIME);
    while (!isReady(probe)) {
      if (!process.isAlive()) {
        throw new StartFailure(
            "%s ended while it started (exit code %d). The end of %s:\n%s"
                .formatted(
                    process.name(), process.exitCode(), process.log(), process.tail(TAIL_LINES)));
      }
      if (Instant.now().isAfter(deadline)) {
        throw new StartFailure(
            "%s was not ready after %d s. The end of %s:\n%s"
                .formatted(
                    process.name(),
                    START_TIME.toSeconds(),
                    process.log(),
                    process.tail(TAIL_LINES)));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private boolean isReady(HttpRequest probe) throws InterruptedException {
    try {
      return client.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isCurrent(Path runner, Path root, Service service, Path jar)
      throws IOException {
    FileTime built = Files.getLastModifiedTime(runner);
    Optional<FileTime> changed = Sources.lastChange(root, service.module());
    if (changed.isPresent()) {
      return built.compareTo(changed.get()) >= 0;
    }
    return !Files.exists(jar) || built.compareTo(Files.getLastModifiedTime(jar)) >= 0;
  }
}
