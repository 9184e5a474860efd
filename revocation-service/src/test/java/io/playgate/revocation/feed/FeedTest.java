package io.playgate.revocation.feed;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.matchesPattern;

import io.playgate.feedclient.FeedPace;
import io.playgate.revocation.log.RevocationLog;
import io.playgate.revocation.log.RuleDraft;
import io.playgate.revocation.testing.Suite;
import io.playgate.revocationlist.FeedListener;
import io.playgate.revocationlist.FeedPosition;
import io.playgate.revocationlist.RevocationFeed;
import io.playgate.revocationlist.RevocationReplica;
import io.playgate.revocationlist.RevocationRule;
import io.playgate.revocationlist.RevocationScope;
import io.playgate.revocationlist.TokenSubjects;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FeedTest extends Suite {
  @TestHTTPResource("/")
  URI service;

  @Inject RevocationLog log;
  @Inject RevocationTail tail;

  @Test
  void snapshotHasEveryRuleAndItsPlace() {
    String viewer = fresh("viewer");
    post("viewer", viewer, "hold");

    Map<String, Object> rule =
        client("edge-1")
            .get("/v1/revocations/snapshot")
            .then()
            .statusCode(200)
            .header("Cache-Control", "no-store")
            .body("position", matchesPattern("[0-9a-f]{16}:[0-9]{13}-[0-9]+"))
            .extract()
            .path("rules.find { it.subject == '" + viewer + "' }");

    assertThat(rule)
        .containsOnlyKeys("id", "kind", "scope", "subject", "effectiveAt", "reason", "source");
  }

  @Test
  void feedBeginsWithThePlaceAtOnce() throws IOException, InterruptedException {
    String position = snapshotPosition();
    HttpResponse<InputStream> response = open(position);
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    assertThat(response.headers().firstValue("X-Accel-Buffering")).contains("no");
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    try (BufferedReader lines = lines(response)) {
      List<String> event = nextEvent(lines);
      assertThat(event).anyMatch(line -> line.matches("event: ?position"));
      assertThat(event).anyMatch(line -> line.matches("id: ?[0-9a-f]{16}:.*"));
      assertThat(event).anyMatch(line -> line.matches("data: ?\\{\"time\":[0-9]{13}}"));
    }
  }

  @Test
  void subscriberSeesRulesAndLiftingsWithinMilliseconds() {
    RevocationReplica replica = new RevocationReplica();
    try (RevocationFeed feed = follow(service, replica)) {
      await().until(feed::isConnected);
      List<Long> millis = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String viewer = fresh("viewer");
        long before = System.nanoTime();
        String id = post("viewer", viewer, "hold");
        await()
            .pollInterval(Duration.ofMillis(1))
            .pollDelay(Duration.ZERO)
            .until(() -> replica.rule(id) != null);
        millis.add((System.nanoTime() - before) / 1_000_000);
        assertThat(
                replica.find(
                    TokenSubjects.issuedAtMillis(0).viewer(viewer).build(),
                    System.currentTimeMillis()))
            .isNotNull();

        operator().delete("/v1/revocations/" + id).then().statusCode(204);
        await().until(() -> replica.rule(id) == null);
      }
      millis.sort(null);
      // Request, fsync, feed and all; generous, for machines that do other things too.
      assertThat(millis.get(10)).isLessThan(250);
    }
  }

  @Test
  void manyRulesAcrossManyReconnectsArriveGapless() throws Exception {
    int count = 3000;
    List<String> heard = new CopyOnWriteArrayList<>();
    List<String> snapshots = new CopyOnWriteArrayList<>();
    RevocationReplica replica = new RevocationReplica();
    FeedListener listener =
        new FeedListener() {
          @Override
          public void onRule(RevocationRule rule) {
            heard.add(rule.id());
          }

          @Override
          public void onSnapshot(RevocationReplica.Changes changes) {
            snapshots.add("snapshot");
          }
        };
    try (CuttingProxy proxy = new CuttingProxy(service.getPort());
        RevocationFeed feed =
            new RevocationFeed(
                    proxy.address(),
                    replica,
                    () -> "Bearer " + credentials.assertion("edge-1", US),
                    listener,
                    FeedPace.DEFAULT)
                .start()) {
      await().until(feed::isConnected);

      // When
      List<String> posted = new ArrayList<>();
      FeedPosition last = null;
      for (int i = 0; i < count; i++) {
        RevocationLog.Posted result =
            log.post(
                new RuleDraft(
                    RuleDraft.newId(System.currentTimeMillis()),
                    RevocationRule.Kind.CUT_OFF,
                    RevocationScope.SESSION,
                    fresh("s"),
                    "test",
                    "client:test",
                    null),
                null,
                null,
                null,
                null);
        RevocationLog.Logged logged = ((RevocationLog.Posted.Created) result).logged();
        posted.add(logged.rule().id());
        last = logged.position();
        if (i % 300 == 299) {
          proxy.cut();
        }
      }

      // Then
      FeedPosition end = java.util.Objects.requireNonNull(last);
      await().atMost(Duration.ofSeconds(30)).until(() -> replica.hasReached(end));
      assertThat(heard).isEqualTo(posted);
      assertThat(snapshots).hasSize(1);
      assertThat(proxy.connections()).isGreaterThan(5);
    }
  }

  @Test
  void placeThatTheLogDoesNotHaveIsReset() throws IOException, InterruptedException {
    for (String place : new @Nullable String[] {null, "nonsense", "0000000000000000:1-0"}) {
      try (BufferedReader lines = lines(open(place))) {
        assertThat(nextEvent(lines)).anyMatch(line -> line.matches("event: ?reset"));
        assertThat(lines.readLine()).isNull();
      }
    }
  }

  @Test
  void subscriberThatLeavesIsForgotten() throws IOException, InterruptedException {
    await().atMost(Duration.ofSeconds(20)).until(() -> tail.subscribers() == 0);
    HttpResponse<InputStream> response = open(snapshotPosition());
    await().until(() -> tail.subscribers() == 1);

    response.body().close();

    post("viewer", fresh("viewer"), "cut-off");
    await().atMost(Duration.ofSeconds(20)).until(() -> tail.subscribers() == 0);
  }

  @Test
  void clientTakenOutOfTheClientsFileLosesItsFeedAtOnceAndOthersKeepTheirs() throws Exception {
    // Given
    String gone = newClient("revocation.feed", "tokens.introspect");
    try (BufferedReader lines = lines(open(snapshotPosition(), bearer(gone)));
        BufferedReader others = lines(open(snapshotPosition()))) {
      nextEvent(lines);
      String assertion = bearer(gone);
      String token = opaqueToken(fresh("viewer"), "asset", null);

      // When
      credentials.unregister(gone);
      long before = System.nanoTime();

      // Then
      assertThat(endOf(lines)).isNotEqualTo("read on");
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
      given().header("Authorization", assertion).get("/v1/revocations/feed").then().statusCode(401);
      given()
          .header("Authorization", assertion)
          .get("/v1/revocations/snapshot")
          .then()
          .statusCode(401);
      given()
          .header("Authorization", assertion)
          .formParam("token", token)
          .post("/oauth2/introspect")
          .then()
          .statusCode(401);
      nextEvent(others);
      post("viewer", fresh("viewer"), "cut-off");
      assertThat(nextEvent(others)).isNotEmpty();
    }
  }

  @Test
  void clientWithOtherKeysOrScopesLosesItsFeed() throws Exception {
    String otherKey = newClient("revocation.feed");
    try (BufferedReader lines = lines(open(snapshotPosition(), bearer(otherKey)))) {
      nextEvent(lines);
      credentials.register(otherKey, Set.of("revocation.feed"), Set.of());
      assertThat(endOf(lines)).isNotEqualTo("read on");
    }
    String otherScope = newClient("revocation.feed");
    try (BufferedReader lines = lines(open(snapshotPosition(), bearer(otherScope)))) {
      nextEvent(lines);
      credentials.register(otherScope, Set.of("tokens.introspect"), Set.of());
      assertThat(endOf(lines)).isNotEqualTo("read on");
    }
  }

  @Test
  void feedOfAnAccessTokenEndsWithTheToken() throws Exception {
    // The first feed of a process takes its time.
    try (BufferedReader lines = lines(open(snapshotPosition()))) {
      nextEvent(lines);
    }
    long expiresAt = Instant.now().getEpochSecond() + 3;
    String token = credentials.accessToken("backend", Map.of("exp", expiresAt), "revocation.feed");
    try (BufferedReader lines = lines(open(snapshotPosition(), "Bearer " + token))) {
      nextEvent(lines);
      assertThat(endOf(lines)).isNotEqualTo("read on");
      assertThat(Instant.now().getEpochSecond()).isBetween(expiresAt, expiresAt + 3);
    }
  }

  /** A client of its own, once the service knows it. */
  private String newClient(String... scopes) {
    String id = fresh("edge");
    credentials.register(id, Set.of(scopes), Set.of("*"));
    await().until(() -> client(id).get("/v1/revocations/snapshot").statusCode() == 200);
    return id;
  }

  private String bearer(String client) {
    return "Bearer " + credentials.assertion(client, US);
  }

  /** Reads until the connection ends, or in vain for five seconds. */
  private static String endOf(BufferedReader lines) throws Exception {
    return CompletableFuture.supplyAsync(
            () -> {
              try {
                String line = lines.readLine();
                while (line != null) {
                  line = lines.readLine();
                }
                return "end";
              } catch (IOException cut) {
                return "cut";
              }
            })
        .completeOnTimeout("read on", 5, TimeUnit.SECONDS)
        .get();
  }

  @Test
  void onlyFeedClientsAreLetIn() {
    for (String path : List.of("/v1/revocations/snapshot", "/v1/revocations/feed")) {
      given().get(path).then().statusCode(401);
      client("nobody").get(path).then().statusCode(403);
      operator().get(path).then().statusCode(403);
    }
  }

  @Test
  void positionIsConfirmedAgainAndAgain() {
    RevocationReplica replica = new RevocationReplica();
    try (RevocationFeed feed = follow(service, replica)) {
      await().until(feed::isConnected);
      long first = replica.lastConfirmedMillis();
      await().atMost(Duration.ofSeconds(10)).until(() -> replica.lastConfirmedMillis() > first);
      assertThat(replica.ageMillis()).isLessThan(3000);
    }
  }

  private RevocationFeed follow(URI address, RevocationReplica replica) {
    return new RevocationFeed(
            address,
            replica,
            () -> "Bearer " + credentials.assertion("edge-1", US),
            FeedListener.NONE,
            FeedPace.DEFAULT)
        .start();
  }

  private String snapshotPosition() {
    return client("edge-1").get("/v1/revocations/snapshot").then().extract().path("position");
  }

  private HttpResponse<InputStream> open(@Nullable String place)
      throws IOException, InterruptedException {
    return open(place, bearer("edge-1"));
  }

  private HttpResponse<InputStream> open(@Nullable String place, String authorization)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(service.resolve("/v1/revocations/feed"))
            .header("Authorization", authorization)
            .header("Accept", "text/event-stream");
    if (place != null) {
      request.header("Last-Event-ID", place);
    }
    HttpResponse<InputStream> response =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    return response;
  }

  private static BufferedReader lines(HttpResponse<InputStream> response) {
    return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  private static List<String> nextEvent(BufferedReader lines) throws IOException {
    List<String> event = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty() && !event.isEmpty()) {
        break;
      }
      if (!line.isEmpty()) {
        event.add(line);
      }
    }
    return event;
  }

  /** Passes bytes on, and cuts all connections on demand. */
  private static final class CuttingProxy implements AutoCloseable {
    private final ServerSocket server;
    private final int port;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile int connections;

    CuttingProxy(int port) throws IOException {
      this.port = port;
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().start(this::accept);
    }

    URI address() {
      return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    int connections() {
      return connections;
    }

    void cut() throws IOException {
      for (Socket socket : sockets) {
        socket.close();
      }
      sockets.clear();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread accepts
    private void accept() {
      while (!server.isClosed()) {
        try {
          Socket client = server.accept();
          Socket upstream = new Socket(InetAddress.getLoopbackAddress(), port);
          sockets.addAll(List.of(client, upstream));
          connections++;
          pass(client.getInputStream(), upstream.getOutputStream());
          pass(upstream.getInputStream(), client.getOutputStream());
        } catch (IOException e) {
          return;
        }
      }
    }

    private static void pass(InputStream from, OutputStream to) {
      Thread.ofVirtual()
          .start(() -> {
            byte[] buffer = new byte[777];
            try (from;
                to) {
              for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                to.write(buffer, 0, n);
              }
            } catch (IOException cut) {
              // Cut.
            }
          });
    }

    @Override
    public void close() throws IOException {
      server.close();
      cut();
    }
  }
}
