package io.playgate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.playgate.support.testing.FreePort;
import io.playgate.systemtests.RunningSuite.LauncherProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an edge is fed with: through a proxy that buffers, and until it is taken out. */
class EdgeFeedsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path ROOT = Path.of(System.getProperty("playgate.root", "../.."));

  private static LauncherProcess launcher;
  private static Suite suite;

  @BeforeAll
  static void start() {
    launcher = LauncherProcess.start("edge-feeds");
    suite = new Suite(launcher.awaitReady(Duration.ofMinutes(3)));
  }

  @AfterAll
  static void stop() {
    launcher.stop();
  }

  /**
   * docs/tasks/add-or-remove-an-edge.md: "Delete its entry in clients.json. Within a second of the
   * file's change both its feeds end ... A key that is rotated after that never reaches it, and it
   * denies everything once its revocations are older than its staleness limit (60 s)."
   */
  @Test
  @DisplayName("Take an edge out: delete its entry in clients.json")
  void anEdgeThatIsTakenOutGetsNothingMoreAndDenies() throws Exception {
    // Given a viewer who plays, and a copy of the edge's credential that follows both feeds
    Suite.Viewer viewer = suite.newViewer();
    String url =
        suite
            .play(suite.signIn(viewer, "tv"), "clock", "demo-edgeauth")
            .expect(201)
            .json()
            .required("url")
            .asText();
    suite.http().get(url).expect(200);
    String toToken = assertion("playgate:token");
    String toRevocation = assertion("playgate:revocation");
    String position =
        suite
            .http()
            .get(
                suite.url("revocation") + "/v1/revocations/snapshot", "Authorization", toRevocation)
            .expect(200)
            .json()
            .required("position")
            .asText();
    Path clients = runFile("clients.json");
    String before = Files.readString(clients);
    try (Follower keys =
            new Follower(suite.url("token") + "/v1/edge-configuration/feed", toToken, null);
        Follower rules =
            new Follower(
                suite.url("revocation") + "/v1/revocations/feed", toRevocation, position)) {
      await().until(() -> keys.heard("configuration") && rules.heard("position"));

      // When its entry is deleted
      replace(clients, withoutEdge(before));

      // Then within a second both feeds end, and every question is refused
      keys.ended.get(1, TimeUnit.SECONDS);
      rules.ended.get(1, TimeUnit.SECONDS);
    }
    for (String path : List.of("/v1/edge-configuration", "/v1/edge-configuration/feed")) {
      suite.http().get(suite.url("token") + path, "Authorization", toToken).expect(401);
    }
    for (String path : List.of("/v1/revocations/snapshot", "/v1/revocations/feed")) {
      suite.http().get(suite.url("revocation") + path, "Authorization", toRevocation).expect(401);
    }
    suite
        .http()
        .form(suite.url("revocation") + "/oauth2/introspect", Map.of("token", "x"), toRevocation)
        .expect(401);

    // And a key that is rotated now does not reach the edge: what it signs is refused there
    rotate("demo-edgeauth");
    JsonNode health = awaitHealth("configuration-feed", "refused", Duration.ofSeconds(15));
    assertThat(health.required("revocation-feed").asText()).isEqualTo("refused");

    // And it denies everything once its revocations are older than 60 s, and says so
    await()
        .atMost(Duration.ofSeconds(80))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> suite.http().get(url).status() == 403);
    suite.http().get(url).expectProblem(403, "unavailable");
    assertThat(readiness().status()).isEqualTo(503);
    awaitHealth("revocations", "stale", Duration.ofSeconds(1));

    // And when the entry is back, so is the edge, with the new key
    replace(clients, before);
    awaitHealth("configuration-feed", "connected", Duration.ofSeconds(15));
    await().atMost(Duration.ofSeconds(15)).until(() -> suite.http().get(url).status() == 200);
  }

  @Test
  void aNewProfileReachesARunningEdgeWithinTwoSeconds() throws Exception {
    // Given an edge that lists a profile which does not exist yet
    Path clients = runFile("clients.json");
    String before = Files.readString(clients);
    String id = "late-" + System.nanoTime();
    String admin = "Bearer " + suite.adminToken("catalogue.write");
    try {
      ObjectNode file = (ObjectNode) JSON.readTree(before);
      for (JsonNode client : file.required("clients")) {
        if (client.required("id").asText().equals("edge-service")) {
          ((ArrayNode) client.required("profiles")).add(id);
        }
      }
      replace(clients, JSON.writeValueAsString(file));

      // When token-service is given it
      suite
          .http()
          .send(
              "PUT",
              suite.url("token") + "/v1/delivery-profiles/" + id,
              """
              {"dialect":"jwt","carrier":"path","tokenName":"token","lifetimeSeconds":300,
               "baseUrl":"%s/media/%s"}
              """
                  .formatted(suite.url("edge"), id),
              "Authorization",
              admin,
              "Content-Type",
              "application/json")
          .expect(201);
      Instant written = Instant.now();

      // Then the edge knows it: a request under it lacks a token, and is no longer of no profile
      await()
          .atMost(Duration.ofSeconds(5))
          .pollInterval(Duration.ofMillis(20))
          .until(() ->
              suite.http().get(suite.url("edge") + "/media/" + id + "/vod/x.m3u8").status() == 403);
      assertThat(Duration.between(written, Instant.now())).isLessThan(Duration.ofSeconds(2));

      // And once it is no longer listed for the edge, the edge does not know it any more
      replace(clients, before);
      Instant withdrawn = Instant.now();
      await()
          .atMost(Duration.ofSeconds(5))
          .pollInterval(Duration.ofMillis(20))
          .until(() ->
              suite.http().get(suite.url("edge") + "/media/" + id + "/vod/x.m3u8").status() == 404);
      assertThat(Duration.between(withdrawn, Instant.now())).isLessThan(Duration.ofSeconds(2));
    } finally {
      replace(clients, before);
      suite
          .http()
          .send(
              "DELETE",
              suite.url("token") + "/v1/delivery-profiles/" + id,
              null,
              "Authorization",
              admin);
    }
  }

  @Test
  void anEdgeBehindNginxWithItsDefaultsBecomesReady(@TempDir Path folder) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/sbin/nginx")), "apt-get install nginx-light");
    int port = FreePort.next();
    int edgePort = FreePort.next();
    int managementPort = FreePort.next();
    // Nothing but where to: buffering, caching headers and time-outs are nginx's own.
    Files.writeString(
        folder.resolve("nginx.conf"),
        """
        pid nginx.pid;
        error_log error.log;
        events {}
        http {
          access_log off;
          client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi; scgi_temp_path scgi;
          server {
            listen 127.0.0.1:%d;
            location /v1/edge-configuration { proxy_pass %s; }
            location / { proxy_pass %s; }
          }
        }
        """
            .formatted(port, suite.url("token"), suite.url("revocation")));
    Process nginx =
        new ProcessBuilder(
                "/usr/sbin/nginx",
                "-p",
                folder.toString(),
                "-e",
                "error.log",
                "-c",
                "nginx.conf",
                "-g",
                "daemon off;")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nginx.log").toFile())
            .start();
    Process edge = null;
    try {
      String proxy = "http://127.0.0.1:" + port;
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("-Xmx192m");
      Map.of(
              "quarkus.http.host",
              "127.0.0.1",
              "quarkus.http.port",
              Integer.toString(edgePort),
              "quarkus.management.host",
              "127.0.0.1",
              "quarkus.management.port",
              Integer.toString(managementPort),
              "playgate.service.id",
              "edge-service",
              "playgate.service.private-key-file",
              runFile("edge-service.jwk").toString(),
              "playgate.token.url",
              proxy,
              "playgate.revocation.url",
              proxy,
              "playgate.origin.url",
              suite.url("origin"))
          .forEach((key, value) -> command.add("-D" + key + "=" + value));
      command.add("-jar");
      command.add(ROOT.resolve("edge-service/target/quarkus-app/quarkus-run.jar").toString());
      edge =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("edge.log").toFile())
              .start();
      String ready = "http://127.0.0.1:" + managementPort + "/q/health/ready";
      await()
          .atMost(Duration.ofSeconds(40))
          .pollInterval(Duration.ofMillis(200))
          .ignoreExceptions()
          .untilAsserted(() ->
              assertThat(suite.http().get(ready).status())
                  .as(() -> read(folder.resolve("edge.log")))
                  .isEqualTo(200));
      assertThat(suite.http().get(ready).body()).contains("\"configuration-feed\": \"connected\"");

      // And what changes comes through at once, not with the end of a buffer
      Suite.Viewer viewer = suite.newViewer();
      String url =
          suite
              .play(suite.signIn(viewer, "tv"), "clock", "demo-jwt")
              .expect(201)
              .json()
              .required("url")
              .asText()
              .replace(suite.url("edge"), "http://127.0.0.1:" + edgePort);
      suite.http().get(url).expect(200);
      suite.billing("suspended", viewer.id()).expectSuccess();
      await()
          .atMost(Duration.ofSeconds(2))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> suite.http().get(url).status() == 403);
    } finally {
      if (edge != null) {
        edge.destroy();
        edge.waitFor(20, TimeUnit.SECONDS);
      }
      nginx.destroy();
      nginx.waitFor(10, TimeUnit.SECONDS);
    }
  }

  /** Publishes a new key and has it sign at once. */
  private static void rotate(String profile) {
    String keys = suite.url("token") + "/v1/delivery-profiles/" + profile + "/keys";
    String admin = "Bearer " + suite.adminToken("catalogue.write");
    String kid =
        suite
            .http()
            .post(keys, "", "Authorization", admin)
            .expect(201)
            .json()
            .required("kid")
            .asText();
    suite
        .http()
        .post(keys + "/" + kid + "/activate?now=true", "", "Authorization", admin)
        .expect(200);
  }

  private static Http.Answer readiness() {
    return suite
        .http()
        .get(suite.json().required("management").required("edge").asText() + "/q/health/ready");
  }

  private static JsonNode awaitHealth(String name, String value, Duration atMost) {
    return await()
        .atMost(atMost)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              for (JsonNode check : readiness().json().required("checks")) {
                if (check.required("name").asText().equals("edge")) {
                  return check.required("data");
                }
              }
              return JSON.createObjectNode();
            },
            data -> value.equals(data.path(name).asText()));
  }

  /** A file of the running suite: mounted secrets are files there. */
  private static Path runFile(String name) throws IOException {
    Path run = Path.of(suite.json().required("logs").asText()).resolveSibling("run");
    try (Stream<Path> files = Files.walk(run)) {
      return files
          .filter(file -> file.getFileName().toString().equals(name))
          .findFirst()
          .orElseThrow();
    }
  }

  private static String withoutEdge(String clients) throws IOException {
    ObjectNode file = (ObjectNode) JSON.readTree(clients);
    List<JsonNode> kept = new ArrayList<>();
    for (JsonNode client : file.required("clients")) {
      if (!client.required("id").asText().equals("edge-service")) {
        kept.add(client);
      }
    }
    return JSON.writeValueAsString(Map.of("clients", kept));
  }

  private static void replace(Path file, String text) throws IOException {
    Path draft = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** A header with an assertion of the edge, as whoever copied its key would make it. */
  private static String assertion(String audience) throws Exception {
    JsonNode jwk = JSON.readTree(Files.readString(runFile("edge-service.jwk")));
    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    curve.init(new ECGenParameterSpec("secp256r1"));
    Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initSign(
        KeyFactory.getInstance("EC")
            .generatePrivate(
                new ECPrivateKeySpec(
                    new BigInteger(1, Base64.getUrlDecoder().decode(jwk.required("d").asText())),
                    curve.getParameterSpec(ECParameterSpec.class))));
    long now = Instant.now().getEpochSecond();
    String text =
        base64(
                JSON.writeValueAsString(
                    Map.of(
                        "typ", "client-authentication+jwt",
                        "alg", "ES256",
                        "kid", jwk.required("kid").asText())))
            + '.'
            + base64(
                JSON.writeValueAsString(
                    Map.of(
                        "iss",
                        "edge-service",
                        "sub",
                        "edge-service",
                        "aud",
                        audience,
                        "iat",
                        now,
                        "exp",
                        now + 60,
                        "jti",
                        UUID.randomUUID().toString())));
    signature.update(text.getBytes(StandardCharsets.US_ASCII));
    return "Bearer "
        + text
        + '.'
        + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Follows a feed and remembers the kinds of its events. */
  private static final class Follower implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpResponse<InputStream> response;
    private final List<String> events = new CopyOnWriteArrayList<>();
    final CompletableFuture<Void> ended;

    Follower(String url, String authorization, @Nullable String position)
        throws IOException, InterruptedException {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(url)).header("Authorization", authorization);
      if (position != null) {
        request.header("Last-Event-ID", position);
      }
      response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      assertThat(response.statusCode()).isEqualTo(200);
      ended = CompletableFuture.runAsync(this::read);
    }

    private void read() {
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.startsWith("event:")) {
            events.add(line.substring("event:".length()).strip());
          }
        }
      } catch (IOException cut) {
        // An end as well.
      }
    }

    boolean heard(String event) {
      return events.contains(event);
    }

    @Override
    public void close() throws IOException {
      response.body().close();
      client.shutdownNow();
    }
  }
}
