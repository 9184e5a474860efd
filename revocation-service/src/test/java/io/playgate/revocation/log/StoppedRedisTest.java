package io.playgate.revocation.log;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.playgate.revocation.testing.Suite;
import io.playgate.support.testing.StoppedProcess;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A Redis that is silent, takes no writes, or no longer keeps them. */
@QuarkusTest
class StoppedRedisTest extends Suite {

  @TestHTTPResource(value = "/health/ready", management = true)
  URI ready;

  @TestHTTPResource(value = "/health/live", management = true)
  URI live;

  @Inject RedisDataSource redis;

  private void awaitReady() {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> given().get(ready).then().statusCode(200));
  }

  @Test
  void aSilentRedisMakesTheServiceUnreadyWithinTwoSecondsAndLeavesItAlive() throws Exception {
    awaitReady();
    long pid =
        redis
            .execute("INFO", "server")
            .toString()
            .lines()
            .filter(line -> line.startsWith("process_id:"))
            .mapToLong(line -> Long.parseLong(line.substring(11).strip()))
            .findFirst()
            .orElseThrow();
    try (StoppedProcess stopped = new StoppedProcess(pid)) {
      assertThat(stopped).isNotNull();
      for (int i = 0; i < 3; i++) {
        Response answer = given().get(ready);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.jsonPath().<String>getList("checks.findAll { it.status == 'DOWN' }.name"))
            .contains("redis");
        assertThat(answer.time()).isLessThan(5_000);
        Response alive = given().get(live);
        assertThat(alive.statusCode()).isEqualTo(200);
        assertThat(alive.time()).isLessThan(1_000);
      }
    }
    awaitReady();
  }

  @ParameterizedTest
  @CsvSource({
    "min-replicas-to-write,1,0",
    "appendfsync,everysec,always",
    "maxmemory-policy,allkeys-lru,noeviction"
  })
  void aRedisThatDoesNotKeepWritesMakesTheServiceUnready(String name, String bad, String good) {
    awaitReady();
    redis.execute("CONFIG", "SET", name, bad);
    try {
      given().get(ready).then().statusCode(503);
      given().get(live).then().statusCode(200);
    } finally {
      redis.execute("CONFIG", "SET", name, good);
    }
    awaitReady();
  }
}
