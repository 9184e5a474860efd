package io.playgate.playbacktoken.cat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The regular expressions that say the same as path patterns: {@code *} is {@code .*}, {@code ?} is
 * {@code [^/]}, several patterns are {@code ^(one|other)$}. They are POSIX extended regular
 * expressions (IEEE Std 1003.1-2017 section 9.4), and mean the same to other engines.
 *
 * <p>Read, they need no anchors, and mean the whole path all the same, which is the narrower way of
 * two.
 */
final class PathRegex {
  private static final String SPECIAL = "\\.[]()*+?{}|^$";
  private static final String ANY_RUN = ".*";
  private static final String ONE = "[^/]";

  private PathRegex() {}

  /** The expression of patterns in their normal form. */
  static String of(List<String> patterns) {
    StringBuilder regex = new StringBuilder("^");
    if (patterns.size() > 1) {
      regex.append('(');
    }
    for (int i = 0; i < patterns.size(); i++) {
      if (i > 0) {
        regex.append('|');
      }
      append(regex, patterns.get(i));
    }
    if (patterns.size() > 1) {
      regex.append(')');
    }
    return regex.append('$').toString();
  }

  private static void append(StringBuilder regex, String pattern) {
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      switch (c) {
        case '*' -> regex.append(ANY_RUN);
        case '?' -> regex.append(ONE);
        default -> {
          if (SPECIAL.indexOf(c) >= 0) {
            regex.append('\\');
          }
          regex.append(c);
        }
      }
    }
  }

  /** The patterns that an expression stands for; null where none say the same. */
  static @Nullable List<String> patterns(String regex) {
    List<String> patterns = new ArrayList<>(4);
    int at = regex.startsWith("^") ? 1 : 0;
    boolean group = regex.startsWith("(", at);
    at += group ? 1 : 0;
    StringBuilder pattern = new StringBuilder();
    while (at < regex.length()) {
      char c = regex.charAt(at);
      if (c == '|' && group) {
        patterns.add(pattern.toString());
        pattern.setLength(0);
        at++;
      } else if (regex.startsWith(ANY_RUN, at)) {
        pattern.append('*');
        at += ANY_RUN.length();
      } else if (regex.startsWith(ONE, at)) {
        pattern.append('?');
        at += ONE.length();
      } else if (c == '\\' && at + 1 < regex.length()) {
        char escaped = regex.charAt(at + 1);
        if (SPECIAL.indexOf(escaped) < 0 || escaped == '*' || escaped == '?') {
          return null;
        }
        pattern.append(escaped);
        at += 2;
      } else if (SPECIAL.indexOf(c) < 0) {
        pattern.append(c);
        at++;
      } else {
        break;
      }
    }
    patterns.add(pattern.toString());
    String rest = regex.substring(at);
    String close = group ? ")" : "";
    return rest.equals(close) || rest.equals(close + "$") ? patterns : null;
  }
}
