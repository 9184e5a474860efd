package io.playgate.token.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.playgate.support.testing.StoppedProcess;
import io.playgate.token.testing.Suite;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Dependencies that take connections and are silent, as on a node that hangs. */
@QuarkusTest
@Suite
class StoppedDependencyTest {

  @TestHTTPResource(value = "/health/ready", management = true)
  URI ready;

  @TestHTTPResource(value = "/health/live", management = true)
  URI live;

  @Inject RedisDataSource redis;
  @Inject DataSource database;

  private static List<String> down(Response answer) {
    return answer.jsonPath().getList("checks.findAll { it.status == 'DOWN' }.name");
  }

  private void awaitReady() {
    await()
        .atMost(Duration.ofSeconds(30))
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
        assertThat(down(answer)).containsExactly("sessions");
        assertThat(answer.time()).isLessThan(5_000);
        Response alive = given().get(live);
        assertThat(alive.statusCode()).isEqualTo(200);
        assertThat(alive.time()).isLessThan(1_000);
      }
    }
    awaitReady();
  }

  @Test
  void aRedisThatTakesNoWritesMakesTheServiceUnready() {
    awaitReady();
    redis.execute("CONFIG", "SET", "min-replicas-to-write", "1");
    try {
      Response answer = given().get(ready);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(down(answer)).containsExactly("sessions");
    } finally {
      redis.execute("CONFIG", "SET", "min-replicas-to-write", "0");
    }
    awaitReady();
  }

  /**
   * docs/reference/deployment.md: "token-service stays ready and goes on with what is in its
   * memory".
   */
  @Test
  void aSilentPostgresLeavesTheServiceReady() throws Exception {
    awaitReady();
    try (StoppedProcess stopped = new StoppedProcess(postmaster())) {
      assertThat(stopped).isNotNull();
      for (int i = 0; i < 3; i++) {
        Response answer = given().get(ready);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(answer.time()).isLessThan(5_000);
      }
    }
    awaitReady();
  }

  private long postmaster() throws Exception {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery("show data_directory")) {
      answer.next();
      Path file = Path.of(answer.getString(1), "postmaster.pid");
      return Long.parseLong(Files.readAllLines(file).getFirst().strip());
    }
  }
}
