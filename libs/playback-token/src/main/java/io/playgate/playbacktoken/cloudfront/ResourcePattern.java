package io.playgate.playbacktoken.cloudfront;

import org.jspecify.annotations.Nullable;

/**
 * A policy's {@code Resource}: {@code *} is any run of characters and {@code ?} any one, within
 * scheme, host, path and query each; {@code \?} is the question mark before the query. A pattern
 * whose path ends with {@code *} covers every query, one without a query no URL with a query.
 */
final class ResourcePattern {
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

  /** Reads a pattern; null where it is not {@code http://}, {@code https://} or {@code *://}. */
  static @Nullable ResourcePattern parse(String resource) {
    int schemeEnd = resource.indexOf("://");
    if (schemeEnd < 0) {
      return null;
    }
    String scheme = resource.substring(0, schemeEnd);
    if (!scheme.equals("http")
        && !scheme.equals("https")
        && !scheme.equals("*")
        && !scheme.equals("http*")) {
      return null;
    }
    int hostStart = schemeEnd + 3;
    int pathStart = resource.indexOf('/', hostStart);
    if (pathStart <= hostStart) {
      return null;
    }
    int question = resource.indexOf("\\?", pathStart);
    String path = resource.substring(pathStart, question < 0 ? resource.length() : question);
    if (path.indexOf('\\') >= 0) {
      return null;
    }
    return new ResourcePattern(
        scheme,
        resource.substring(hostStart, pathStart),
        path,
        question < 0 ? null : resource.substring(question + 2));
  }

  /** The part about the path. */
  String path() {
    return path;
  }

  /**
   * Whether it covers a URL.
   *
   * @param urlScheme {@code http} or {@code https}
   * @param urlQuery empty where there is none
   */
  boolean covers(String urlScheme, String urlHost, String urlPath, String urlQuery) {
    return matches(scheme, urlScheme)
        && matches(host, urlHost)
        && matches(path, urlPath)
        && (query == null ? urlQuery.isEmpty() || path.endsWith("*") : matches(query, urlQuery));
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
