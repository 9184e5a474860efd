package io.playgate.playbacktoken.uri;

import io.playgate.playbacktoken.internal.text.AsciiText;
import java.util.List;

/** A token's path ACL, read once: a path is covered if any entry matches it. */
@SuppressWarnings("exports") // AsciiText, which only this library can name.
public final class PathAcl {

  /** The most entries a token may have. */
  public static final int MAX_ENTRIES = 256;

  private final PathPattern[] patterns;

  private PathAcl(PathPattern[] patterns) {
    this.patterns = patterns;
  }

  /**
   * Reads the entries.
   *
   * @throws AmbiguousPathException if one is not a valid pattern, or there are too many
   */
  public static PathAcl of(List<String> entries) throws AmbiguousPathException {
    if (entries.size() > MAX_ENTRIES) {
      throw new AmbiguousPathException("more than " + MAX_ENTRIES + " path patterns");
    }
    PathPattern[] patterns = new PathPattern[entries.size()];
    for (int i = 0; i < patterns.length; i++) {
      patterns[i] = PathPattern.parse(entries.get(i));
    }
    return new PathAcl(patterns);
  }

  /**
   * Whether an entry covers the path. An ACL without entries covers nothing.
   *
   * @param path in normal form; a text that is not visible ASCII is not covered
   */
  public boolean covers(String path) {
    AsciiText ascii = AsciiText.of(path);
    return ascii != null && covers(ascii);
  }

  /** The same of a path that is left where it stands. */
  public boolean covers(AsciiText path) {
    for (PathPattern pattern : patterns) {
      if (pattern.matches(path)) {
        return true;
      }
    }
    return false;
  }

  /** The entries in their normal form. */
  public List<String> entries() {
    String[] entries = new String[patterns.length];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = patterns[i].text();
    }
    return List.of(entries);
  }
}
