package io.playgate.playbacktoken.google;

import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.RequestCondition;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.internal.carrier.Origins;
import io.playgate.playbacktoken.uri.AmbiguousPathException;
import io.playgate.playbacktoken.uri.MediaPath;
import io.playgate.playbacktoken.uri.RequestOrigin;
import io.playgate.playbacktoken.uri.RequestTarget;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code URLPrefix}: scheme, whole host, and what a path must start with. The path is a text, not
 * a folder: {@code /data} covers {@code /database} too. A prefix that ends within the host is
 * Google's business; here the host must be the request's.
 *
 * @param origin scheme and host
 * @param path in normal form, without wildcards; may be empty
 */
record UrlPrefix(RequestOrigin origin, String path) {

  /**
   * The prefix that means the same as the one pattern of a grant.
   *
   * @param expected what the option {@code origin} names; null where it is not set
   * @throws UnsupportedGrantException {@code path-not-prefix} where there is none
   */
  static UrlPrefix of(List<String> patterns, RequestTarget url, @Nullable RequestOrigin expected)
      throws UnsupportedGrantException {
    String pattern = patterns.size() == 1 ? patterns.getFirst() : "";
    int star = pattern.indexOf('*');
    if (star < 0 || star != pattern.length() - 1 || pattern.indexOf('?') >= 0) {
      throw new UnsupportedGrantException(
          "path-not-prefix", "a URL prefix is one path pattern whose only wildcard is a last *");
    }
    return new UrlPrefix(Origins.of(url, expected), pattern.substring(0, star));
  }

  /** Reads one; null where it is not the start of a URL up to a part of its path. */
  static @Nullable UrlPrefix read(String base64) {
    byte[] bytes = GoogleText.decode(base64);
    if (bytes == null) {
      return null;
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int host = text.indexOf("://") + 3;
    int slash = text.indexOf('/', host);
    RequestOrigin origin = RequestOrigin.parse(slash < 0 ? text : text.substring(0, slash));
    String path = slash < 0 ? "" : text.substring(slash);
    String normal = path.isEmpty() ? path : normal(path);
    return origin == null || path.indexOf('*') >= 0 || normal == null
        ? null
        : new UrlPrefix(origin, normal);
  }

  /**
   * The normal form of what a path starts with; null where that would cover more than the text
   * does, or cannot be told: what ends within a character, a run of slashes, a dot segment.
   */
  private static @Nullable String normal(String path) {
    if (path.contains("//")) {
      return null;
    }
    try {
      String whole = MediaPath.normalise(path + "x");
      return MediaPath.isUnambiguous(path) ? whole.substring(0, whole.length() - 1) : null;
    } catch (AmbiguousPathException e) {
      return null;
    }
  }

  byte[] bytes() {
    return (origin + path).getBytes(StandardCharsets.US_ASCII);
  }

  /** What it covers, as a grant's paths. */
  List<String> paths() {
    return List.of((path.isEmpty() ? "/" : path) + "*");
  }

  /**
   * A request must be for its origin.
   *
   * @param expected what the option {@code origin} names; null where it is not set
   */
  RequestCondition condition(@Nullable RequestOrigin expected) {
    return (token, now, uses) ->
        origin.equals(Origins.of(token.request(), expected))
            ? null
            : new Verdict.Deny(
                DenyCode.OUTSIDE_ACL, "the scheme and host are not the prefix's, or not clear");
  }
}
