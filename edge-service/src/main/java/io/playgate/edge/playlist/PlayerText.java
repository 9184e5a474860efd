package io.playgate.edge.playlist;

import java.nio.charset.StandardCharsets;

/**
 * A URL's text as a player will send it (WHATWG URL standard, sections 4.4 and 1.3): blanks around
 * it and line ends within it go, blanks and everything outside ASCII become escapes. What was an
 * escape stays one, and so do HLS variables ({@code {$name}}) and DASH templates.
 */
final class PlayerText {

  private static final String HEX = "0123456789ABCDEF";

  /** What a path may not hold raw; the query lets the last ones pass. */
  private static final String ENCODED = " \"<>`{}";

  private static final String ENCODED_IN_QUERY = " \"<>";

  private static final String NOT_QUOTABLE = "\"<>{}`\\^|#";

  private PlayerText() {}

  /** The text that a player makes of one that a manifest holds. */
  static String of(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && text.charAt(from) <= ' ') {
      from++;
    }
    while (to > from && text.charAt(to - 1) <= ' ') {
      to--;
    }
    int at = from;
    while (at < to && isPlain(text.charAt(at))) {
      at++;
    }
    return at == to ? text.substring(from, to) : encoded(text, from, at, to);
  }

  private static String encoded(String text, int from, int plain, int to) {
    StringBuilder out = new StringBuilder(to - from + 16).append(text, from, plain);
    String encode = text.substring(from, plain).indexOf('?') < 0 ? ENCODED : ENCODED_IN_QUERY;
    int at = plain;
    while (at < to) {
      char c = text.charAt(at);
      if (c == '\t' || c == '\n' || c == '\r') {
        at++;
        continue;
      }
      if (c == '?') {
        encode = ENCODED_IN_QUERY;
      }
      int variable = HlsVariables.end(text, at);
      if (variable > 0 && variable <= to) {
        out.append(text, at, variable);
        at = variable;
      } else if (c < ' ' || c >= 0x7f || encode.indexOf(c) >= 0) {
        int next = at + Character.charCount(text.codePointAt(at));
        for (byte b : text.substring(at, next).getBytes(StandardCharsets.UTF_8)) {
          out.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
        }
        at = next;
      } else {
        out.append(c);
        at++;
      }
    }
    return out.toString();
  }

  /**
   * Whether a text is a relative path of the plainest kind: it can change neither scheme nor host,
   * and does not lead upwards.
   */
  static boolean isPlainRelative(String text) {
    if (text.isEmpty() || text.charAt(0) == '/') {
      return false;
    }
    char before = '/';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean word =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_'
              || c == '~';
      boolean joint = (c == '.' || c == '/') && (before != '/' && before != '.');
      if (!word && !joint) {
        return false;
      }
      before = c;
    }
    return true;
  }

  /** A token's text without what could end a quoted string, or begin a variable or a line. */
  static String quotable(String text) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f || NOT_QUOTABLE.indexOf(c) >= 0) {
        if (out == null) {
          out = new StringBuilder(text.length() + 16).append(text, 0, i);
        }
        out.append('%').append(HEX.charAt(c >> 4 & 15)).append(HEX.charAt(c & 15));
      } else if (out != null) {
        out.append(c);
      }
    }
    return out == null ? text : out.toString();
  }

  private static boolean isPlain(char c) {
    return c > ' ' && c < 0x7f && ENCODED.indexOf(c) < 0;
  }
}
