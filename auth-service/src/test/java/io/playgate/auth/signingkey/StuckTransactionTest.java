package io.playgate.auth.signingkey;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.auth.AuthTest;
import io.playgate.auth.expiry.ExpiredRows;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A replica that hangs in the middle of a transaction, with its locks, stops no other. */
@QuarkusTest
class StuckTransactionTest extends AuthTest {

  @Inject SigningKeys keys;
  @Inject Session database;

  @ConfigProperty(name = "quarkus.datasource.jdbc.url")
  String url;

  @ConfigProperty(name = "quarkus.datasource.username")
  String user;

  @ConfigProperty(name = "quarkus.datasource.password")
  String password;

  @ConfigProperty(name = "quarkus.management.test-port")
  int managementPort;

  /** The session of the replica that hangs. */
  private Connection stuck;

  @BeforeEach
  void aReplicaHangsWithTheLockOnTheKeys() throws SQLException {
    stuck = DriverManager.getConnection(url, user, password);
    stuck.setAutoCommit(false);
    execute("select pg_advisory_xact_lock(" + SigningKeyStore.LOCK + ")");
  }

  @AfterEach
  void itGoesAway() throws SQLException {
    stuck.close();
    QuarkusTransaction.requiringNew()
        .run(() ->
            database
                .createNativeMutationQuery("delete from signing_key where kid = 'made-by-others'")
                .executeUpdate());
    keys.load();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = stuck.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void anotherReplicaStartsFromThePublishedKeys() {
    String before = keys.active(KeyRing.VIEWER).kid();
    long start = System.nanoTime();
    keys.load();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    assertThat(keys.active(KeyRing.VIEWER).kid()).isEqualTo(before);
    adminToken();
  }

  @Test
  void theKeysAreReadAgainWithoutTheLock() {
    QuarkusTransaction.requiringNew()
        .run(() ->
            database
                .createNativeMutationQuery(
                    "insert into signing_key (kid, ring, state, public_jwk, private_key, created_at)"
                        + " select 'made-by-others', ring, 'retiring', public_jwk, private_key,"
                        + " created_at from signing_key where state = 'active' and ring = 'viewer'")
                .executeUpdate());
    keys.follow();
    assertThat(keys.find(KeyRing.VIEWER, "made-by-others")).isNotNull();
    assertThat(keys.heartbeat().age()).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void aFirstStartWithoutAnyKeysFailsInTimeAndSaysWhy() {
    QuarkusTransaction.requiringNew()
        .run(() -> database.createNativeMutationQuery("delete from signing_key").executeUpdate());
    assertThatThrownBy(() -> keys.load(Duration.ofSeconds(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("pg_locks");
  }

  @Test
  void aRowThatItHoldsIsWaitedForSomeSecondsAndThenAnswered503() throws SQLException {
    String viewer = newViewer(unique("held"));
    execute("update viewer set updated_at = updated_at where id = '" + viewer + "'");
    long start = System.nanoTime();
    problem(admin().body("{\"deviceLimit\":3}").patch("/v1/viewers/" + viewer), 503, "unavailable")
        .header("Retry-After", "5");
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(12));
  }

  @Test
  void anAssertionThatCannotBeJudgedIsNotCalledWrong() throws SQLException {
    execute("lock table client_key in access exclusive mode");
    String assertion =
        TestCredentials.sign(
            TestCredentials.newKey("k"),
            "client-authentication+jwt",
            Map.of(),
            Map.of("iss", "some-client", "sub", "some-client"));
    problem(
        given()
            .formParam("grant_type", "client_credentials")
            .formParam(
                "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
            .formParam("client_assertion", assertion)
            .post("/oauth2/token"),
        503,
        "unavailable");
  }

  @ParameterizedTest
  @CsvSource({
    "lock_timeout,5s",
    "statement_timeout,30s",
    "idle_in_transaction_session_timeout,30s",
    "tcp_keepalives_idle,30"
  })
  void everyConnectionHasLimits(String setting, String value) {
    // Whichever of the pool's connections this is, Flyway's among them.
    for (int i = 0; i < 5; i++) {
      String shown =
          QuarkusTransaction.requiringNew()
              .call(() ->
                  database.createNativeQuery("show " + setting, String.class).getSingleResult());
      assertThat(shown).isEqualTo(value);
    }
  }

  @Test
  void scheduledWorkOnTheDatabaseStaysOffVirtualThreads() {
    for (Class<?> type : List.of(SigningKeys.class, ExpiredRows.class)) {
      for (Method method : type.getDeclaredMethods()) {
        if (method.isAnnotationPresent(Scheduled.class)) {
          assertThat(method.isAnnotationPresent(RunOnVirtualThread.class))
              .as("%s", method)
              .isFalse();
        }
      }
    }
  }

  @Test
  void theProbesTellWhenTheKeysWereRead() {
    keys.follow();
    given()
        .port(managementPort)
        .get("/q/health/live")
        .then()
        .statusCode(200)
        .body("checks.name", org.hamcrest.Matchers.hasItem("signing-keys"));
    given()
        .port(managementPort)
        .get("/q/health/ready")
        .then()
        .statusCode(200)
        .body("checks.name", org.hamcrest.Matchers.hasItem("signing-keys"));
  }
}
