package io.playgate.revocation.feed;

import io.playgate.revocation.log.LogEntry;
import io.playgate.revocationlist.FeedPosition;
import org.jspecify.annotations.Nullable;

/**
 * The youngest entries of one epoch of the log, in a ring: what subscribers that resume, or that
 * are slower than others, still have to be told. Entries are numbered from 0 on; a subscriber is a
 * number. Not safe for use by several threads.
 */
final class ReplayLog {
  private final @Nullable LogEntry[] ring;

  /** The place behind which the first entry stands. */
  private FeedPosition base;

  private long first;
  private long end;

  /**
   * An empty ring.
   *
   * @param base every entry of the epoch behind this place will be added
   * @param capacity how many entries are kept
   */
  ReplayLog(FeedPosition base, int capacity) {
    this.base = base;
    this.ring = new @Nullable LogEntry[capacity];
  }

  /** Adds the entry that follows the last one. */
  void add(LogEntry entry) {
    if (end - first == ring.length) {
      base = at(first).position();
      first++;
    }
    ring[index(end++)] = entry;
  }

  /** The number of the oldest entry that is kept. */
  long first() {
    return first;
  }

  /** The number that the next entry will have. */
  long end() {
    return end;
  }

  /** The entry of that number, from {@link #first()} to before {@link #end()}. */
  LogEntry at(long number) {
    LogEntry entry = ring[index(number)];
    if (number < first || number >= end || entry == null) {
      throw new IndexOutOfBoundsException(number);
    }
    return entry;
  }

  /**
   * The number of the first entry behind a place; -1 if entries behind it may be gone. A place
   * ahead of all entries is answered by {@link #end()}: another replica was faster.
   */
  long firstBehind(FeedPosition place) {
    if (!place.isComparableTo(base) || !place.hasReached(base)) {
      return -1;
    }
    long low = first;
    long high = end;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (at(middle).position().isAfter(place)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private int index(long number) {
    return (int) (number % ring.length);
  }
}
