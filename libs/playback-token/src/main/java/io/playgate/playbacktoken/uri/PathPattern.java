package io.playgate.playbacktoken.uri;

import io.playgate.playbacktoken.internal.text.AsciiText;

/**
 * One entry of a token's path ACL.
 *
 * <ul>
 *   <li>Without wildcards it matches exactly one path: {@code /live/42} is neither {@code
 *       /live/42/} nor {@code /live/421}.
 *   <li>{@code *} matches any run of characters, slashes included and the empty one too; {@code ?}
 *       matches exactly one character that is not a slash. That is what CDNs mean by them, so one
 *       token covers the same here and there.
 *   <li>A trailing {@code /*} is the subtree: {@code /live/42/*} covers {@code /live/42/} and all
 *       under it, never {@code /live/42} or {@code /live/421/x}.
 * </ul>
 *
 * <p>Patterns are matched against the normal form of a path ({@link MediaPath}), case-sensitively,
 * and are themselves normalised the same way; the query takes no part. A pattern may hold no dot
 * segment, and at most {@value #MAX_INNER_RUN} characters between two {@code *}, which bounds a
 * match to that many comparisons per character of the path.
 */
public final class PathPattern {

  /** The most characters that may stand between two {@code *} of a pattern. */
  public static final int MAX_INNER_RUN = 128;

  private final String text;
  private final AsciiText ascii;
  private final int firstStar;
  private final int lastStar;
  private final boolean hasQuestion;

  private PathPattern(String text) {
    this.text = text;
    this.ascii = MediaPath.ascii(text).copy();
    this.firstStar = text.indexOf('*');
    this.lastStar = text.lastIndexOf('*');
    this.hasQuestion = text.indexOf('?') >= 0;
  }

  /**
   * Reads a pattern.
   *
   * @throws AmbiguousPathException if it is not a valid path, or exceeds a limit
   */
  public static PathPattern parse(String pattern) throws AmbiguousPathException {
    PathPattern parsed = new PathPattern(MediaPath.normalisePattern(pattern));
    int star = parsed.firstStar;
    while (star >= 0 && star < parsed.lastStar) {
      int next = parsed.text.indexOf('*', star + 1);
      if (next - star - 1 > MAX_INNER_RUN) {
        throw new AmbiguousPathException(
            "more than " + MAX_INNER_RUN + " characters between two wildcards");
      }
      star = next;
    }
    return parsed;
  }

  /**
   * Whether the pattern covers a path.
   *
   * @param path in normal form
   */
  public boolean matches(String path) {
    AsciiText ascii = AsciiText.of(path);
    return ascii != null && matches(ascii);
  }

  /** The same, where the path stands. */
  boolean matches(AsciiText path) {
    int pathLength = path.length();
    int length = ascii.length();
    if (firstStar < 0) {
      return pathLength == length && runMatches(0, length, path, 0);
    }
    int tail = length - lastStar - 1;
    if (firstStar == lastStar && tail == 0) {
      return pathLength >= firstStar && runMatches(0, firstStar, path, 0);
    }
    if (pathLength < firstStar + tail
        || !runMatches(0, firstStar, path, 0)
        || !runMatches(lastStar + 1, length, path, pathLength - tail)) {
      return false;
    }
    int at = firstStar;
    int limit = pathLength - tail;
    int star = firstStar;
    while (star < lastStar) {
      int next = text.indexOf('*', star + 1);
      int run = next - star - 1;
      while (at + run <= limit && !runMatches(star + 1, next, path, at)) {
        at++;
      }
      if (at + run > limit) {
        return false;
      }
      at += run;
      star = next;
    }
    return true;
  }

  /** Whether the wildcard-free characters from..to of the pattern stand in the path at an index. */
  private boolean runMatches(int from, int to, AsciiText path, int at) {
    if (!hasQuestion) {
      return ascii.isPartOf(path, at, from, to);
    }
    for (int i = from; i < to; i++) {
      char wanted = ascii.at(i);
      char found = path.at(at + i - from);
      if (wanted != found && (wanted != '?' || found == '/')) {
        return false;
      }
    }
    return true;
  }

  /** The pattern in its normal form. */
  public String text() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PathPattern that && that.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
