package io.playgate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.playgate.demo.store.PostgresServer;
import io.playgate.support.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/**
 * An installation without containers: the packaged services as processes, PostgreSQL and Redis, on
 * free ports of loopback in place of the addresses that the environment names.
 */
final class Installation implements AutoCloseable {

  static final List<String> SERVICES = List.of("auth", "token", "revocation", "edge");

  private record Starting(Process process, int management) {}

  private final Map<String, Starting> starting = new LinkedHashMap<>();

  /**
   * What a container is given.
   *
   * @param environment its variables
   * @param files where it has which file
   */
  record Settings(Map<String, String> environment, Map<String, Path> files) {}

  private final Path folder;
  private final Path root;
  private final PostgresServer postgres;
  private final URI database;
  private final List<Process> processes = new ArrayList<>();
  private final Map<String, Integer> ports = new HashMap<>();
  private final Http http = new Http();

  Installation(Path temp, Path root) throws Exception {
    this.root = root;
    this.folder = Files.createTempDirectory(temp, "installation");
    Files.createDirectories(folder.resolve("docker"));
    for (String name :
        List.of("make-secrets.sh", "first-url.sh", "create-database.sql", "create-databases.sh")) {
      Path copy =
          Files.copy(root.resolve("docker").resolve(name), folder.resolve("docker").resolve(name));
      assertThat(copy.toFile().setExecutable(true)).isTrue();
    }
    Path data =
        Files.createDirectory(
            folder.resolve("postgresql"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    this.postgres = PostgresServer.start(data, folder.resolve("postgresql.log"));
    this.database = URI.create(postgres.createDatabase("probe").url().substring("jdbc:".length()));
    for (String name :
        List.of("auth", "token", "revocation", "edge", "origin", "redis-sessions", "redis")) {
      ports.put(name, FreePort.next());
    }
  }

  static void assumePrograms(String... programs) {
    for (String program : programs) {
      boolean there =
          Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
              .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
      assumeTrue(there, program + " is missing; see ./playgate test --install");
    }
  }

  Path folder() {
    return folder;
  }

  // ---- commands of a README

  /** Runs a command from the root of the repository, and answers what it printed. */
  String run(String command) throws Exception {
    return run(command, folder);
  }

  /** The same from the folder of the secrets. */
  String runAmongSecrets(String command) throws Exception {
    return run(command, folder.resolve("docker/secrets"));
  }

  private String run(String command, Path where) throws Exception {
    Path output = Files.createTempFile(folder, "command", ".out");
    Path errors = Files.createTempFile(folder, "command", ".err");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", here(command))
            .directory(where.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("AUTH_URL", "http://127.0.0.1:" + port("auth"));
    environment.put("TOKEN_URL", "http://127.0.0.1:" + port("token"));
    environment.put("EDGE_URL", "http://127.0.0.1:" + port("edge"));
    environment.put("PGHOST", "127.0.0.1");
    environment.put("PGPORT", Integer.toString(database.getPort()));
    environment.put("PGUSER", "postgres");
    environment.put("PGDATABASE", "postgres");
    environment.put("PGPASSWORD", Files.readString(folder.resolve("postgresql/password")));
    environment.put("KUBECTL_OBJECTS", folder.resolve("objects").toString());
    environment.merge("PATH", folder.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
    Process process = builder.start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(command).isTrue();
    assertThat(process.exitValue())
        .as("%s\n%s%s", command, Files.readString(errors), Files.readString(output))
        .isZero();
    return Files.readString(output).strip();
  }

  /** A command with the ports of this installation. */
  private String here(String command) {
    return command
        .replace("localhost:8081", "127.0.0.1:" + port("auth"))
        .replace("http.server 8085", "http.server " + port("origin") + " --bind 127.0.0.1");
  }

  /** What compose mounts into PostgreSQL's container and has it run once. */
  void createDatabasesOfCompose() throws Exception {
    run(
        "sed 's|/run/secrets/postgres-|docker/secrets/postgres/|' docker/create-databases.sh"
            + " | POSTGRES_USER=postgres POSTGRES_DB=postgres bash");
  }

  /** A kubectl that keeps the objects it is told to create as files. */
  void installKubectl() throws IOException {
    Path program = Files.createDirectories(folder.resolve("bin")).resolve("kubectl");
    Files.writeString(
        program,
        """
        #!/usr/bin/env bash
        set -euo pipefail
        shift
        kind="$1"; shift
        if [ "$kind" = secret ]; then [ "$1" = generic ]; shift; fi
        mkdir -p "$KUBECTL_OBJECTS/$kind/$1"
        folder="$KUBECTL_OBJECTS/$kind/$1"; shift
        umask 077
        for option in "$@"; do
          case "$option" in
            --from-file=*=*) option="${option#--from-file=}"; cat "${option#*=}" >"$folder/${option%%=*}" ;;
            --from-literal=*=*) option="${option#--from-literal=}"; printf '%s' "${option#*=}" >"$folder/${option%%=*}" ;;
            *) exit 1 ;;
          esac
        done
        """);
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  /** A key of an object that kubectl created. */
  Path object(String kind, String name, String key) {
    Path file = folder.resolve("objects").resolve(kind).resolve(name).resolve(key);
    assertThat(file).exists();
    return file;
  }

  // ---- processes

  /**
   * Starts a Redis with these options, on a port of this installation.
   *
   * @param name {@code redis-sessions} or {@code redis}, as compose.yaml names them
   */
  void startRedis(String name, List<String> options) throws Exception {
    Path home = Files.createDirectory(folder.resolve(name));
    List<String> command = new ArrayList<>();
    command.add(ExecutableProvider.newJarResourceProvider(home.toFile()).get().getAbsolutePath());
    command.addAll(options);
    command.addAll(List.of("--port", Integer.toString(port(name)), "--bind", "127.0.0.1"));
    start(name, new ProcessBuilder(command).directory(home.toFile()));
    awaitListening(name);
  }

  /** Starts the origin by the README's command, from the repository. */
  void startOrigin(String command) throws Exception {
    start(
        "origin",
        new ProcessBuilder("bash", "-c", "exec " + here(command)).directory(root.toFile()));
    awaitListening("origin");
  }

  /** Starts a service as its container would be started. */
  void start(String service, Settings settings) throws Exception {
    Path home = Files.createDirectory(folder.resolve(service));
    Map<String, String> environment = new HashMap<>(settings.environment());
    environment.replaceAll((name, value) -> address(value));
    for (Map.Entry<String, Path> file : settings.files().entrySet()) {
      Path mounted = home.resolve(file.getKey().substring(1));
      Files.createDirectories(mounted.getParent());
      Files.copy(file.getValue(), mounted);
      Files.setPosixFilePermissions(mounted, PosixFilePermissions.fromString("r--------"));
    }
    environment.replaceAll((name, value) ->
        settings.files().keySet().stream()
            .reduce(value, (text, file) -> text.replace(file, home + file)));
    int management = FreePort.next();
    environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(port(service)));
    environment.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
    environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(management));
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                root.resolve(service + "-service/target/quarkus-app/quarkus-run.jar").toString())
            .directory(home.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = start(service, builder);
    starting.put(service, new Starting(process, management));
  }

  /** Waits until every service that was started is ready: some are only once others are. */
  void awaitReady() {
    starting.forEach((service, started) ->
        await()
            .atMost(Duration.ofMinutes(4))
            .pollInterval(Duration.ofMillis(250))
            .until(() -> isReady(service, started)));
  }

  private boolean isReady(String service, Starting started) {
    assertThat(started.process().isAlive()).as(() -> log(service)).isTrue();
    try {
      return http.get("http://127.0.0.1:" + started.management() + "/q/health/ready").status()
          == 200;
    } catch (RuntimeException | AssertionError notYet) {
      return false;
    }
  }

  /** The addresses of an installation, as they are here. */
  private String address(String value) {
    String text = value;
    for (String service : SERVICES) {
      String here = "http://127.0.0.1:" + port(service);
      text =
          text.replace("http://playgate-" + service + ":8080", here)
              .replace("http://" + service + ":8080", here);
    }
    return text.replace("http://host.docker.internal:8085", "http://127.0.0.1:" + port("origin"))
        .replace("http://origin.media.svc:8000", "http://127.0.0.1:" + port("origin"))
        .replaceAll(
            "redis://redis-sessions[a-z.]*:6379", "redis://127.0.0.1:" + port("redis-sessions"))
        // An installation with one Redis has that of revocations for all.
        .replaceAll("redis://redis[a-z.]*:6379", "redis://127.0.0.1:" + port("redis"))
        .replaceAll("//postgres[a-z.]*:5432/", "//127.0.0.1:" + database.getPort() + "/")
        // The embedded server has no certificate.
        .replaceAll("sslmode=verify-full&sslrootcert=[^&]*", "sslmode=disable");
  }

  private Process start(String name, ProcessBuilder builder) throws IOException {
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile())
            .start();
    processes.add(process);
    return process;
  }

  private String log(String name) {
    try {
      return Files.readString(folder.resolve(name + ".log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private void awaitListening(String name) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> {
          try (Socket socket = new Socket()) {
            socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port(name)), 1000);
            return true;
          } catch (IOException notYet) {
            return false;
          }
        });
  }

  // ---- what an installation has to be able to do

  /** The URL is at this installation's edge, and the whole of it plays: playlists and a segment. */
  void expectPlaying(String url) {
    assertThat(url).startsWith("http://127.0.0.1:" + port("edge") + "/media/first/token=");
    String variant = child(url, ".m3u8");
    String segment = child(variant, ".m4s");
    assertThat(http.get(segment).expect(200).bytes()).isNotEmpty();
    assertThat(http.get(segment.replaceFirst("token=.", "token=")).status()).isEqualTo(403);
  }

  private String child(String playlist, String ending) {
    return http.get(playlist)
        .expect(200)
        .body()
        .lines()
        .map(String::strip)
        .filter(line -> !line.startsWith("#") && line.endsWith(ending))
        .findFirst()
        .map(line -> URI.create(playlist).resolve(line).toString())
        .orElseThrow();
  }

  /** A client grants only what it holds: the first admin can make a backend that introspects. */
  void expectThatABackendMayIntrospect() throws IOException {
    String auth = "http://127.0.0.1:" + port("auth");
    String secret = Files.readString(folder.resolve("docker/secrets/admin-client-secret")).strip();
    JsonNode backend =
        http.post(
                auth + "/v1/clients",
                "{\"scopes\":[\"tokens.introspect\"]}",
                "Authorization",
                "Bearer " + accessToken(auth, "admin", secret))
            .expect(201)
            .json();
    String token =
        accessToken(auth, backend.required("id").asText(), backend.required("secret").asText());
    JsonNode answer =
        http.form(
                "http://127.0.0.1:" + port("revocation") + "/oauth2/introspect",
                Map.of("token", "unknown"),
                "Bearer " + token)
            .expect(200)
            .json();
    assertThat(answer.required("active").asBoolean()).isFalse();
    assertThat(log("auth")).doesNotContain("nobody can administer");
  }

  private String accessToken(String auth, String id, String secret) {
    return http.form(
            auth + "/oauth2/token",
            Map.of("grant_type", "client_credentials"),
            Http.basic(id, secret))
        .expect(200)
        .json()
        .required("access_token")
        .asText();
  }

  private int port(String name) {
    return Objects.requireNonNull(ports.get(name), name);
  }

  @Override
  public void close() throws IOException {
    for (Process process : processes.reversed()) {
      process.destroy();
    }
    for (Process process : processes) {
      if (!ended(process)) {
        process.destroyForcibly();
      }
    }
    postgres.close();
  }

  private static boolean ended(Process process) {
    try {
      return process.waitFor(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
