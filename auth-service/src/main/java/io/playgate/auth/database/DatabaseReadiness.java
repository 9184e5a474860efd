package io.playgate.auth.database;

import io.playgate.support.health.TimedProbe;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while PostgreSQL answers and takes writes: without it nobody signs in, refreshes, or gets
 * an access token. A standby, which only reads, does not count.
 */
@Readiness
@ApplicationScoped
class DatabaseReadiness implements HealthCheck {

  private static final Duration PATIENCE = Duration.ofMillis(1500);

  private static final String QUESTION =
      "select not pg_is_in_recovery() and current_setting('transaction_read_only') = 'off'";

  private final DataSource database;
  private final TimedProbe probe = new TimedProbe("postgresql", this::takesWrites, PATIENCE);

  DatabaseReadiness(DataSource database) {
    this.database = database;
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
