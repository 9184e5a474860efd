package io.playgate.feedclient;

import java.time.Duration;

/**
 * The pace of a feed.
 *
 * @param connectTimeout longest wait for a connection; the head of an answer may take twice as long
 * @param fetchTimeout longest time that reading a document before the stream may take
 * @param silenceLimit a connection that brings nothing for so long is dead
 * @param firstDelay wait before the second attempt in a row; doubles with each further one
 * @param maxDelay longest wait between attempts
 */
public record FeedPace(
    Duration connectTimeout,
    Duration fetchTimeout,
    Duration silenceLimit,
    Duration firstDelay,
    Duration maxDelay) {

  /** 2 s to connect, 30 s for a document, 6 s of silence, attempts after 50 ms up to 2 s. */
  public static final FeedPace DEFAULT =
      new FeedPace(
          Duration.ofSeconds(2),
          Duration.ofSeconds(30),
          Duration.ofSeconds(6),
          Duration.ofMillis(50),
          Duration.ofSeconds(2));

  /**
   * @throws IllegalArgumentException if one of them is not positive
   */
  public FeedPace {
    requirePositive(connectTimeout, "connectTimeout");
    requirePositive(fetchTimeout, "fetchTimeout");
    requirePositive(silenceLimit, "silenceLimit");
    requirePositive(firstDelay, "firstDelay");
    requirePositive(maxDelay, "maxDelay");
  }

  private static void requirePositive(Duration duration, String name) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(name + " must be positive");
    }
  }
}
