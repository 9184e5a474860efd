package io.playgate.token.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.playgate.token.testing.Catalog;
import io.playgate.token.testing.Player;
import io.playgate.token.testing.Revocation;
import io.playgate.token.testing.Suite;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** How much one viewer may ask for, by limits near those that ship. */
@QuarkusTest
@TestProfile(RequestRateTest.Limits.class)
@Suite
class RequestRateTest {

  /** Few rules and refreshes, so that their limits are reached on slow machines as well. */
  public static class Limits implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "playgate.session.rate.starts", "10",
          "playgate.session.rate.refreshes", "30",
          "playgate.session.rate.ends", "20",
          "playgate.session.rate.opaque-tokens", "8",
          "playgate.session.rate.rules", "6");
    }
  }

  @Inject RedisDataSource redis;

  @Test
  void afterTenStartsAtOnceAViewerWaitsAndNobodyElseDoes() throws Exception {
    String asset = Catalog.newAsset("jwt", "path", 300);
    Player player = Player.of("basic");
    Player other = Player.of("basic");

    List<Response> answers = together(16, i -> player.start(asset));

    assertThat(answers.stream().filter(answer -> answer.statusCode() == 429)).hasSizeBetween(4, 6);
    Response refused =
        answers.stream().filter(answer -> answer.statusCode() == 429).findFirst().orElseThrow();
    refused.then().body("code", equalTo("too-many-requests"));
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 10);
    other.start(asset).then().statusCode(201);
    // Who plays goes on: refreshes are counted apart.
    String sid =
        answers.stream()
            .filter(answer -> answer.statusCode() != 429)
            .findFirst()
            .orElseThrow()
            .path("sessionId");
    for (int i = 0; i < 20; i++) {
      player.refresh(sid).then().statusCode(200);
    }
    // Having waited for as long as it was told to, the viewer starts again.
    await()
        .atMost(Duration.ofSeconds(4))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> player.start(asset).statusCode() == 200);
  }

  @Test
  void refreshesHaveALimitOfTheirOwn() throws Exception {
    String asset = Catalog.newAsset("jwt", "path", 300);
    Player player = Player.of("basic");
    String sid = player.start(asset).then().statusCode(201).extract().path("sessionId");

    List<Response> answers = together(80, i -> player.refresh(sid));

    assertThat(answers.stream().filter(answer -> answer.statusCode() == 200).count())
        .isBetween(30L, 70L);
    assertThat(answers)
        .allSatisfy(answer -> assertThat(answer.statusCode()).isIn(200, 429))
        .anySatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(429));
    player.start(asset).then().statusCode(200);
  }

  @Test
  void soManyOpaqueTokensOfASessionLiveAndTheLastOutlivesTheWait() {
    String asset = Catalog.newAsset("opaque", "path", 4);
    Player player = Player.of("basic");
    String sid = player.start(asset).then().statusCode(201).extract().path("sessionId");

    List<Response> answers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      answers.add(player.refresh(sid));
    }

    assertThat(answers.stream().filter(answer -> answer.statusCode() == 200)).hasSize(7);
    assertThat(Revocation.registrations(sid)).hasSize(8);
    Response refused = answers.getLast();
    refused.then().statusCode(429).body("code", equalTo("too-many-requests"));
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 4);
    await()
        .atMost(Duration.ofSeconds(6))
        .pollInterval(Duration.ofMillis(300))
        .until(() -> player.refresh(sid).statusCode() != 429);
  }

  @Test
  void startingAndEndingInALoopMakesFewRules() {
    String asset = Catalog.newAsset("jwt", "path", 300);
    Player player = Player.of("basic");
    int rules = 0;
    int refused = 0;

    for (int i = 0; i < 9; i++) {
      String sid = player.start(asset).then().extract().path("sessionId");
      Response ended = player.end(sid);
      assertThat(ended.statusCode()).isIn(204, 429);
      rules += Revocation.sessionEnds(sid).size();
      refused += ended.statusCode() == 429 ? 1 : 0;
    }

    assertThat(rules).isEqualTo(6);
    assertThat(refused).isEqualTo(3);
  }

  @Test
  void signingInAgainAndAgainMakesNoMoreRulesThanEnding() {
    String asset = Catalog.newAsset("jwt", "path", 300);
    Player player = Player.of("basic");
    player.start(asset).then().statusCode(201);
    List<Integer> answers = new ArrayList<>();

    for (int i = 0; i < 8; i++) {
      answers.add(player.signedInAgain().start(asset).statusCode());
    }

    assertThat(answers).containsExactly(201, 201, 201, 201, 201, 201, 429, 429);
  }

  @Test
  void whatIsRefusedIsWrittenNowhereAndTheRatesExpire() throws Exception {
    Set<String> before = Set.copyOf(redis.key().keys("playgate:session:*"));
    String asset = Catalog.newAsset("jwt", "path", 300);
    Player player = Player.of("basic");
    together(40, i -> player.start(asset));
    List<String> keys = new ArrayList<>(redis.key().keys("playgate:session:*"));
    keys.removeAll(before);

    assertThat(keys).hasSize(3);
    String rates = keys.stream().filter(key -> key.endsWith(":rates")).findFirst().orElseThrow();
    assertThat(redis.hash(String.class).hlen(rates)).isEqualTo(1);
    assertThat(redis.key().pttl(rates)).isBetween(1L, 10_100L);
  }

  private static List<Response> together(
      int number, java.util.function.IntFunction<Response> request) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      List<Future<Response>> running = new ArrayList<>();
      for (int i = 0; i < number; i++) {
        int each = i;
        running.add(threads.submit(() -> request.apply(each)));
      }
      List<Response> answers = new ArrayList<>();
      for (Future<Response> answer : running) {
        answers.add(answer.get());
      }
      return answers;
    }
  }
}
