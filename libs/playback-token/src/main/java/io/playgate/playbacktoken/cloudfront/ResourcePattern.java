package io.playgate.playbacktoken.cloudfront;

import io.playgate.playbacktoken.uri.MediaPath;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A policy's {@code Resource}, by the rules of CloudFront's developer guide: {@code *} is any run
 * of characters and {@code ?} any one, within scheme, host, path and query each. A {@code *} that
 * ends the path stands for every query too, one that ends a host without a path for every path and
 * query. Without a scheme the host starts with {@code *}, and every scheme is meant.
 *
 * <p>The query starts at {@code \?}, or, as AWS' signers write it, at a question mark that a name
 * and {@code =} follow. Any other one in the last segment of the path is both: one character of the
 * path, and, for a URL with a query, what stands before that.
 */
final class ResourcePattern {
  /** The most question marks that are tried as the start of the query. */
  private static final int MOST_STARTS = 16;

  private final String scheme;
  private final String host;
  private final String path;
  private final @Nullable String query;

  private ResourcePattern(String scheme, String host, String path, @Nullable String query) {
    this.scheme = scheme;
    this.host = host;
    this.path = path;
    this.query = query;
  }

  /** Reads a pattern; null where it is none. */
  static @Nullable ResourcePattern parse(String resource) {
    int schemeEnd = schemeEnd(resource);
    if (schemeEnd < 0 && !resource.startsWith("*")) {
      return null;
    }
    String scheme = schemeEnd < 0 ? "*" : resource.substring(0, schemeEnd);
    int hostStart = schemeEnd < 0 ? 0 : schemeEnd + 3;
    int escaped = resource.indexOf("\\?", hostStart);
    int end = escaped < 0 ? resource.length() : escaped;
    int slash = resource.indexOf('/', hostStart);
    int pathStart = slash < 0 || slash > end ? end : slash;
    String host = resource.substring(hostStart, pathStart).toLowerCase(Locale.ROOT);
    if (host.isEmpty() || host.indexOf('\\') >= 0) {
      return null;
    }
    String query = escaped < 0 ? null : resource.substring(escaped + 2);
    String path = resource.substring(pathStart, end);
    if (path.isEmpty()) {
      path = host.endsWith("*") && query == null ? "/*" : "/";
    }
    int start = query == null ? queryStart(path) : -1;
    if (start >= 0) {
      query = path.substring(start + 1);
      path = path.substring(0, start);
    }
    return path.indexOf('\\') >= 0
        ? null
        : new ResourcePattern(scheme.toLowerCase(Locale.ROOT), host, path, query);
  }

  /** Where {@code ://} stands behind what may be a scheme; -1 where there is none. */
  private static int schemeEnd(String resource) {
    int end = resource.indexOf("://");
    for (int i = 0; i < end; i++) {
      char c = resource.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && c != '*' && c != '?') {
        return -1;
      }
    }
    return end > 0 ? end : -1;
  }

  /** The question mark that a name and an equals sign follow; -1 where there is none. */
  private static int queryStart(String path) {
    for (int at = path.indexOf('?'); at >= 0; at = path.indexOf('?', at + 1)) {
      int end = at + 1;
      while (end < path.length() && isOfName(path.charAt(end))) {
        end++;
      }
      if (end > at + 1 && end < path.length() && path.charAt(end) == '=') {
        return at;
      }
    }
    return -1;
  }

  private static boolean isOfName(char c) {
    return MediaPath.isUnreserved(c) || c == '%' || c == '[' || c == ']';
  }

  /** The part about the path; null where it may reach into the query. */
  @Nullable String path() {
    return query == null && firstDisputed() >= 0 ? null : path;
  }

  /** Whether this is all that it says of path and query. */
  boolean says(String wantedPath, @Nullable String wantedQuery) {
    return path.equals(wantedPath)
        && (wantedQuery == null ? query == null : wantedQuery.equals(query));
  }

  /**
   * Whether it covers a URL.
   *
   * @param urlScheme {@code http} or {@code https}
   * @param urlHost in lower case, without the scheme's own port
   * @param urlQuery empty where there is none
   */
  boolean covers(String urlScheme, String urlHost, String urlPath, String urlQuery) {
    return matches(scheme, urlScheme)
        && (matches(host, urlHost)
            || matches(host, urlHost + (urlScheme.equals("https") ? ":443" : ":80")))
        && coversRest(urlPath, urlQuery);
  }

  private boolean coversRest(String urlPath, String urlQuery) {
    if (query != null) {
      return matches(path, urlPath) && matches(query, urlQuery);
    }
    if ((urlQuery.isEmpty() || path.endsWith("*")) && matches(path, urlPath)) {
      return true;
    }
    int at = urlQuery.isEmpty() ? -1 : firstDisputed();
    for (int tries = 0; at >= 0 && tries < MOST_STARTS; tries++) {
      if (matches(path.substring(0, at), urlPath) && matches(path.substring(at + 1), urlQuery)) {
        return true;
      }
      at = path.indexOf('?', at + 1);
    }
    return false;
  }

  /** The first question mark that may stand before the query: none with a folder behind it. */
  private int firstDisputed() {
    return path.indexOf('?', path.lastIndexOf('/') + 1);
  }

  /** Greedy, with one step back to the last star: linear but for the runs between two stars. */
  private static boolean matches(String pattern, String text) {
    int at = 0;
    int in = 0;
    int star = -1;
    int resume = 0;
    while (in < text.length()) {
      if (at < pattern.length()
          && pattern.charAt(at) != '*'
          && (pattern.charAt(at) == '?' || pattern.charAt(at) == text.charAt(in))) {
        at++;
        in++;
      } else if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at++;
        resume = in;
      } else if (star >= 0) {
        at = star + 1;
        in = ++resume;
      } else {
        return false;
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == '*') {
      at++;
    }
    return at == pattern.length();
  }
}
