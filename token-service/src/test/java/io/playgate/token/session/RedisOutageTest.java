package io.playgate.token.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.playgate.token.testing.Catalog;
import io.playgate.token.testing.Player;
import io.playgate.token.testing.Suite;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A Redis that takes commands and is silent: the outage that a client does not notice by itself.
 */
@QuarkusTest
@Suite
class RedisOutageTest {
  /** Two commands wait one after the other, each for {@code playgate.session.redis-timeout}. */
  private static final String SILENCE_MILLIS = "8000";

  @TestHTTPResource(value = "/health/ready", management = true)
  URI ready;

  @Inject RedisDataSource redis;

  @Test
  void aSilentRedisIsAnOutageAndNotAWaitWithoutEnd() {
    // Given
    String asset = Catalog.newAsset("edgeauth", "path", 300);
    Player player = Player.of("basic");
    String sid = player.start(asset).then().statusCode(201).extract().path("sessionId");
    given().get(ready).then().statusCode(200);

    // When
    redis.execute("CLIENT", "PAUSE", SILENCE_MILLIS, "ALL");

    // Then the service is not ready, and says that it is for the sessions
    Response readiness = given().get(ready);
    assertThat(readiness.statusCode()).isEqualTo(503);
    assertThat(readiness.jsonPath().<String>getList("checks.findAll { it.status == 'DOWN' }.name"))
        .containsExactly("sessions");

    // And who asks is told so
    player.refresh(sid).then().statusCode(503).body("code", equalTo("sessions-unavailable"));

    // And all goes on by itself afterwards, with the same session
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> given().get(ready).then().statusCode(200));
    player.refresh(sid).then().statusCode(200).body("sessionId", equalTo(sid));
  }
}
