package io.playgate.support.limit;

import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A bucket of attempts per key: so many at once, then one per interval. Held in memory, of this
 * replica only. A full bucket is not kept, and of more keys than the bound the longest unused go,
 * so that callers who choose keys cannot make the table grow.
 *
 * @param <K> what is counted by
 */
public final class TokenBuckets<K> {

  private static final int SWEPT_PER_CALL = 4;

  private final long burstMillis;
  private final long intervalMillis;
  private final int maxKeys;
  private final Clock clock;

  /** When each bucket will be full, in epoch milliseconds; the longest unused first. */
  private final Map<K, Long> fullAt = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Makes buckets.
   *
   * @param burst attempts in a full bucket, at least 1
   * @param interval time in which one comes back
   * @param maxKeys most buckets that are kept
   */
  public TokenBuckets(int burst, Duration interval, int maxKeys, Clock clock) {
    if (burst < 1 || interval.toMillis() < 1 || maxKeys < 1) {
      throw new IllegalArgumentException("burst, interval and keys must be positive");
    }
    this.intervalMillis = interval.toMillis();
    this.burstMillis = burst * intervalMillis;
    this.maxKeys = maxKeys;
    this.clock = clock;
  }

  /**
   * Takes an attempt.
   *
   * @return zero where there was one; else how long until there is, and none was taken
   */
  public synchronized Duration take(K key) {
    long now = clock.millis();
    Long full = fullAt.get(key);
    long next = (full == null ? now : Math.max(now, full)) + intervalMillis;
    long wait = next - burstMillis - now;
    if (wait > 0) {
      return Duration.ofMillis(wait);
    }
    fullAt.put(key, next);
    sweep(now);
    return Duration.ZERO;
  }

  /** Returns how long until there is an attempt; zero where there is one now. Takes none. */
  public synchronized Duration untilNext(K key) {
    long now = clock.millis();
    Long full = fullAt.get(key);
    return full == null
        ? Duration.ZERO
        : Duration.ofMillis(Math.max(0, full + intervalMillis - burstMillis - now));
  }

  /** Puts an attempt back. */
  public synchronized void giveBack(K key) {
    fullAt.computeIfPresent(
        key, (k, full) -> full - intervalMillis <= clock.millis() ? null : full - intervalMillis);
  }

  /** How many buckets are kept. */
  public synchronized int size() {
    return fullAt.size();
  }

  private void sweep(long now) {
    Iterator<Long> eldest = fullAt.values().iterator();
    for (int i = 0; i < SWEPT_PER_CALL && eldest.hasNext(); i++) {
      if (eldest.next() <= now || fullAt.size() > maxKeys) {
        eldest.remove();
      } else {
        break;
      }
    }
  }
}
