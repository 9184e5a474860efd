package io.playgate.support.limit;

import java.time.Clock;
import java.time.Duration;

/**
 * Buckets of attempts by where a caller is: one of its address and a larger one of its network, of
 * which each attempt needs one. A bucket of a network is four times as large and refills four times
 * as fast.
 */
public final class SourceBuckets {

  private static final int NETWORK_FACTOR = 4;

  private final TokenBuckets<String> hosts;
  private final TokenBuckets<String> networks;

  /**
   * Makes buckets.
   *
   * @param burst attempts of one address at once
   * @param interval time in which one comes back
   * @param maxKeys most addresses, and most networks, that are kept
   */
  public SourceBuckets(int burst, Duration interval, int maxKeys, Clock clock) {
    this.hosts = new TokenBuckets<>(burst, interval, maxKeys, clock);
    this.networks =
        new TokenBuckets<>(
            burst * NETWORK_FACTOR, interval.dividedBy(NETWORK_FACTOR), maxKeys, clock);
  }

  /**
   * Takes an attempt.
   *
   * @return zero where there was one; else how long until there is, and none was taken
   */
  public Duration take(CallerAddress caller) {
    Duration wait = hosts.take(caller.host());
    if (!wait.isZero()) {
      return wait;
    }
    wait = networks.take(caller.network());
    if (!wait.isZero()) {
      hosts.giveBack(caller.host());
    }
    return wait;
  }

  /** Puts an attempt back. */
  public void giveBack(CallerAddress caller) {
    hosts.giveBack(caller.host());
    networks.giveBack(caller.network());
  }

  /** How many buckets are kept. */
  public int size() {
    return hosts.size() + networks.size();
  }
}
