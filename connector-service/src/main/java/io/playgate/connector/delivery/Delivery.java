package io.playgate.connector.delivery;

import io.playgate.connector.edge.EdgeConnector;
import io.playgate.connector.listing.RevokedList;
import io.playgate.feedclient.Backoff;
import io.playgate.feedclient.ConnectionLog;
import io.playgate.revocationlist.FeedPosition;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one target's list as ours is: tells what changed, and tells all at the start, after an
 * epoch of the log has ended, and when the target does not hold what it had confirmed. It never
 * gives up until closed.
 */
public final class Delivery implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Delivery.class);

  /** How a target is doing. */
  public enum State {
    /** It has not been told anything yet. */
    WAITING,
    /** It had confirmed everything when it was last told. */
    CURRENT,
    /** The last attempt failed. */
    FAILING
  }

  private final String target;
  private final EdgeConnector connector;
  private final RevokedList.Tap tap;
  private final LongSupplier completeUntil;
  private final DeliveryConfig config;
  private final Backoff backoff;
  private final ConnectionLog log;
  private final Thread worker;
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong replacements = new AtomicLong();

  private volatile boolean closed;
  private volatile State state = State.WAITING;
  private volatile @Nullable FeedPosition confirmed;
  private volatile long untoldSinceNanos;
  private volatile boolean behind;

  // Of the worker alone.
  private long toldUntil = Long.MIN_VALUE;
  private long checkedNanos;
  private boolean checkDue = true;

  /**
   * A delivery that is not started yet.
   *
   * @param target the target's name in logs
   * @param connector keeps its list
   * @param tap what it has not been told
   * @param completeUntil until when our own list counts as complete, epoch seconds
   * @param config the pace
   */
  public Delivery(
      String target,
      EdgeConnector connector,
      RevokedList.Tap tap,
      LongSupplier completeUntil,
      DeliveryConfig config) {
    this.target = target;
    this.connector = connector;
    this.tap = tap;
    this.completeUntil = completeUntil;
    this.config = config;
    this.backoff = new Backoff(config.firstRetryDelay(), config.maxRetryDelay());
    this.log = new ConnectionLog("Target " + target, LOG::info, LOG::warn);
    this.worker = Thread.ofVirtual().name("delivery-" + target).unstarted(this::deliver);
  }

  /** Starts; returns at once. */
  public Delivery start() {
    worker.start();
    return this;
  }

  /** The target's name. */
  public String target() {
    return target;
  }

  /** How the target is doing. */
  public State state() {
    return state;
  }

  /** The place in the log up to which the target has confirmed everything; null before. */
  public @Nullable FeedPosition confirmed() {
    return confirmed;
  }

  /** How long the oldest change has been waiting that the target has not confirmed. */
  public Duration lag() {
    return behind ? Duration.ofNanos(System.nanoTime() - untoldSinceNanos) : Duration.ZERO;
  }

  /** How many attempts failed. */
  public long failures() {
    return failures.get();
  }

  /** How often the whole list was told. */
  public long replacements() {
    return replacements.get();
  }

  /** How many rules the target cannot obey. */
  public long beyondReach() {
    return tap.beyondReach();
  }

  /** Whether its thread ended though nobody closed it: the target will not be told any more. */
  public boolean hasDied() {
    return !closed && worker.getState() == Thread.State.TERMINATED;
  }

  /** Stops; the target keeps its list. */
  @Override
  public void close() {
    closed = true;
    worker.interrupt();
    connector.close();
  }

  private void deliver() {
    while (!closed) {
      RevokedList.Untold untold = null;
      try {
        if (checkDue || !untilCheck().isPositive()) {
          check();
        }
        untold = tap.take();
        if (untold != null) {
          untoldSinceNanos = untold.sinceNanos();
          behind = true;
          tell(untold);
          behind = false;
        }
        if (confirmed != null) {
          confirmUntil();
          succeeded();
        }
        tap.await(untilCheck());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (IOException | RuntimeException e) {
        if (untold != null) {
          tap.putBack(untold);
        }
        failed(e);
        if (!rest()) {
          return;
        }
      } catch (Throwable e) {
        // For instance the memory. Nobody knows how much of it was taken.
        if (untold != null) {
          tap.putBack(untold);
        }
        tap.putBackAll();
        failed(e);
        if (!rest()) {
          return;
        }
      }
    }
  }

  private Duration untilCheck() {
    return config.checkInterval().minusNanos(System.nanoTime() - checkedNanos);
  }

  /** Whether the target still holds what it has confirmed. */
  private void check() throws IOException, InterruptedException {
    FeedPosition expected = confirmed;
    if (expected != null) {
      FeedPosition held = connector.confirmed();
      if (held == null || !held.hasReached(expected)) {
        LOG.warnf("Target %s lost its list: it is told all of it again", target);
        tap.putBackAll();
      }
    }
    checkDue = false;
    checkedNanos = System.nanoTime();
  }

  private void tell(RevokedList.Untold untold) throws IOException, InterruptedException {
    if (untold.all()) {
      long until = completeUntil.getAsLong();
      connector.replaceAll(untold.changes().put(), untold.changes().position(), until);
      replacements.incrementAndGet();
      toldUntil = until;
      LOG.infof("Target %s was told %d subjects", target, untold.changes().put().size());
    } else {
      connector.apply(untold.changes());
    }
    confirmed = untold.changes().position();
  }

  private void confirmUntil() throws IOException, InterruptedException {
    long until = completeUntil.getAsLong();
    // An earlier one too: the clock may have been ahead.
    if (until != toldUntil) {
      connector.confirmUntil(until);
      toldUntil = until;
    }
  }

  private void succeeded() {
    backoff.succeeded();
    state = State.CURRENT;
    log.connected();
  }

  private void failed(Throwable e) {
    backoff.failed();
    failures.incrementAndGet();
    state = State.FAILING;
    checkDue = true;
    toldUntil = Long.MIN_VALUE;
    log.lost(e.getClass().getSimpleName() + ": " + e.getMessage());
  }

  /** Whether to go on. */
  private boolean rest() {
    try {
      Thread.sleep(backoff.delay());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
