package io.playgate.playbacktoken.urisigning;

import io.playgate.playbacktoken.PresentedToken;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The URI that a container is held against: absolute, without the token, and normalised (RFC 3986
 * sections 6.2.2 and 6.2.3): scheme and host in lower case, no default port, the path in the normal
 * form of all dialects, the query with upper-case escapes and none for unreserved characters.
 */
final class ContainerUri {
  static final int LONGEST_ORIGIN = 320;
  private static final String UNRESERVED = "-._~";
  private static final String RESERVED = ":/?#[]@!$&'()*+,;=";

  private ContainerUri() {}

  /**
   * The URI of a request; null where its origin is not known, or it cannot be normalised.
   *
   * @param configured the origin in normal form, where the placement names one
   */
  static @Nullable String of(PresentedToken token, @Nullable String configured) {
    String origin = configured == null ? originOf(token) : configured;
    String query = query(token.query());
    if (origin == null || query == null) {
      return null;
    }
    return query.isEmpty() ? origin + token.path() : origin + token.path() + "?" + query;
  }

  /** The origin of an absolute target, else that of the Host header, which is taken for https. */
  private static @Nullable String originOf(PresentedToken token) {
    String target = token.request().target();
    if (!target.startsWith("/")) {
      int authority = target.indexOf("://");
      int end = authority < 0 ? -1 : authority + 3;
      while (end >= 0 && end < target.length() && "/?".indexOf(target.charAt(end)) < 0) {
        end++;
      }
      return end < 0 ? null : origin(target.substring(0, end));
    }
    String host = token.request().header().apply("host");
    return host == null ? null : origin("https://" + host);
  }

  /** An http or https origin in normal form; null where it is none. */
  static @Nullable String origin(String text) {
    if (text.length() > LONGEST_ORIGIN) {
      return null;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    boolean secure = lower.startsWith("https://");
    if (!secure && !lower.startsWith("http://")) {
      return null;
    }
    int start = secure ? 8 : 7;
    for (int i = start; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "-._:[]".indexOf(c) >= 0)) {
        return null;
      }
    }
    int colon = lower.lastIndexOf(':');
    if (colon < start || lower.indexOf(']', colon) >= 0) {
      return lower.length() == start ? null : lower;
    }
    String port = lower.substring(colon + 1);
    if (colon == start || port.length() > 5 || !port.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return null;
    }
    return port.isEmpty() || port.equals(secure ? "443" : "80") ? lower.substring(0, colon) : lower;
  }

  /** A query in normal form; null where an escape is incomplete. */
  static @Nullable String query(String raw) {
    if (raw.indexOf('%') < 0) {
      return raw;
    }
    StringBuilder normal = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '%') {
        normal.append(c);
        continue;
      }
      int value = escaped(raw, i);
      if (value < 0) {
        return null;
      }
      if (isUnreserved(value)) {
        normal.append((char) value);
      } else {
        normal.append('%').append(raw.substring(i + 1, i + 3).toUpperCase(Locale.ROOT));
      }
      i += 2;
    }
    return normal.toString();
  }

  /**
   * The form that Apache Traffic Server compares: every escape is decoded to a byte but those of
   * reserved characters.
   *
   * @param normal in normal form
   */
  static String decoded(String normal) {
    if (normal.indexOf('%') < 0) {
      return normal;
    }
    StringBuilder decoded = new StringBuilder(normal.length());
    for (int i = 0; i < normal.length(); i++) {
      char c = normal.charAt(i);
      int value = c == '%' ? escaped(normal, i) : -1;
      if (value < 0 || RESERVED.indexOf(value) >= 0) {
        decoded.append(c);
      } else {
        decoded.append((char) value);
        i += 2;
      }
    }
    return decoded.toString();
  }

  /** The byte that the escape at an index stands for; -1 where there is none. */
  private static int escaped(String text, int at) {
    if (at + 2 >= text.length()) {
      return -1;
    }
    int high = Character.digit(text.charAt(at + 1), 16);
    int low = Character.digit(text.charAt(at + 2), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static boolean isUnreserved(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || UNRESERVED.indexOf(c) >= 0;
  }
}
