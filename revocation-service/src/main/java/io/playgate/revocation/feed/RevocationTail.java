package io.playgate.revocation.feed;

import io.micrometer.core.instrument.MeterRegistry;
import io.playgate.revocation.RevocationConfig;
import io.playgate.revocation.log.LogEntry;
import io.playgate.revocation.log.RedisGuard;
import io.playgate.revocation.log.RevocationLog;
import io.playgate.revocation.log.StorageException;
import io.playgate.revocation.log.UnsafeRedisException;
import io.playgate.revocationlist.FeedPosition;
import io.playgate.revocationlist.RevocationJson;
import io.playgate.revocationlist.RevocationReplica;
import io.playgate.revocationlist.RevocationRule;
import io.playgate.revocationlist.RevocationSnapshot;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one tail of the log in this process. It keeps this process' own replica of the rules and
 * tells all subscribers. While Redis cannot be reached it confirms nothing: replicas grow old, here
 * and at every edge, and their owners' policies decide.
 */
@ApplicationScoped
public class RevocationTail {
  private static final Logger LOG = Logger.getLogger(RevocationTail.class);

  /** How often the place of the log is confirmed to subscribers; part of the protocol. */
  static final Duration PULSE = Duration.ofSeconds(2);

  private static final Duration FIRST_DELAY = Duration.ofMillis(50);
  private static final Duration MAX_DELAY = Duration.ofSeconds(1);

  private final RevocationLog log;
  private final RedisGuard guard;
  private final RevocationConfig config;
  private final RevocationReplica replica;
  private final Set<FeedSubscription> subscriptions = ConcurrentHashMap.newKeySet();
  private final Thread thread;

  /** Guards the replay log; notified whenever the replica moved. */
  private final Object lock = new Object();

  private @Nullable ReplayLog replay;
  private volatile boolean stopped;
  private volatile boolean stopping;

  RevocationTail(
      RevocationLog log, RedisGuard guard, RevocationConfig config, MeterRegistry metrics) {
    this.log = log;
    this.guard = guard;
    this.config = config;
    this.replica = new RevocationReplica(config.maxTokenLifetime(), System::nanoTime);
    this.thread = Thread.ofVirtual().name("revocation-tail").unstarted(this::follow);
    metrics.gauge("playgate.revocation.feed.subscribers", subscriptions, Set::size);
    metrics.gauge("playgate.revocation.rules", replica, RevocationReplica::size);
    metrics.gauge(
        "playgate.revocation.rules.carried.over", replica, RevocationReplica::carriedOver);
    metrics.gauge(
        "playgate.revocation.replica.age.seconds",
        replica,
        it -> it.isLoaded() ? it.ageMillis() / 1000.0 : Double.POSITIVE_INFINITY);
  }

  void start(@Observes StartupEvent event) {
    try {
      guard.check();
    } catch (StorageException e) {
      LOG.warn("Redis cannot be reached yet; this replica is not ready until it can");
    }
    thread.start();
  }

  /** Subscribers never end by themselves: without this a shutdown would wait for them in vain. */
  void prepareToStop(@Observes ShutdownDelayInitiatedEvent event) {
    stopping = true;
    subscriptions.forEach(FeedSubscription::cutOff);
  }

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
    stopped = true;
    thread.interrupt();
    subscriptions.forEach(FeedSubscription::cutOff);
  }

  /** The rules as this process knows them. */
  public RevocationReplica replica() {
    return replica;
  }

  /** Whether the rules are known well enough to answer by them. */
  public boolean isCurrent() {
    return replica.ageMillis() <= config.maxReplicaAge().toMillis();
  }

  /**
   * Waits until this process knows everything up to a place of the log, so that whoever was told of
   * a revocation finds it obeyed here. Gives up after the time given: the log has it all the same.
   */
  public void awaitReached(FeedPosition place, Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    synchronized (lock) {
      while (!replica.hasReached(place)) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          return;
        }
        try {
          lock.wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  /**
   * Subscribes to what follows a place of the log.
   *
   * @param after the place; null where the subscriber has none
   * @param disconnect closes the subscriber's connection at once
   */
  Flow.Publisher<FeedEvent> subscribe(@Nullable FeedPosition after, Runnable disconnect) {
    return subscriber -> {
      FeedSubscription subscription;
      String refusal = null;
      synchronized (lock) {
        long next = 0;
        if (replay == null || stopping) {
          refusal = "not-ready";
        } else if (after == null) {
          refusal = "no-position";
        } else {
          next = replay.firstBehind(after);
          if (next < 0) {
            FeedPosition here = replica.position();
            refusal = here != null && here.isComparableTo(after) ? "trimmed" : "unknown-epoch";
          }
        }
        subscription = new FeedSubscription(this, subscriber, replay, next, refusal, disconnect);
        if (refusal == null) {
          subscriptions.add(subscription);
        }
      }
      subscriber.onSubscribe(subscription);
    };
  }

  /** How many subscribers there are. */
  int subscribers() {
    return subscriptions.size();
  }

  void unsubscribe(FeedSubscription subscription) {
    subscriptions.remove(subscription);
  }

  /**
   * What a subscriber is told next: an entry; else, where one is due, the confirmed place; else
   * null. A reset where the log does not go on for it.
   *
   * @param subscribed the replay log that the number belongs to
   */
  @Nullable FeedEvent event(@Nullable ReplayLog subscribed, long number, boolean positionDue) {
    synchronized (lock) {
      if (subscribed == null || subscribed != replay) {
        return new FeedEvent.Reset("log-reloaded");
      }
      if (number < subscribed.first()) {
        return new FeedEvent.Reset("too-slow");
      }
      if (number < subscribed.end()) {
        return new FeedEvent.Logged(subscribed.at(number));
      }
      FeedPosition position = replica.position();
      return positionDue && position != null && isCurrent()
          ? new FeedEvent.Position(position, replica.lastConfirmedMillis())
          : null;
    }
  }

  private void follow() {
    int failures = 0;
    while (!stopped) {
      try {
        guard.check();
        load();
        failures = 0;
        tail();
      } catch (UnsafeRedisException e) {
        LOG.error(e.getMessage());
        failures++;
      } catch (RuntimeException e) {
        if (stopped) {
          return;
        }
        LOG.warnf("The revocation log cannot be followed: %s", rootMessage(e));
        failures++;
      }
      try {
        long delay = FIRST_DELAY.toMillis() << Math.min(failures, 10);
        Thread.sleep(Math.min(delay, MAX_DELAY.toMillis()));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Takes the log's state, unless what is known can be continued. */
  private void load() {
    FeedPosition known = replica.position();
    RevocationLog.Pulse pulse = log.pulse();
    if (known != null && !pulse.position().isComparableTo(known)) {
      LOG.warnf("The revocation log has a new epoch, %s", pulse.position().epoch());
    } else if (known != null && !pulse.position().hasReached(known)) {
      LOG.error("The revocation log lost entries: it gets a new epoch");
      log.renewEpoch(known.epoch());
    } else if (known != null && !isTrimmedBehind(known, pulse)) {
      return;
    }
    RevocationSnapshot snapshot = log.snapshot();
    ReplayLog loaded = replayUpTo(snapshot);
    synchronized (lock) {
      replica.replaceAll(snapshot);
      replay = loaded;
      lock.notifyAll();
    }
    // Subscribers of the former replay log find out that it is over.
    subscriptions.forEach(FeedSubscription::entries);
    LOG.infof(
        "Following the revocation log from %s with %d rules", snapshot.position(), replica.size());
    restoreLostRules();
  }

  /**
   * What this process remembers and the log lost goes back into the log, so that a lifting finds it
   * there and every replica agrees.
   */
  private void restoreLostRules() {
    for (RevocationRule rule : replica.carriedOverRules()) {
      if (log.restore(rule)) {
        LOG.warnf("Restored revocation %s, which the log had lost", rule.id());
      }
    }
  }

  private boolean isTrimmedBehind(FeedPosition known, RevocationLog.Pulse pulse) {
    return !pulse.position().equals(known)
        && known.millis() < pulse.timeMillis() - config.log().retention().toMillis();
  }

  /** The youngest entries of the snapshot's epoch, for subscribers that resume. */
  private ReplayLog replayUpTo(RevocationSnapshot snapshot) {
    int capacity = config.log().replayEntries();
    List<LogEntry> entries = log.last(snapshot.position(), capacity);
    long kept = snapshot.timeMillis() - config.log().retention().toMillis();
    FeedPosition base = new FeedPosition(snapshot.position().epoch(), Math.max(kept, 0), 0);
    int from = 0;
    if (entries.size() == capacity) {
      base = entries.getFirst().position();
      from = 1;
    } else if (entries.isEmpty()) {
      base = snapshot.position();
    } else if (entries.getFirst().position().millis() < kept) {
      // Trimming leaves more than it must: behind the oldest entry nothing is missing.
      base = entries.getFirst().position();
      from = 1;
    }
    for (int i = entries.size() - 1; i >= from; i--) {
      if (!entries.get(i).position().isComparableTo(snapshot.position())) {
        // The epoch began behind this entry.
        base = entries.get(i).position();
        from = i + 1;
        break;
      }
    }
    base = new FeedPosition(snapshot.position().epoch(), base.millis(), base.sequence());
    ReplayLog loaded = new ReplayLog(base, capacity);
    entries.subList(from, entries.size()).forEach(loaded::add);
    return loaded;
  }

  private void tail() {
    RevocationLog.Pulse pulse = log.pulse();
    long pulseNanos = System.nanoTime();
    boolean confirmed = false;
    while (!stopped) {
      FeedPosition here = replica.position();
      if (here == null || !pulse.position().isComparableTo(here)) {
        return;
      }
      if (!confirmed && here.hasReached(pulse.position())) {
        confirm(here, pulse.timeMillis());
        confirmed = true;
      }
      long left = PULSE.toNanos() - (System.nanoTime() - pulseNanos);
      if (left <= TimeUnit.MILLISECONDS.toNanos(1)) {
        pulse = log.pulse();
        pulseNanos = System.nanoTime();
        confirmed = false;
        if (pulse.position().isComparableTo(here) && !pulse.position().hasReached(here)) {
          // Entries that were read are gone.
          return;
        }
        cutOffStalled();
        continue;
      }
      for (LogEntry entry : log.read(here, Duration.ofNanos(left))) {
        if (!take(entry)) {
          return;
        }
      }
      subscriptions.forEach(FeedSubscription::entries);
    }
  }

  private boolean take(LogEntry entry) {
    RevocationReplica.Outcome outcome;
    synchronized (lock) {
      outcome =
          switch (entry.kind()) {
            case RULE -> replica.apply(entry.position(), RevocationJson.readRule(entry.data()));
            case LIFT -> replica.lift(entry.position(), RevocationJson.readLift(entry.data()));
          };
      if (outcome == RevocationReplica.Outcome.APPLIED && replay != null) {
        replay.add(entry);
      }
      lock.notifyAll();
    }
    return outcome != RevocationReplica.Outcome.NOT_CONTINUOUS;
  }

  private void confirm(FeedPosition here, long timeMillis) {
    replica.confirm(here, timeMillis);
    subscriptions.forEach(FeedSubscription::position);
  }

  private void cutOffStalled() {
    long limit = config.log().stallLimit().toNanos();
    for (FeedSubscription subscription : subscriptions) {
      if (subscription.stalledNanos() > limit) {
        LOG.info("A subscriber of the revocation feed took nothing for too long: cut off");
        subscription.cutOff();
      }
    }
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }
}
