package io.playgate.auth.database;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.playgate.auth.AuthTest;
import io.playgate.support.testing.StoppedProcess;
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
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** A PostgreSQL that takes connections and is silent, and one that takes no writes. */
@QuarkusTest
class StoppedDatabaseTest extends AuthTest {

  @TestHTTPResource(value = "/health/ready", management = true)
  URI ready;

  @TestHTTPResource(value = "/health/live", management = true)
  URI live;

  @Inject DataSource database;

  @Test
  void aSilentPostgresMakesTheServiceUnreadyWithinTwoSecondsAndLeavesItAlive() throws Exception {
    given().get(ready).then().statusCode(200);
    try (StoppedProcess stopped = new StoppedProcess(postmaster())) {
      assertThat(stopped).isNotNull();
      for (int i = 0; i < 3; i++) {
        Response answer = given().get(ready);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.jsonPath().<String>getList("checks.findAll { it.status == 'DOWN' }.name"))
            .contains("postgresql");
        assertThat(answer.time()).isLessThan(5_000);
        Response alive = given().get(live);
        assertThat(alive.statusCode()).isEqualTo(200);
        assertThat(alive.time()).isLessThan(1_000);
      }
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> given().get(ready).then().statusCode(200));
  }

  @Test
  void aPostgresThatOnlyReadsMakesTheServiceUnready() throws Exception {
    execute("alter role postgres set default_transaction_read_only = on");
    try {
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> {
            // Connections that stand already keep their setting.
            execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where pid <> pg_backend_pid() and backend_type = 'client backend'");
            given().get(ready).then().statusCode(503);
          });
    } finally {
      execute(
          "set transaction_read_only = off; alter role postgres reset default_transaction_read_only");
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> {
          execute(
              "select pg_terminate_backend(pid) from pg_stat_activity"
                  + " where pid <> pg_backend_pid() and backend_type = 'client backend'");
          given().get(ready).then().statusCode(200);
        });
  }

  private void execute(String sql) throws Exception {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
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
