package io.playgate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A replica that stops in the middle of a transaction stops no other, and none that starts. */
@ExtendWith(RunningSuite.class)
class StuckReplicaIT {

  private static final Duration START = Duration.ofMinutes(2);

  /** The lock under which auth-service generates and rotates its signing keys. */
  private static final long KEYS_LOCK = 0x706c_6179_6761_7465L;

  @Test
  void authServiceStartsAndServesWhileAnotherReplicaHangsWithTheLockOnItsKeys(Suite suite)
      throws SQLException {
    // Given a replica that hangs, and a transaction that holds the lock
    try (ServiceReplica stopped = ServiceReplica.start(suite, "auth-service").awaitReady(START);
        Connection stuck = ServiceReplica.openTransaction(suite, "auth-service")) {
      execute(stuck, "select pg_advisory_xact_lock(" + KEYS_LOCK + ")");
      ServiceReplica.signal("STOP", stopped.process().pid());

      // When another one starts
      try (ServiceReplica started = ServiceReplica.start(suite, "auth-service")) {
        started.awaitReady(START);

        // Then it serves
        Suite.Viewer viewer = suite.newViewer();
        suite.http().get(started.url() + "/oauth2/jwks").expect(200);
        String token =
            suite
                .http()
                .post(
                    started.url() + "/v1/sign-in",
                    "{\"login\":\"%s\",\"password\":\"%s\",\"device\":\"tv\"}"
                        .formatted(viewer.login(), viewer.password()))
                .expect(200)
                .json()
                .required("access_token")
                .asText();
        suite.play(token, "clock", "demo-jwt").expect(201);
      }
    }
  }

  @Test
  void aTransactionInWhichAReplicaWasStoppedIsEndedByPostgresql(Suite suite) throws Exception {
    // Given a replica that was stopped in a transaction with the lock on a viewer
    Suite.Viewer viewer = suite.newViewer();
    String bearer = "Bearer " + suite.adminToken("viewers.read viewers.write");
    try (ServiceReplica stopped = ServiceReplica.start(suite, "auth-service").awaitReady(START)) {
      try (Connection first = ServiceReplica.openTransaction(suite, "auth-service")) {
        execute(first, "select id from viewer where id = '%s' for update".formatted(viewer.id()));
        CompletableFuture<Void> waiting =
            CompletableFuture.runAsync(() -> patch(suite, stopped.url(), viewer, bearer));
        Awaitility.await().atMost(Duration.ofSeconds(4)).until(() -> waits(suite));
        ServiceReplica.signal("STOP", stopped.process().pid());
        assertThat(waiting).isNotDone();
      }

      // When others want the viewer, then they get an answer, and after some seconds the viewer
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> {
            int status = patch(suite, suite.url("auth"), viewer, bearer).status();
            assertThat(status).isIn(200, 503);
            return status == 200;
          });
    }
  }

  @Test
  void tokenServiceStartsAndServesWhileAnotherReplicaHangsWithTheLockOnTheCatalogue(Suite suite)
      throws SQLException {
    // Given a transaction that holds the lock of the catalogue
    try (Connection stuck = ServiceReplica.openTransaction(suite, "token-service")) {
      execute(stuck, "update catalogue_version set version = version");

      // When another replica starts
      try (ServiceReplica started = ServiceReplica.start(suite, "token-service")) {
        started.awaitReady(START);

        // Then it starts sessions
        String token = suite.signIn(suite.newViewer(), "tv");
        suite
            .http()
            .post(
                started.url() + "/v1/playback-sessions",
                "{\"assetId\":\"clock\",\"profile\":\"demo-jwt\"}",
                "Authorization",
                "Bearer " + token)
            .expect(201);
      }
    }
  }

  private static Http.Answer patch(Suite suite, String auth, Suite.Viewer viewer, String bearer) {
    return suite
        .http()
        .send(
            "PATCH",
            auth + "/v1/viewers/" + viewer.id(),
            "{\"deviceLimit\":7}",
            "Authorization",
            bearer,
            "Content-Type",
            "application/json");
  }

  private static boolean waits(Suite suite) {
    try (Connection other = ServiceReplica.openTransaction(suite, "auth-service");
        Statement statement = other.createStatement();
        var waiting =
            statement.executeQuery(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                    + " and query like '%viewer%'")) {
      waiting.next();
      return waiting.getInt(1) > 0;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
