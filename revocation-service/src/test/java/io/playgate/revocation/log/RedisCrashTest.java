package io.playgate.revocation.log;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.playgate.feedclient.FeedPace;
import io.playgate.revocation.feed.RevocationTail;
import io.playgate.revocation.testing.Suite;
import io.playgate.revocationlist.FeedListener;
import io.playgate.revocationlist.RevocationFeed;
import io.playgate.revocationlist.RevocationReplica;
import io.playgate.revocationlist.TokenSubjects;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Redis is killed, comes back, or comes back without its data. */
@QuarkusTest
@TestProfile(RedisCrashTest.OwnRedis.class)
class RedisCrashTest extends Suite {
  /** A profile of its own has a Redis of its own. */
  public static final class OwnRedis implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("playgate.revocation.redis.timeout", "PT1S");
    }
  }

  @TestHTTPResource("/")
  URI service;

  @Inject RedisDataSource redis;
  @Inject RevocationTail tail;

  @AfterEach
  void waitUntilAllIsWell() {
    auth("event-status=204");
    await().atMost(Duration.ofSeconds(20)).until(tail::isCurrent);
  }

  @Test
  void acknowledgedIsNeverLost() throws IOException {
    // Given
    auth("event-status=503");
    String viewer = UUID.randomUUID().toString();
    String token = opaqueToken(viewer, "asset", null);
    Instant occurred = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
    String byHand = post("asset", fresh("asset"), "hold");
    String id = fresh("msg");
    String body = event("suspended", occurred, viewer, null);
    webhook(id, Instant.now(), body).then().statusCode(200);
    Server server = Server.of(redis);

    // When: kill -9 right after the acknowledgement
    server.kill();

    // Then: nothing is pretended meanwhile
    client("edge-1").formParam("token", token).post("/oauth2/introspect").then().statusCode(503);
    webhook(event("suspended", occurred, UUID.randomUUID().toString(), null))
        .then()
        .statusCode(503);
    operator().get("/v1/revocations").then().statusCode(503);

    // And: all is there afterwards, marks and inbox included
    server.start();
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() -> introspect(token).statusCode() == 200);
    assertThat(isActive(token)).isFalse();
    operator().get("/v1/revocations/" + byHand).then().statusCode(200);
    webhook(id, Instant.now(), body).then().statusCode(200);
    assertThat(webhook(id, Instant.now(), body).jsonPath().getString("status"))
        .isEqualTo("duplicate");
    auth("event-status=204");
    await().until(() -> toldOf(viewer) == 1);
  }

  @Test
  void lostLogIsRestoredFromMemoryAndEdgesKeepDenying() {
    // Given: an edge that follows
    String viewer = UUID.randomUUID().toString();
    String other = UUID.randomUUID().toString();
    RevocationReplica edge = new RevocationReplica();
    try (RevocationFeed feed =
        new RevocationFeed(
                service,
                edge,
                () -> "Bearer " + credentials.assertion("edge-1", US),
                FeedListener.NONE,
                FeedPace.DEFAULT)
            .start()) {
      String held = post("viewer", viewer, "hold");
      Instant occurred = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
      webhook(event("suspended", occurred, other, null)).then().statusCode(200);
      await().until(() -> hits(edge, viewer) && hits(edge, other) && feed.isConnected());
      String epoch = Objects.requireNonNull(edge.position()).epoch();

      // When: as after a failover to an empty replica
      redis.execute("FLUSHALL");

      // Then: at no time is the viewer let through
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> {
            assertThat(hits(edge, viewer)).isTrue();
            assertThat(hits(edge, other)).isTrue();
            return !Objects.requireNonNull(edge.position()).epoch().equals(epoch)
                && feed.isConnected();
          });
      // And the log has the rule again, so that it can be lifted
      await().until(() -> edge.carriedOver() == 0);
      operator().get("/v1/revocations/" + held).then().statusCode(200);
      operator().delete("/v1/revocations/" + held).then().statusCode(204);
      webhook(event("reactivated", occurred.plusSeconds(1), other, null)).then().statusCode(200);
      await().until(() -> !hits(edge, viewer) && !hits(edge, other));
    }
  }

  @Test
  void readinessFollowsRedis() throws IOException {
    Server server = Server.of(redis);
    assertThat(tail.isCurrent()).isTrue();

    server.kill();
    await().atMost(Duration.ofSeconds(20)).until(() -> !tail.isCurrent());
    given()
        .auth()
        .oauth2(credentials.assertion("edge-1", US))
        .get("/v1/revocations/snapshot")
        .then()
        .statusCode(503);

    server.start();
    await().atMost(Duration.ofSeconds(20)).until(tail::isCurrent);
  }

  private static boolean hits(RevocationReplica replica, String viewer) {
    return replica.find(
            TokenSubjects.issuedAtMillis(0).viewer(viewer).build(), System.currentTimeMillis())
        != null;
  }

  private static long toldOf(String viewer) {
    List<Map<String, Object>> all = JsonPath.from(auth("events=")).getList("");
    return all.stream().filter(told -> viewer.equals(told.get("viewerId"))).count();
  }

  /** The Redis that runs: its process, and what to start it by. */
  private record Server(ProcessHandle process, String executable, String port, String directory) {
    static Server of(RedisDataSource redis) {
      String info = redis.execute("INFO", "server").toString();
      return new Server(
          ProcessHandle.of(Long.parseLong(value(info, "process_id"))).orElseThrow(),
          value(info, "executable"),
          value(info, "tcp_port"),
          redis.execute("CONFIG", "GET", "dir").get("dir").toString());
    }

    private static String value(String info, String name) {
      return info.lines()
          .filter(line -> line.startsWith(name + ':'))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElseThrow();
    }

    void kill() {
      process.destroyForcibly();
      process.onExit().join();
    }

    void start() throws IOException {
      Process started =
          new ProcessBuilder(
                  executable,
                  "--port",
                  port,
                  "--bind",
                  "127.0.0.1",
                  "--dir",
                  directory,
                  "--appendonly",
                  "yes",
                  "--appendfsync",
                  "always",
                  "--maxmemory-policy",
                  "noeviction")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
    }
  }
}
