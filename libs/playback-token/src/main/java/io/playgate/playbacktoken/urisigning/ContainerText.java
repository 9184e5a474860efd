package io.playgate.playbacktoken.urisigning;

import io.playgate.playbacktoken.uri.MediaPath;
import io.playgate.playbacktoken.uri.RequestTarget;
import java.util.List;

/** Writes path patterns as one regular expression that POSIX and GNU programs read alike. */
final class ContainerText {
  private static final String SPECIAL = ".[]$()|*+?{}\\^";

  /** The most steps at one character in what follows the patterns. */
  private static final int END_STEPS = 9;

  private ContainerText() {}

  /**
   * The claim for patterns beneath an origin, with any query. It is anchored at both ends, because
   * some programs search with it.
   *
   * @param origin in normal form
   * @param patterns in normal form, one at least
   */
  static String claim(String origin, List<String> patterns) {
    StringBuilder claim = new StringBuilder(UriContainer.REGEX_PREFIX).append('^');
    literal(claim, origin);
    if (patterns.size() > 1) {
      claim.append('(');
    }
    for (int i = 0; i < patterns.size(); i++) {
      if (i > 0) {
        claim.append('|');
      }
      pattern(claim, patterns.get(i));
    }
    if (patterns.size() > 1) {
      claim.append(')');
    }
    return claim.append("(\\?.*)?$").toString();
  }

  /**
   * The most steps that it takes to hold any URI against the claim for patterns. Of a pattern, one
   * state is alive up to its first wildcard, and perhaps each from there on, but none in the query;
   * each that is alive takes a step to be reached and one to be left, and a wildcard a third.
   */
  static long mostSteps(List<String> patterns) {
    long alive = 0;
    for (String pattern : patterns) {
      int star = pattern.indexOf('*');
      long stars = pattern.chars().filter(c -> c == '*').count();
      alive += star < 0 ? 2 : 2L * (pattern.length() - star) + stars;
    }
    long path = ContainerUri.LONGEST_ORIGIN + MediaPath.MAX_LENGTH + 1L;
    long uri = ContainerUri.LONGEST_ORIGIN + RequestTarget.MAX_LENGTH + 1L;
    return path * alive + uri * END_STEPS + patterns.size();
  }

  /** The claim for one path beneath an origin, with any query. */
  static String claimOfPath(String origin, String path) {
    StringBuilder claim = new StringBuilder(UriContainer.REGEX_PREFIX).append('^');
    literal(claim, origin);
    literal(claim, path);
    return claim.append("(\\?.*)?$").toString();
  }

  private static void pattern(StringBuilder out, String pattern) {
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '*') {
        out.append("[^?]*");
      } else if (c == '?') {
        out.append("[^/?]");
      } else {
        literal(out, c);
      }
    }
  }

  private static void literal(StringBuilder out, String text) {
    for (int i = 0; i < text.length(); i++) {
      literal(out, text.charAt(i));
    }
  }

  private static void literal(StringBuilder out, char c) {
    if (SPECIAL.indexOf(c) >= 0) {
      out.append('\\');
    }
    out.append(c);
  }
}
