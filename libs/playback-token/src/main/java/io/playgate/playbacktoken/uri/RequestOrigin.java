package io.playgate.playbacktoken.uri;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The scheme and host that a request is for, as tokens that bind a whole URL see them.
 *
 * <p>An absolute target names them itself; a {@code Host} header that says otherwise makes the
 * request ambiguous. For a target that is only a path, they are what the option {@value #ORIGIN}
 * says, else {@code https} and the {@code Host} header. Where the option is set, an absolute target
 * must agree with it. The library does not look at {@code X-Forwarded-Proto} and its like: anybody
 * can send them.
 *
 * @param scheme {@code http} or {@code https}
 * @param authority the host in lower case, with the port where it is not the scheme's own
 */
public record RequestOrigin(String scheme, String authority) {

  /**
   * The option of a dialect that names the origin under which clients know the CDN property, such
   * as {@code https://d111111abcdef8.cloudfront.net}.
   */
  public static final String ORIGIN = "origin";

  private static final int MAX_AUTHORITY = 261;

  /**
   * The origin that a request is for.
   *
   * @param target the request target as on the wire
   * @param host the {@code Host} header; null where there is none
   * @param expected what the option {@value #ORIGIN} names; null where it is not set
   * @return null where that is not clear, or not the expected one
   */
  public static @Nullable RequestOrigin of(
      String target, @Nullable String host, @Nullable RequestOrigin expected) {
    if (target.startsWith("/")) {
      return expected != null || host == null ? expected : parse("https://" + host);
    }
    RequestOrigin origin;
    try {
      origin = parse(RequestTarget.parse(target).origin());
    } catch (AmbiguousPathException e) {
      return null;
    }
    if (origin == null
        || (expected != null && !expected.equals(origin))
        || (host != null && !origin.equals(parse(origin.scheme + "://" + host)))) {
      return null;
    }
    return origin;
  }

  /**
   * Reads {@code https://cdn.example}, {@code http://192.0.2.1:8080} ...; null for others, and for
   * one with user information, a path, or a host of unusual characters.
   */
  public static @Nullable RequestOrigin parse(String text) {
    String scheme =
        text.regionMatches(true, 0, "https://", 0, 8)
            ? "https"
            : text.regionMatches(true, 0, "http://", 0, 7) ? "http" : null;
    if (scheme == null) {
      return null;
    }
    String authority = text.substring(scheme.length() + 3).toLowerCase(Locale.ROOT);
    if (authority.length() > MAX_AUTHORITY) {
      return null;
    }
    int hostEnd = hostEnd(authority);
    if (hostEnd <= 0) {
      return null;
    }
    if (hostEnd == authority.length()) {
      return new RequestOrigin(scheme, authority);
    }
    int port = port(authority, hostEnd);
    if (port < 0) {
      return null;
    }
    boolean own = port == (scheme.equals("https") ? 443 : 80);
    return new RequestOrigin(scheme, own ? authority.substring(0, hostEnd) : authority);
  }

  /** Where the host ends; not positive where there is none. */
  private static int hostEnd(String authority) {
    boolean bracketed = authority.startsWith("[");
    int at = bracketed ? 1 : 0;
    while (at < authority.length() && isOfHost(authority.charAt(at), bracketed)) {
      at++;
    }
    if (!bracketed) {
      return at;
    }
    return at < authority.length() && authority.charAt(at) == ']' && at > 1 ? at + 1 : -1;
  }

  private static boolean isOfHost(char c, boolean bracketed) {
    return (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || (bracketed ? c == ':' : c == '-' || c == '_');
  }

  /** The port after a colon at an index, without leading zeros; negative where there is none. */
  private static int port(String authority, int colon) {
    int length = authority.length() - colon - 1;
    if (authority.charAt(colon) != ':'
        || length < 1
        || length > 5
        || authority.charAt(colon + 1) == '0') {
      return -1;
    }
    int port = 0;
    for (int i = colon + 1; i < authority.length(); i++) {
      char c = authority.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      port = port * 10 + c - '0';
    }
    return port <= 65535 ? port : -1;
  }

  /** Whether {@link #parse} reads the text. */
  public static boolean isOrigin(String text) {
    return parse(text) != null;
  }

  /** As it starts a URL: {@code https://cdn.example}. */
  @Override
  public String toString() {
    return scheme + "://" + authority;
  }
}
