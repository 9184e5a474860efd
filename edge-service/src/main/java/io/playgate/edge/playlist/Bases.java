package io.playgate.edge.playlist;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The URLs that a relative one in a DASH manifest may be resolved against, by whichever of several
 * alternatives a player takes.
 *
 * @param urls some of them, or all
 * @param all whether these are all
 * @param own whether all lead to this edge
 * @param home whether all lead beneath the base path at this edge, so that what is in their folder
 *     does too
 */
record Bases(Set<UriReference> urls, boolean all, boolean own, boolean home) {

  /** More alternatives than anybody has; beyond these only what holds for all of them counts. */
  private static final int MAX = 64;

  /** The bases at some URLs; all of none if there is one of which nothing is known. */
  static Bases of(Collection<UriReference> urls, ChildUrls here) {
    boolean own = true;
    boolean home = true;
    for (UriReference url : urls) {
      own &= here.isOwn(url);
      home &= here.kindOfRelative(url.resolve(UriReference.parse("x"))) == ChildUrls.Kind.HERE;
    }
    return limited(urls.stream(), true, own, home);
  }

  /** Nothing is known of where these lead. */
  static Bases unknown() {
    return new Bases(Set.of(), false, false, false);
  }

  /** The bases of either. */
  Bases and(Bases other) {
    return limited(
        Stream.concat(urls.stream(), other.urls.stream()),
        all && other.all,
        own && other.own,
        home && other.home);
  }

  private static Bases limited(Stream<UriReference> urls, boolean all, boolean own, boolean home) {
    Set<UriReference> kept = new LinkedHashSet<>();
    boolean[] more = new boolean[1];
    urls.forEach(url -> {
      if (kept.size() < MAX) {
        kept.add(url);
      } else if (!kept.contains(url)) {
        more[0] = true;
      }
    });
    return new Bases(kept, all && !more[0], own, home);
  }
}
