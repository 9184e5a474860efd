package io.playgate.feedclient;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next attempt: nothing after a success, then a delay that doubles up
 * to the longest one. Half of it is spread, so that many clients do not come at once. Not for use
 * by several threads.
 */
public final class Backoff {
  private static final int MAX_DOUBLINGS = 20;

  private final long firstMillis;
  private final long maxMillis;
  private int failures;

  /**
   * @param first the delay after one failure
   * @param max the longest delay
   * @throws IllegalArgumentException if one of them is not positive
   */
  public Backoff(Duration first, Duration max) {
    if (!first.isPositive() || !max.isPositive()) {
      throw new IllegalArgumentException("delays must be positive");
    }
    this.firstMillis = first.toMillis();
    this.maxMillis = max.toMillis();
  }

  /** The last attempt led somewhere. */
  public void succeeded() {
    failures = 0;
  }

  /** The last attempt led nowhere. */
  public void failed() {
    failures++;
  }

  /** How many attempts in a row led nowhere. */
  public int failures() {
    return failures;
  }

  /** The wait before the next attempt: zero after a success; drawn anew at each call. */
  public Duration delay() {
    if (failures == 0) {
      return Duration.ZERO;
    }
    long longest = Math.min(maxMillis, firstMillis << Math.min(failures - 1, MAX_DOUBLINGS));
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
  }
}
