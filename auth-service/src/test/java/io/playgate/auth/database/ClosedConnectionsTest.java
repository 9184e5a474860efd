package io.playgate.auth.database;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.auth.AuthTest;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** A PostgreSQL that came back: the connections that lay idle in the pool are closed by then. */
@QuarkusTest
class ClosedConnectionsTest extends AuthTest {

  private static final int CONNECTIONS = 8;

  @Inject DataSource pool;

  @ConfigProperty(name = "quarkus.datasource.jdbc.url")
  String url;

  @ConfigProperty(name = "quarkus.datasource.username")
  String user;

  @ConfigProperty(name = "quarkus.datasource.password")
  String password;

  @Test
  void connectionsThatPostgresClosedFailNoRequest() throws Exception {
    fillThePool();
    String admin = adminToken();
    String viewer = newViewer(unique("closed"));
    closeTheConnections();

    try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      List<Callable<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 2 * CONNECTIONS; i++) {
        calls.add(() -> given().auth().oauth2(admin).get("/v1/viewers/" + viewer).statusCode());
      }
      for (Future<Integer> one : threads.invokeAll(calls)) {
        assertThat(one.get()).isEqualTo(200);
      }
    }
  }

  private void fillThePool() throws SQLException {
    List<Connection> held = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        held.add(pool.getConnection());
      }
    } finally {
      for (Connection one : held) {
        one.close();
      }
    }
  }

  private void closeTheConnections() throws SQLException {
    try (Connection own = DriverManager.getConnection(url, user, password);
        Statement statement = own.createStatement()) {
      statement.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity"
              + " where pid <> pg_backend_pid() and backend_type = 'client backend'");
    }
  }
}
