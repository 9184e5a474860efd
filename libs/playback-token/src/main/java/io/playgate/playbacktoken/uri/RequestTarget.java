package io.playgate.playbacktoken.uri;

import io.playgate.playbacktoken.internal.text.AsciiText;

/**
 * A URL or request target, taken apart but not decoded. It keeps the text and where its parts are:
 * tokens are long, and copying them with every part would cost more than taking them apart.
 */
@SuppressWarnings("exports") // AsciiText, which only this library can name.
public final class RequestTarget {

  /** The longest target that is looked at, in characters. */
  public static final int MAX_LENGTH = 16384;

  private static final AsciiText.Word HTTPS = new AsciiText.Word("https://");

  private final String text;
  private final AsciiText ascii;
  private final int pathStart;
  private final int pathEnd;

  private RequestTarget(String text, AsciiText ascii, int pathStart, int pathEnd) {
    this.text = text;
    this.ascii = ascii;
    this.pathStart = pathStart;
    this.pathEnd = pathEnd;
  }

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
    int question = target.indexOf('?');
    AsciiText ascii = AsciiText.ofTarget(target, question);
    if (ascii == null) {
      throw new AmbiguousPathException("a character that is not allowed in a request target");
    }
    int pathEnd = question < 0 ? length : question;
    if (length > 0 && ascii.at(0) == '/') {
      return new RequestTarget(target, ascii, 0, pathEnd);
    }
    int authority;
    if (ascii.has(HTTPS, 0) || target.regionMatches(true, 0, "https://", 0, 8)) {
      authority = 8;
    } else if (target.regionMatches(true, 0, "http://", 0, 7)) {
      authority = 7;
    } else {
      throw new AmbiguousPathException("the target is neither a path nor an http URL");
    }
    int slash = target.indexOf('/', authority);
    int originEnd = slash < 0 || slash > pathEnd ? pathEnd : slash;
    if (originEnd == authority || ascii.indexOf('\\', authority, originEnd) < originEnd) {
      throw new AmbiguousPathException("the URL's host is missing or ambiguous");
    }
    if (originEnd == pathEnd) {
      return parse(target.substring(0, originEnd) + "/" + target.substring(pathEnd));
    }
    return new RequestTarget(target, ascii, originEnd, pathEnd);
  }

  /** Scheme and authority ({@code https://cdn.example}), empty for an origin-form target. */
  public String origin() {
    return text.substring(0, pathStart);
  }

  /** The raw path, starting with a slash. */
  public String path() {
    return text.substring(pathStart, pathEnd);
  }

  /** The raw query without its question mark; empty where there is none. */
  public String query() {
    return text.substring(queryStart());
  }

  /**
   * The path's normal form.
   *
   * @param floor as in {@link MediaPath#normalise(String, int)}
   */
  public AsciiText normalPath(int floor) throws AmbiguousPathException {
    return normalPath("", pathStart, floor);
  }

  /**
   * The normal form of a prefix, which is in normal form, and the path from an index on, where a
   * slash stands. Where that is normal already, it stays where it is.
   */
  public AsciiText normalPath(String prefix, int from, int floor) throws AmbiguousPathException {
    boolean isNormal =
        prefix.length() + pathEnd - from <= MediaPath.MAX_LENGTH
            && ascii.passes(MediaPath::isPlain, from, pathEnd);
    if (isNormal && prefix.isEmpty()) {
      return ascii.part(from, pathEnd);
    }
    String path = prefix.concat(text.substring(from, pathEnd));
    return MediaPath.ascii(isNormal ? path : MediaPath.normalise(path, floor));
  }

  /** The whole target. */
  public String text() {
    return text;
  }

  /** The same, to be read as bytes. */
  public AsciiText ascii() {
    return ascii;
  }

  /** Where the path starts in the text. */
  public int pathStart() {
    return pathStart;
  }

  /** Where the path ends in the text. */
  public int pathEnd() {
    return pathEnd;
  }

  /** Where the query starts in the text: its end where there is none. */
  public int queryStart() {
    return Math.min(pathEnd + 1, text.length());
  }
}
