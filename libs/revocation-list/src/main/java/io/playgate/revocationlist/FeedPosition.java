package io.playgate.revocationlist;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the revocation log, written {@code epoch:milliseconds-sequence}. Places of one epoch
 * are ordered; between epochs there is no order.
 *
 * @param epoch which life of the log: 1 to 64 of {@code [A-Za-z0-9_-]}; it changes when the log may
 *     have lost entries
 * @param millis epoch milliseconds on the log's own clock
 * @param sequence number within the millisecond
 */
public record FeedPosition(String epoch, long millis, long sequence) {
  private static final Pattern TEXT =
      Pattern.compile("([A-Za-z0-9_-]{1,64}):([0-9]{1,18})-([0-9]{1,18})");
  private static final Pattern EPOCH = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /**
   * @throws IllegalArgumentException if the epoch is malformed or a number is negative
   */
  public FeedPosition {
    if (!EPOCH.matcher(epoch).matches() || millis < 0 || sequence < 0) {
      throw new IllegalArgumentException("not a place in the revocation log");
    }
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static FeedPosition parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a place in the revocation log");
    }
    return new FeedPosition(
        matcher.group(1), Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3)));
  }

  /** Whether both are places of the same epoch, and so can be compared. */
  public boolean isComparableTo(FeedPosition other) {
    return epoch.equals(other.epoch);
  }

  /** Whether this is a place of the same epoch after the other one. */
  public boolean isAfter(FeedPosition other) {
    return isComparableTo(other)
        && (millis != other.millis ? millis > other.millis : sequence > other.sequence);
  }

  /** Whether a client at this position has seen everything logged up to the other position. */
  public boolean hasReached(FeedPosition other) {
    return equals(other) || isAfter(other);
  }

  /** The stream id alone: {@code milliseconds-sequence}. */
  public String streamId() {
    return millis + "-" + sequence;
  }

  @Override
  public String toString() {
    return epoch + ':' + streamId();
  }
}
