package io.playgate.playbacktoken.urisigning;

import java.util.List;

/** Writes path patterns as one regular expression that POSIX and GNU programs read alike. */
final class ContainerText {
  private static final String SPECIAL = ".[]$()|*+?{}\\^";

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
