package io.playgate.token.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.playgate.token.testing.Catalog;
import io.playgate.token.testing.Player;
import io.playgate.token.testing.Revocation;
import io.playgate.token.testing.Suite;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that race for slots and for the same session, and what they leave in Redis. */
@QuarkusTest
@Suite
class ConcurrentPlaybackTest {
  private static final int RACERS = 16;
  private static final int ROUNDS = 12;

  @Inject RedisDataSource redis;

  @ParameterizedTest
  @ValueSource(strings = {"jwt", "opaque"})
  void ofThoseWhoRaceForTheLastSlotsExactlyTheLimitGetOne(String dialect) throws Exception {
    String asset = Catalog.newAsset(dialect, "path", 300);
    Player player = Player.of("basic").withLimit(3);

    List<Response> answers =
        race(i -> player.start(Map.of("assetId", asset, "device", "player-" + i)));

    assertThat(answers.stream().filter(answer -> answer.statusCode() == 201)).hasSize(3);
    assertThat(answers.stream().filter(answer -> answer.statusCode() != 201))
        .hasSize(RACERS - 3)
        .allSatisfy(
            answer -> answer.then().statusCode(403).body("code", equalTo("too-many-sessions")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jwt", "edgeauth", "opaque"})
  void thoseWhoAskForTheSameGetTheSameSession(String dialect) throws Exception {
    String asset = Catalog.newAsset(dialect, "path", 300);
    Player player = Player.of("basic").withLimit(1);

    List<Response> answers = race(i -> player.start(asset));

    assertThat(answers.stream().filter(answer -> answer.statusCode() == 201)).hasSize(1);
    assertThat(answers).allSatisfy(answer -> assertThat(answer.statusCode()).isIn(200, 201));
    assertThat(
            answers.stream()
                .map(answer -> answer.jsonPath().getString("sessionId"))
                .collect(Collectors.toSet()))
        .hasSize(1);
  }

  @Test
  void aViewerTakesTwoKeysThatExpire() throws Exception {
    Set<String> before = Set.copyOf(redis.key().keys("playgate:session:*"));
    String asset = Catalog.newAsset("jwt", "path", 300);
    Player player = Player.of("basic").withLimit(4);
    race(i -> player.start(Map.of("assetId", asset, "device", "player-" + i)));

    List<String> keys = new ArrayList<>(redis.key().keys("playgate:session:*"));
    keys.removeAll(before);

    assertThat(keys).hasSize(2);
    assertThat(keys).allSatisfy(key -> assertThat(redis.key().ttl(key)).isBetween(290L, 300L));
    String records =
        keys.stream().filter(key -> key.endsWith(":records")).findFirst().orElseThrow();
    assertThat(redis.hash(String.class).hlen(records)).isEqualTo(8);
  }

  /**
   * Device limit 1, session limit 1: one device, one sign-in after the other on it, all of them at
   * the same time. Whoever comes last plays; whatever was answered to the others is dead.
   */
  @ParameterizedTest
  @ValueSource(strings = {"jwt", "opaque"})
  void ofManySignInsOnOneDeviceOnePlaysInTheEnd(String dialect) throws Exception {
    String asset = Catalog.newAsset(dialect, "path", 300);
    for (int round = 0; round < ROUNDS; round++) {
      Player player = Player.of("basic").withLimit(1);
      List<Player> signIns =
          IntStream.range(0, RACERS).mapToObj(i -> player.signedInAgain()).toList();
      Map<String, Player> started = new ConcurrentHashMap<>();

      List<Response> answers =
          race(i -> {
            Response answer = signIns.get(i).start(asset);
            if (answer.statusCode() == 201) {
              started.put(answer.path("sessionId"), signIns.get(i));
            }
            return answer;
          });

      assertThat(answers)
          .allSatisfy(answer -> assertThat(answer.statusCode()).isIn(201, 503))
          .anySatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(201));
      List<String> living = new ArrayList<>();
      for (Map.Entry<String, Player> session : started.entrySet()) {
        int status = session.getValue().refresh(session.getKey()).statusCode();
        assertThat(status).isIn(200, 404);
        if (status == 200) {
          living.add(session.getKey());
        } else {
          assertThat(Revocation.sessionEnds(session.getKey())).isNotEmpty();
        }
      }
      assertThat(living).hasSize(1);
      assertThat(Revocation.sessionEnds(living.getFirst())).isEmpty();
    }
  }

  /** Start, refresh, end and sign-in all at once: never more than the limit, nothing lost. */
  @Test
  void whateverRacesTheLimitOfOneHolds() throws Exception {
    String asset = Catalog.newAsset("jwt", "path", 300);
    String other = Catalog.newAsset("jwt", "path", 300);
    for (int round = 0; round < ROUNDS; round++) {
      Player player = Player.of("basic").withLimit(1);
      String sid = player.start(asset).then().statusCode(201).extract().path("sessionId");
      Map<String, Player> started = new ConcurrentHashMap<>(Map.of(sid, player));

      race(i -> {
        Player who = i % 4 == 3 ? player.signedInAgain() : player;
        Response answer =
            switch (i % 4) {
              case 0 -> player.refresh(sid);
              case 1 -> i == 1 ? player.end(sid) : player.start(asset);
              case 2 -> player.start(other);
              default -> who.start(asset);
            };
        if (answer.statusCode() == 201) {
          started.put(answer.path("sessionId"), who);
        }
        return answer;
      });

      long living =
          started.entrySet().stream()
              .filter(session -> session.getValue().refresh(session.getKey()).statusCode() == 200)
              .count();
      assertThat(living).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void whoeverReadsRedisGetsNoToken() {
    Set<String> before = Set.copyOf(redis.key().keys("playgate:session:*"));
    String asset = Catalog.newAsset("opaque", "path", 300);
    String token =
        Player.of("basic").start(asset).then().statusCode(201).extract().path("token.value");

    List<String> keys = new ArrayList<>(redis.key().keys("playgate:session:*:records"));
    keys.removeAll(before);

    assertThat(keys).isNotEmpty();
    for (String key : keys) {
      assertThat(redis.hash(String.class).hgetall(key).toString()).doesNotContain(token);
    }
  }

  /** While replicas are replaced, and for as long as sessions live after that. */
  @ParameterizedTest
  @ValueSource(strings = {"jwt", "opaque"})
  void aSessionThatAFormerReleaseWroteIsAnsweredAndRefreshed(String dialect) {
    String asset = Catalog.newAsset(dialect, "path", 300);
    Player player = Player.of("basic");
    Response first = player.start(asset);
    String sid = first.then().statusCode(201).extract().path("sessionId");
    for (String key : redis.key().keys("playgate:session:*:records")) {
      String record = redis.hash(String.class).hget(key, "s:" + sid);
      if (record != null) {
        String former =
            record
                .replaceAll("\"madeAt\":[0-9]+,", "")
                .replaceAll("\"opaque\":true,", "")
                .replaceAll("\"entitlement\":\"[^\"]*\",", "");
        assertThat(former).isNotEqualTo(record);
        redis.hash(String.class).hset(key, "s:" + sid, former);
      }
    }

    player
        .start(asset)
        .then()
        .statusCode(200)
        .body("sessionId", equalTo(sid))
        .body("token.value", equalTo(first.path("token.value")));
    player.refresh(sid).then().statusCode(200);
    player.end(sid).then().statusCode(204);
  }

  @Test
  void slotsOfExpiredSessionsAreFree() {
    String asset = Catalog.newAsset("jwt", "path", 2);
    String other = Catalog.newAsset("jwt", "path", 2);
    Player player = Player.of("basic").withLimit(1);
    player.start(asset).then().statusCode(201);
    player.start(other).then().statusCode(403).body("code", equalTo("too-many-sessions"));

    org.awaitility.Awaitility.await()
        .untilAsserted(() -> player.start(other).then().statusCode(201));
  }

  @Test
  void withALimitOfNoneNothingStarts() {
    String asset = Catalog.newAsset("jwt", "path", 300);

    Player.of("basic")
        .withLimit(0)
        .start(asset)
        .then()
        .statusCode(403)
        .body("code", equalTo("too-many-sessions"));
  }

  private static List<Response> race(IntFunction<Response> racer) throws Exception {
    CyclicBarrier line = new CyclicBarrier(RACERS);
    try (ExecutorService threads = Executors.newFixedThreadPool(RACERS)) {
      List<Future<Response>> running = new ArrayList<>();
      for (int i = 0; i < RACERS; i++) {
        int number = i;
        running.add(
            threads.submit(() -> {
              line.await(20, TimeUnit.SECONDS);
              return racer.apply(number);
            }));
      }
      List<Response> answers = new ArrayList<>();
      for (Future<Response> answer : running) {
        answers.add(answer.get(30, TimeUnit.SECONDS));
      }
      return answers;
    }
  }
}
