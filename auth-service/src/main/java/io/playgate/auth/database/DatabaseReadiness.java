package io.playgate.auth.database;

import io.playgate.support.health.TimedProbe;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Ready while PostgreSQL answers and takes writes: without it nobody signs in, refreshes, or gets
 * an access token. A standby, which only reads, does not count. Each question has a connection of
 * its own: those of the pool may all be busy, or lead to a node that is gone.
 */
@Readiness
@ApplicationScoped
class DatabaseReadiness implements HealthCheck {

  private static final Duration PATIENCE = Duration.ofMillis(1500);

  private static final String QUESTION =
      "select not pg_is_in_recovery() and current_setting('transaction_read_only') = 'off'";

  private static final int TIMEOUT_SECONDS = 2;

  private final PGSimpleDataSource database = new PGSimpleDataSource();
  private final TimedProbe probe = new TimedProbe("postgresql", this::takesWrites, PATIENCE);

  DatabaseReadiness(
      @ConfigProperty(name = "quarkus.datasource.jdbc.url") String url,
      @ConfigProperty(name = "quarkus.datasource.username") Optional<String> username,
      @ConfigProperty(name = "quarkus.datasource.password") Optional<String> password) {
    database.setURL(url.startsWith("jdbc:") ? url : "jdbc:" + url);
    username.ifPresent(database::setUser);
    password.ifPresent(database::setPassword);
    database.setApplicationName("playgate-auth readiness");
    database.setConnectTimeout(TIMEOUT_SECONDS);
    database.setSocketTimeout(TIMEOUT_SECONDS);
    database.setLoginTimeout(TIMEOUT_SECONDS);
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("postgresql").status(probe.isUp()).build();
  }

  private boolean takesWrites() throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(QUESTION)) {
      return answer.next() && answer.getBoolean(1);
    }
  }
}
