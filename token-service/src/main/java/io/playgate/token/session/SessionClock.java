package io.playgate.token.session;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.jboss.logging.Logger;

/**
 * The clock of Redis, which sets issue times and cut-offs alike: this host's clock, corrected by
 * what Redis said last. Issue times of all replicas are then comparable with each other and with
 * the rules, however wrong a host's clock is.
 */
@ApplicationScoped
class SessionClock {
  private static final Logger LOG = Logger.getLogger(SessionClock.class);

  /** Above this difference somebody should look after the hosts' clocks. */
  private static final long NOTEWORTHY_MILLIS = 1_000;

  /** An answer that took longer is no measure: it may be wrong by half of that. */
  private static final long LONGEST_ROUND_TRIP_MILLIS = 500;

  private final ReactiveRedisDataSource redis;
  private final Clock clock;
  private volatile long offsetMillis;

  SessionClock(ReactiveRedisDataSource redis, Clock clock) {
    this.redis = redis;
    this.clock = clock;
  }

  /** Epoch milliseconds. */
  long nowMillis() {
    return clock.millis() + offsetMillis;
  }

  @Scheduled(every = "${playgate.session.clock-check-interval:PT5S}")
  Uni<Void> compare() {
    long asked = clock.millis();
    return redis
        .execute("TIME")
        .invoke(answer -> take(asked, clock.millis(), answer))
        .onFailure()
        .invoke(failure -> LOG.debug("Redis' clock could not be read", failure))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  private void take(long asked, long answered, Response time) {
    if (answered - asked > LONGEST_ROUND_TRIP_MILLIS) {
      LOG.debugf("Redis took %d ms to tell its time; not taken over", answered - asked);
      return;
    }
    long redisMillis =
        Long.parseLong(time.get(0).toString()) * 1000
            + Long.parseLong(time.get(1).toString()) / 1000;
    // Redis answered somewhere between: half of the way is the best guess.
    long offset = redisMillis - (asked + answered) / 2;
    if (Math.abs(offset) > NOTEWORTHY_MILLIS && Math.abs(offsetMillis) <= NOTEWORTHY_MILLIS) {
      LOG.warnf("This host's clock and that of Redis differ by %d ms", offset);
    }
    offsetMillis = offset;
  }
}
