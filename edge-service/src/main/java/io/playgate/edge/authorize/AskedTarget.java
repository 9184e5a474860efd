package io.playgate.edge.authorize;

import org.jspecify.annotations.Nullable;

/**
 * The target a question is about, which proxies say in several headers: as path and query, or as a
 * whole URL. Those that are there must agree.
 */
final class AskedTarget {

  private AskedTarget() {}

  /**
   * The one target that is given, in however many ways.
   *
   * @param given what each way says; null where it says nothing
   * @return the URL where one was given, else the path; null where none was given, two differ, one
   *     is empty, or a URL's host is unclear
   */
  static @Nullable String of(@Nullable String... given) {
    String target = null;
    for (String one : given) {
      if (one == null) {
        continue;
      }
      int path = pathStart(one);
      if (one.isEmpty() || path < 0) {
        return null;
      }
      if (target == null || target.equals(one)) {
        target = one;
        continue;
      }
      int before = pathStart(target);
      if (!target.substring(before).equals(one.substring(path)) || (before > 0 && path > 0)) {
        return null;
      }
      target = path > 0 ? one : target;
    }
    return target;
  }

  /**
   * Where the path of a target starts: 0 unless it is a URL; -1 where what comes before is not
   * plainly a host and a port. The host is the player's word: one that holds a question mark would
   * turn the path into a query.
   */
  private static int pathStart(String target) {
    if (target.startsWith("/")) {
      return 0;
    }
    int authority;
    if (target.regionMatches(true, 0, "https://", 0, 8)) {
      authority = 8;
    } else if (target.regionMatches(true, 0, "http://", 0, 7)) {
      authority = 7;
    } else {
      // Neither a path nor a URL: for the verdict to refuse.
      return 0;
    }
    int at = authority;
    while (at < target.length() && isOfHost(target.charAt(at))) {
      at++;
    }
    return at > authority && at < target.length() && target.charAt(at) == '/' ? at : -1;
  }

  private static boolean isOfHost(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || ".-_:[]".indexOf(c) >= 0;
  }
}
