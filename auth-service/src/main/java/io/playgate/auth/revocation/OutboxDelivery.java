package io.playgate.auth.revocation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the outbox to revocation-service: at once after a commit, and what is left over every
 * second. Several replicas share the work; what one took and did not finish becomes due again.
 * While revocation-service does not answer, one row at a time is tried.
 *
 * <p>Runs on a platform thread of its own: nothing else waits for it, and in a native executable
 * JDBC must stay off virtual threads.
 */
@ApplicationScoped
public class OutboxDelivery {

  private static final Logger LOG = Logger.getLogger(OutboxDelivery.class);
  private static final int BATCH = 64;
  private static final Duration ANSWERS = Duration.ofSeconds(5);
  private static final Duration MEASURE_EVERY = Duration.ofSeconds(5);
  private static final Duration PRUNE_EVERY = Duration.ofMinutes(1);
  private static final Duration REMIND_EVERY = Duration.ofMinutes(1);
  private static final int MOST_COUNTED = 100_000;

  private final RevocationOutbox outbox;
  private final RevocationService revocations;
  private final RevocationConfig config;
  private final OutboxBell bell;
  private final MeterRegistry metrics;
  private final Clock clock;
  private final Thread thread;
  private volatile boolean stopped;
  private volatile long waiting;

  /** When the oldest row was written, by {@link System#nanoTime}. */
  private volatile @Nullable Long oldestNanos;

  private @Nullable Long measuredNanos;
  private @Nullable Long prunedNanos;
  private @Nullable Long remindedNanos;
  private int failures;

  OutboxDelivery(
      RevocationOutbox outbox,
      RevocationService revocations,
      RevocationConfig config,
      OutboxBell bell,
      MeterRegistry metrics,
      Clock clock) {
    this.outbox = outbox;
    this.revocations = revocations;
    this.config = config;
    this.bell = bell;
    this.metrics = metrics;
    this.clock = clock;
    this.thread = Thread.ofPlatform().name("revocation-outbox").daemon().unstarted(this::work);
  }

  void start(@Observes StartupEvent event) {
    if (config.url().isEmpty()) {
      LOG.warn(
          "playgate.revocation.url is not set: sign-out, a reused refresh token, a new password,"
              + " disabling and deleting a viewer do not stop what plays, until its tokens expire."
              + " Set it to the base URL of revocation-service");
      return;
    }
    revocations.check();
    Gauge.builder("playgate.auth.revocation.outbox.oldest.age", this, OutboxDelivery::oldestSeconds)
        .description("Age of the oldest rule that revocation-service has not been told")
        .baseUnit("seconds")
        .register(metrics);
    Gauge.builder("playgate.auth.revocation.outbox.waiting", this, it -> it.waiting)
        .description("Rules that revocation-service has not been told, counted up to 100000")
        .register(metrics);
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) {
    stopped = true;
    thread.interrupt();
  }

  /** How long the oldest row has waited, in seconds; 0 where none waits. */
  double oldestSeconds() {
    Long since = oldestNanos;
    return since == null ? 0 : (System.nanoTime() - since) / 1e9;
  }

  /** How many rows wait, as last counted. */
  long waiting() {
    return waiting;
  }

  private void work() {
    while (!stopped) {
      try {
        if (failures == 0) {
          bell.await(config.outbox().checkInterval());
        } else {
          Thread.sleep(delay(failures));
        }
        boolean more = true;
        while (more && !stopped) {
          more = deliver();
        }
        measure();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        failures++;
        remind("the outbox cannot be read or written", e);
      }
    }
  }

  /** Delivers some of what is due; whether there may be more that can be delivered now. */
  private boolean deliver() {
    int limit = failures == 0 ? BATCH : 1;
    Instant now = clock.instant();
    List<OutboxEntry> entries =
        QuarkusTransaction.requiringNew().call(() -> outbox.claim(limit, config.outbox().claim()));
    if (entries.isEmpty()) {
      return false;
    }
    List<RevocationService.Answer> answers =
        Uni.join()
            .all(entries.stream().map(entry -> tell(entry, now)).toList())
            .andCollectFailures()
            .await()
            .atMost(ANSWERS);
    settle(entries, answers);
    return failures == 0 && entries.size() == limit;
  }

  private Uni<RevocationService.Answer> tell(OutboxEntry entry, Instant now) {
    return entry.isOver(now)
        ? Uni.createFrom()
            .item(new RevocationService.Answer(RevocationService.Outcome.DONE, "expired"))
        : revocations.tell(entry);
  }

  private void settle(List<OutboxEntry> entries, List<RevocationService.Answer> answers) {
    List<Long> done = new ArrayList<>();
    List<Long> retry = new ArrayList<>();
    List<Long> refused = new ArrayList<>();
    List<OutboxEntry> renamed = new ArrayList<>();
    int attempts = 1;
    String why = "";
    for (int i = 0; i < entries.size(); i++) {
      OutboxEntry entry = entries.get(i);
      RevocationService.Answer answer = answers.get(i);
      metrics
          .counter(
              "playgate.auth.revocation.deliveries",
              "outcome",
              answer.outcome().name().toLowerCase(Locale.ROOT))
          .increment();
      switch (answer.outcome()) {
        case DONE -> done.add(entry.seq());
        case RETRY -> {
          retry.add(entry.seq());
          attempts = Math.max(attempts, entry.attempts());
          why = answer.why();
        }
        case REFUSED -> {
          refused.add(entry.seq());
          LOG.errorf(
              "revocation-service will never take rule %s (%s): it is set aside, and what it was to"
                  + " stop plays until its tokens expire",
              entry.ruleId(), answer.why());
        }
        case RENAME -> renamed.add(entry);
      }
    }
    Duration again = delay(attempts);
    QuarkusTransaction.requiringNew()
        .run(() -> {
          outbox.done(done);
          outbox.retry(retry, again);
          outbox.refused(refused);
          renamed.forEach(entry -> outbox.rename(entry, RevocationOutbox.newRuleId()));
        });
    if (retry.isEmpty()) {
      if (failures > 0) {
        LOG.info("revocation-service takes rules again");
        remindedNanos = null;
      }
      failures = 0;
    } else {
      failures++;
      remind("revocation-service does not take rules: " + why, null);
    }
  }

  private void remind(String what, @Nullable Throwable cause) {
    if (!isDue(remindedNanos, REMIND_EVERY)) {
      LOG.debugf(cause, "Revocations are not delivered: %s", what);
      return;
    }
    remindedNanos = System.nanoTime();
    LOG.warnf(
        cause,
        "Revocations are not delivered, who signed out may play on: %s. Where it says 401 or 403,"
            + " revocation-service's clients file must give this service its key and the scope"
            + " revocations.write",
        what);
  }

  private void measure() {
    if (!isDue(measuredNanos, MEASURE_EVERY) && oldestNanos == null) {
      return;
    }
    measuredNanos = System.nanoTime();
    boolean prune = isDue(prunedNanos, PRUNE_EVERY);
    QuarkusTransaction.requiringNew()
        .run(() -> {
          Double seconds = outbox.oldestSeconds();
          oldestNanos = seconds == null ? null : System.nanoTime() - (long) (seconds * 1e9);
          waiting = seconds == null ? 0 : outbox.waiting(MOST_COUNTED);
          if (prune) {
            outbox.prune(clock.instant().minus(EndedSignIns.TALLY));
          }
        });
    if (prune) {
      prunedNanos = System.nanoTime();
    }
  }

  private static boolean isDue(@Nullable Long lastNanos, Duration every) {
    return lastNanos == null || System.nanoTime() - lastNanos >= every.toNanos();
  }

  private Duration delay(int attempts) {
    long longest =
        Math.min(
            config.outbox().maxDelay().toMillis(),
            config.outbox().firstDelay().toMillis() << Math.min(attempts - 1, 20));
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
  }
}
