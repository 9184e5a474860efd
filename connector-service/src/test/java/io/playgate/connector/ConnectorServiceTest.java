package io.playgate.connector;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.playgate.connector.edge.Subject;
import io.playgate.connector.testing.FatalError;
import io.playgate.connector.testing.MemoryTargets;
import io.playgate.connector.testing.NeighbourPorts;
import io.playgate.connector.testing.RevocationServer;
import io.playgate.revocationlist.RevocationRule;
import io.playgate.revocationlist.RevocationScope;
import io.playgate.support.testing.BoundedMetrics;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The service as it runs, with one target in memory and one that is not there. */
@QuarkusTest
@WithTestResource(TestCredentials.class)
@WithTestResource(NeighbourPorts.class)
class ConnectorServiceTest {
  private static final Subject SESSION = new Subject(RevocationScope.SESSION, "session-1");
  private static final String CHECK = "checks.find { it.name == 'connector' }.";
  private static final String WORKERS = "checks.find { it.name == 'connector-workers' }.data.";

  @Inject MemoryTargets targets;

  @ConfigProperty(name = "quarkus.http.test-port")
  int port;

  @ConfigProperty(name = "quarkus.management.test-port")
  int managementPort;

  @Test
  void followsTheFeedAndSaysHowEachTargetIs() {
    Response before = management("/q/health/ready");
    assertThat(before.statusCode()).isEqualTo(503);
    assertThat(before.jsonPath().getString(CHECK + "data.'target-memory'")).isEqualTo("waiting");
    Response live = management("/q/health/live");
    assertThat(live.statusCode()).isEqualTo(200);
    for (String worker : List.of("revocation-feed", "target-memory", "target-gone")) {
      assertThat(live.jsonPath().getString(WORKERS + "'" + worker + "'")).isEqualTo("alive");
    }

    try (RevocationServer revocations = new RevocationServer(NeighbourPorts.revocation())) {
      RevocationRule rule =
          revocations.revoke(RevocationRule.Kind.HOLD, RevocationScope.SESSION, "session-1");
      await().until(() -> targets.target().denies(SESSION, 0));
      assertThat(revocations.authorizations()).allMatch(text -> text.startsWith("Bearer ey"));

      await().until(() -> management("/q/health/ready").statusCode() == 200);
      await()
          .untilAsserted(() -> {
            JsonPath ready = management("/q/health/ready").jsonPath();
            assertThat(ready.getString(CHECK + "data.'revocation-feed'")).isEqualTo("connected");
            assertThat(ready.getString(CHECK + "data.'target-memory'")).isEqualTo("current");
            assertThat(ready.getString(CHECK + "data.'target-gone'")).isEqualTo("failing");
          });
      assertThat(targets.target().until().orElseThrow())
          .isBetween(
              System.currentTimeMillis() / 1000 + 50, System.currentTimeMillis() / 1000 + 61);
      assertThat(management("/q/metrics").asString())
          .contains(
              "playgate_connector_target_current{target=\"memory\"} 1.0",
              "playgate_connector_target_current{target=\"gone\"} 0.0",
              "playgate_connector_target_lag_seconds{target=\"memory\"} 0.0",
              "playgate_connector_target_failures_total{target=\"memory\"} 0.0",
              "playgate_connector_target_replacements_total{target=\"memory\"} 1.0",
              "playgate_connector_feed_connected 1.0");
      assertThat(value("playgate_connector_target_failures_total{target=\"gone\"}")).isPositive();
      assertThat(value("playgate_connector_target_lag_seconds{target=\"gone\"}"))
          .isPositive()
          .isLessThan(600);
      assertThat(value("playgate_connector_target_position_seconds{target=\"memory\"}"))
          .isPositive();

      revocations.lift(rule);
      await().atMost(Duration.ofSeconds(5)).until(() -> !targets.target().denies(SESSION, 0));

      // Last, for it ends the delivery to this target.
      targets.target().breakWith(new FatalError());
      await()
          .dontCatchUncaughtExceptions()
          .until(() -> management("/q/health/live").statusCode() == 503);
      assertThat(management("/q/health/live").jsonPath().getString(WORKERS + "'target-memory'"))
          .isEqualTo("ended");
    }
  }

  @Test
  void nobodyHasAnythingToAskAtTheOtherPort() {
    for (String path : List.of("/", "/v1/connectors", "/q/metrics", "/q/health")) {
      Response answer = given().port(port).get(path);
      assertThat(answer.statusCode()).as(path).isIn(401, 403, 404);
      assertThat(answer.contentType()).as(path).isEqualTo("application/problem+json");
    }
  }

  @Test
  void noCallerChoosesALabelOrAddsASeries() throws Exception {
    new BoundedMetrics(
            URI.create("http://127.0.0.1:" + port), managementPort, List.of("/%s", "/v1/%s"))
        .assertCallersChooseNoLabel();
  }

  private double value(String series) {
    return management("/q/metrics")
        .asString()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  private Response management(String path) {
    return given().port(managementPort).get(path);
  }
}
