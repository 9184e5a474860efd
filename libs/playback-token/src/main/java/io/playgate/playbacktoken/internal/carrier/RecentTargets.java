package io.playgate.playbacktoken.internal.carrier;

import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.uri.RequestTarget;
import org.jspecify.annotations.Nullable;

/**
 * The URLs that tokens were placed on last, taken apart: all viewers of an asset are given the same
 * one. Bounded in number and in length; safe for concurrent use, as threads that write to one place
 * at once each leave a whole entry there.
 */
final class RecentTargets {
  private static final int PLACES = 256;
  private static final int LONGEST = 1024;

  private final @Nullable Entry[] entries = new Entry[PLACES];

  private record Entry(String url, String tokenName, String basePath, RequestTarget target) {}

  /** The URL, taken apart before for placements that ask the same of it; null where it was not. */
  @Nullable RequestTarget find(String url, Placement placement) {
    Entry entry = entries[place(url)];
    return entry != null
            && entry.url.equals(url)
            && entry.tokenName.equals(placement.name())
            && entry.basePath.equals(placement.basePath())
        ? entry.target
        : null;
  }

  /** Keeps a URL that tokens of the placement may be placed on. */
  void keep(String url, Placement placement, RequestTarget target) {
    if (url.length() <= LONGEST) {
      entries[place(url)] = new Entry(url, placement.name(), placement.basePath(), target);
    }
  }

  private static int place(String url) {
    int hash = url.hashCode();
    return (hash ^ hash >>> 16) & (PLACES - 1);
  }
}
