package io.playgate.playbacktoken;

/**
 * A URL or request target, taken apart but not decoded.
 *
 * @param origin scheme and authority ({@code https://cdn.example}), empty for an origin-form target
 * @param path the raw path, starting with a slash
 * @param query the raw query without its question mark; empty where there is none
 */
public record RequestTarget(String origin, String path, String query) {

  /** The longest target that is looked at, in characters. */
  public static final int MAX_LENGTH = 16384;

  /**
   * Takes a target apart.
   *
   * @throws AmbiguousPathException where it is longer than {@value #MAX_LENGTH} characters, has a
   *     fragment, holds a space, control or non-ASCII character, or is neither a path nor an http
   *     or https URL
   */
  public static RequestTarget parse(String target) throws AmbiguousPathException {
    int length = target.length();
    if (length > MAX_LENGTH) {
      throw new AmbiguousPathException("the target is longer than " + MAX_LENGTH + " characters");
    }
    int question = -1;
    for (int i = 0; i < length; i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '#') {
        throw new AmbiguousPathException("a character that no request target may hold");
      }
      if (c == '?' && question < 0) {
        question = i;
      }
    }
    int pathEnd = question < 0 ? length : question;
    String query = question < 0 ? "" : target.substring(question + 1);
    if (target.startsWith("/")) {
      return new RequestTarget(
          "", pathEnd == length ? target : target.substring(0, pathEnd), query);
    }
    int authority;
    if (target.regionMatches(true, 0, "https://", 0, 8)) {
      authority = 8;
    } else if (target.regionMatches(true, 0, "http://", 0, 7)) {
      authority = 7;
    } else {
      throw new AmbiguousPathException("the target is neither a path nor an http URL");
    }
    int slash = target.indexOf('/', authority);
    int originEnd = slash < 0 || slash > pathEnd ? pathEnd : slash;
    if (originEnd == authority || target.lastIndexOf('\\', originEnd) >= 0) {
      throw new AmbiguousPathException("the URL has no clear host");
    }
    return new RequestTarget(
        target.substring(0, originEnd),
        originEnd == pathEnd ? "/" : target.substring(originEnd, pathEnd),
        query);
  }
}
