package io.playgate.revocation.feed;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber: a number in the replay log, and what its connection is ready to take. Nothing is
 * queued for it, so that a slow one costs no memory; one that falls out of the replay log, or takes
 * nothing for too long, is cut off.
 */
final class FeedSubscription implements Flow.Subscription {
  private final RevocationTail tail;
  private final Flow.Subscriber<? super FeedEvent> subscriber;
  private final Runnable disconnect;
  private final AtomicLong demand = new AtomicLong();
  private final AtomicInteger pulses = new AtomicInteger();
  private volatile boolean done;

  /** When the connection last took something; {@link System#nanoTime()}. */
  private volatile long lastTakenNanos = System.nanoTime();

  private final @Nullable ReplayLog replay;

  /** Only for whoever drains. */
  private long next;

  private volatile boolean positionDue = true;

  /** Why the subscriber is told to go before it is told anything. */
  private final @Nullable String refusal;

  /**
   * @param replay where the entries stand; null for a subscriber that is only told to go
   * @param next the number of the first entry to tell
   * @param refusal why the log cannot be continued for this subscriber; null where it can
   * @param disconnect closes the connection at once, whatever it still has to send
   */
  FeedSubscription(
      RevocationTail tail,
      Flow.Subscriber<? super FeedEvent> subscriber,
      @Nullable ReplayLog replay,
      long next,
      @Nullable String refusal,
      Runnable disconnect) {
    this.tail = tail;
    this.subscriber = subscriber;
    this.replay = replay;
    this.next = next;
    this.refusal = refusal;
    this.disconnect = disconnect;
  }

  @Override
  public void request(long count) {
    demand.updateAndGet(now -> now + count < 0 ? Long.MAX_VALUE : now + count);
    lastTakenNanos = System.nanoTime();
    drain();
  }

  @Override
  public void cancel() {
    done = true;
    tail.unsubscribe(this);
  }

  /** There may be new entries. */
  void entries() {
    drain();
  }

  /** The log's place was confirmed. */
  void position() {
    positionDue = true;
    drain();
  }

  /** For how long the connection has taken nothing although there was something, in nanoseconds. */
  long stalledNanos() {
    return demand.get() > 0 ? 0 : System.nanoTime() - lastTakenNanos;
  }

  /** Ends the connection of a subscriber that is too slow. */
  void cutOff() {
    cancel();
    disconnect.run();
  }

  private void drain() {
    if (pulses.getAndIncrement() != 0) {
      return;
    }
    int missed = 1;
    do {
      while (!done && demand.get() > 0 && tellNext()) {
        demand.decrementAndGet();
      }
      missed = pulses.addAndGet(-missed);
    } while (missed != 0);
  }

  /** Tells one event; false where there is none. */
  private boolean tellNext() {
    boolean wasDue = positionDue;
    positionDue = false;
    FeedEvent event =
        refusal == null ? tail.event(replay, next, wasDue) : new FeedEvent.Reset(refusal);
    if (event == null) {
      return false;
    }
    switch (event) {
      case FeedEvent.Logged _ -> {
        next++;
        positionDue |= wasDue;
        subscriber.onNext(event);
      }
      case FeedEvent.Position _ -> subscriber.onNext(event);
      case FeedEvent.Reset _ -> {
        cancel();
        subscriber.onNext(event);
        subscriber.onComplete();
      }
    }
    return true;
  }
}
