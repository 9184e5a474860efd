package io.playgate.auth.expiry;

import io.playgate.auth.AuthConfig;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.hibernate.Session;
import org.jboss.logging.Logger;

/**
 * Deletes rows whose time is over: small batches, each in a transaction of its own, found by an
 * index, and skipping what another replica has in hand. A round goes on until none is left, so that
 * no flood outgrows it, and takes a batch of each table in turn, so that none waits for another. It
 * runs on a platform thread: in a native executable, JDBC must stay off virtual threads. Nothing
 * waits for it: a row past its time is treated as gone already.
 */
@ApplicationScoped
public class ExpiredRows {

  private static final Logger LOG = Logger.getLogger(ExpiredRows.class);

  static final int BATCH = 1000;

  /** A table and the rows of it that are over. */
  private enum Table {
    SIGN_IN_SESSION("sign_in_session", "id", "expires_at"),
    DEVICE("device", "id", "forget_at"),
    SIGN_IN_ATTEMPT("sign_in_attempt", "subject", "prune_at"),
    CLIENT_ASSERTION("client_assertion", "subject", "expires_at"),
    ENTITLEMENT_EVENT("entitlement_event", "event_id", "received_at");

    final String delete;

    Table(String name, String key, String time) {
      this.delete =
          "delete from %1$s where %2$s in (select %2$s from %1$s where %3$s < :before order by %3$s limit %4$d for update skip locked)"
              .formatted(name, key, time, BATCH);
    }
  }

  private final Session database;
  private final AuthConfig config;
  private final Clock clock;

  @Inject
  ExpiredRows(Session database, AuthConfig config, Clock clock) {
    this.database = database;
    this.config = config;
    this.clock = clock;
  }

  @Scheduled(
      every = "60s",
      delayed = "60s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void round() {
    try {
      delete();
    } catch (RuntimeException e) {
      LOG.error("Expired rows could not be deleted; the next round tries again", e);
    }
  }

  /**
   * Does one round.
   *
   * @return how many rows went
   */
  public int delete() {
    Instant now = clock.instant();
    int deleted = 0;
    Set<Table> left = EnumSet.allOf(Table.class);
    while (!left.isEmpty() && !Thread.currentThread().isInterrupted()) {
      for (Table table : List.copyOf(left)) {
        Instant before =
            table == Table.ENTITLEMENT_EVENT ? now.minus(config.entitlements().eventMemory()) : now;
        int rows =
            QuarkusTransaction.requiringNew()
                .call(() ->
                    database
                        .createNativeMutationQuery(table.delete)
                        .setParameter("before", before)
                        .executeUpdate());
        deleted += rows;
        if (rows < BATCH) {
          left.remove(table);
        }
      }
    }
    return deleted;
  }
}
