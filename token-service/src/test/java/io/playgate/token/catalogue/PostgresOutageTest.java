package io.playgate.token.catalogue;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.playgate.token.testing.Catalog;
import io.playgate.token.testing.Player;
import io.playgate.token.testing.Suite;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** What goes on without PostgreSQL: all that needs nothing but what is in memory. */
@QuarkusTest
@Suite
class PostgresOutageTest {
  @TestHTTPResource(value = "/health/ready", management = true)
  URI ready;

  @TestHTTPResource(value = "/metrics", management = true)
  URI metrics;

  @ConfigProperty(name = "quarkus.datasource.jdbc.url")
  String database;

  @Test
  void theServiceStaysReadySaysThatItIsStaleAndPlaybackGoesOn() throws Exception {
    // Given a session that plays
    String asset = Catalog.newAsset("edgeauth", "path", 300);
    String other = Catalog.newAsset("jwt", "path", 300);
    Player player = Player.of("basic");
    String sid = player.start(asset).then().statusCode(201).extract().path("sessionId");
    assertThat(catalogueCheck().getBoolean("data.stale")).isFalse();

    // When PostgreSQL goes away
    allowConnections(false);
    try {
      await().untilAsserted(() -> assertThat(catalogueCheck().getBoolean("data.stale")).isTrue());

      // Then the service stays ready, refreshes, and starts what it knows
      assertThat(catalogueCheck().getString("status")).isEqualTo("UP");
      given().get(ready).then().statusCode(200);
      assertThat(gauge("playgate_catalogue_age_seconds")).isGreaterThan(1);
      player.refresh(sid).then().statusCode(200);
      Player.of("basic").start(asset).then().statusCode(201);

      // And what would need PostgreSQL is refused as an outage
      player.start(other).then().statusCode(503);
    } finally {
      allowConnections(true);
    }

    // And it recovers by itself
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(catalogueCheck().getBoolean("data.stale")).isFalse());
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> player.start(other).then().statusCode(201));
  }

  private JsonPath catalogueCheck() {
    return given().get(ready).jsonPath().setRootPath("checks.find { it.name == 'catalogue' }");
  }

  private double gauge(String name) {
    return given()
        .get(metrics)
        .asString()
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  /** Shuts the service's database, and whoever is in it out, as an outage would. */
  private void allowConnections(boolean allowed) throws SQLException {
    String name = database.substring(database.lastIndexOf('/') + 1).replaceAll("[?].*", "");
    String beside = database.replace("/" + name, "/template1");
    try (Connection connection = DriverManager.getConnection(beside, "postgres", "postgres");
        Statement sql = connection.createStatement()) {
      sql.execute("alter database " + name + " allow_connections " + allowed);
      if (!allowed) {
        sql.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = '"
                + name
                + "'");
      }
    }
  }
}
