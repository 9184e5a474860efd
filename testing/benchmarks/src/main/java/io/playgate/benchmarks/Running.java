package io.playgate.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The processes that are measured: the suite as the demo starts it, and the bare endpoint. */
final class Running implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process suite;
  private final Process bare;
  private final int barePort;
  private final JsonNode description;

  private Running(Process suite, Process bare, int barePort, JsonNode description) {
    this.suite = suite;
    this.bare = bare;
    this.barePort = barePort;
    this.description = description;
  }

  static Running start(Path root, Path folder) throws IOException, InterruptedException {
    Path json = folder.resolve("suite.json");
    Files.deleteIfExists(json);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    int base = freePortBase();
    Process suite =
        new ProcessBuilder(
                java,
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                // Few viewers ask as often as they can: limits per viewer are not what is measured.
                "-Dplaygate.demo.token-service.playgate.session.rate.starts=0",
                "-Dplaygate.demo.token-service.playgate.session.rate.refreshes=0",
                "-Dplaygate.demo.token-service.playgate.session.rate.ends=0",
                "-Dplaygate.demo.token-service.playgate.session.rate.opaque-tokens=0",
                "-Dplaygate.demo.token-service.playgate.session.rate.rules=0",
                "-cp",
                root.resolve("demo/target/classes") + ":" + root.resolve("demo/target/lib/*"),
                "io.playgate.demo.Demo",
                "--root",
                root.toString(),
                "--port-base",
                Integer.toString(base),
                "--json",
                json.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("suite.log").toFile())
            .start();
    int barePort = base + 20;
    Path module = root.resolve("testing/benchmarks/target");
    Process bare =
        new ProcessBuilder(
                java,
                "-Xmx256m",
                "-Dquarkus.http.port=" + barePort,
                "-jar",
                module.resolve("quarkus-app/quarkus-run.jar").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("bare.log").toFile())
            .start();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              suite.destroy();
              bare.destroy();
            }));
    for (int i = 0; i < 1800 && !Files.exists(json); i++) {
      if (suite.waitFor(100, TimeUnit.MILLISECONDS)) {
        bare.destroy();
        throw new IOException(
            "the suite did not start:\n" + Files.readString(folder.resolve("suite.log")));
      }
    }
    Running running = new Running(suite, bare, barePort, JSON.readTree(json.toFile()));
    running.awaitBare();
    return running;
  }

  private void awaitBare() throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    for (int i = 0; i < 300; i++) {
      try {
        if (client
                .send(
                    HttpRequest.newBuilder(URI.create(bareUrl() + "/bare")).build(),
                    HttpResponse.BodyHandlers.discarding())
                .statusCode()
            == 200) {
          return;
        }
      } catch (IOException e) {
        // not there yet
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IOException("the bare endpoint did not start");
  }

  String bareUrl() {
    return "http://127.0.0.1:" + barePort;
  }

  JsonNode description() {
    return description;
  }

  String url(String service) {
    return description.required(service).asText();
  }

  /** Resident memory of a service, bytes; {@code bare} for the bare endpoint. */
  long residentBytes(String service) throws IOException {
    long pid =
        service.equals("bare")
            ? bare.pid()
            : description.required("pids").required(service).asLong();
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    throw new IOException("no VmRSS of process " + pid);
  }

  /** Whether a service runs as a native executable. */
  boolean isNative(String service) throws IOException {
    long pid = description.required("pids").required(service).asLong();
    return !Files.readSymbolicLink(Path.of("/proc/" + pid + "/exe")).endsWith("java");
  }

  @Override
  public void close() {
    for (Process process : List.of(suite, bare)) {
      process.destroy();
    }
    for (Process process : List.of(suite, bare)) {
      try {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        process.destroyForcibly();
      }
    }
  }

  private static int freePortBase() throws IOException {
    for (int attempt = 0; attempt < 200; attempt++) {
      int base = 30000 + (int) (Math.random() * 2000);
      boolean free = true;
      for (int port = base; port <= base + 20 && free; port++) {
        try (ServerSocket socket = new ServerSocket(port)) {
          free = socket.isBound();
        } catch (IOException e) {
          free = false;
        }
      }
      if (free) {
        return base;
      }
    }
    throw new IOException("no range of free ports found");
  }
}
