package io.playgate.playbacktoken.uri;

import io.playgate.playbacktoken.internal.text.AsciiText;
import java.nio.charset.StandardCharsets;

/**
 * The one path grammar that signing and checking share.
 *
 * <p>The normal form of a path (RFC 3986 section 6.2.2, made strict):
 *
 * <ul>
 *   <li>percent-encoded unreserved characters are decoded ({@code %7E} is {@code ~}); every other
 *       escape stays, with upper-case digits, so {@code %2C} and {@code ,} are different paths;
 *   <li>{@code . ..} segments are resolved, encoded or not; one that climbs above the root (or the
 *       given floor) is refused;
 *   <li>runs of slashes become one slash; a trailing slash is kept and significant;
 *   <li>the visible characters that no URI may hold raw ({@code " < > ^ ` { | } [ ]}) are encoded.
 * </ul>
 *
 * <p>Refused, because programs differ on them: an encoded slash or backslash, a raw backslash, NUL
 * and every other control byte (encoded or not), space and non-ASCII characters unencoded, escapes
 * that are not UTF-8 (overlong forms and surrogates included), incomplete escapes, double encoding
 * (an escaped percent sign that two hexadecimal digits follow), {@code #} and {@code ?}, path
 * parameters on a dot segment ({@code ..;x}), and paths longer than {@value #MAX_LENGTH}
 * characters. A {@code ;} elsewhere is an ordinary character: path parameters are part of the path
 * and match an ACL only if the ACL's pattern covers them.
 */
@SuppressWarnings("exports") // AsciiText, which only this library can name.
public final class MediaPath {

  /** The longest path that is looked at, in characters. */
  public static final int MAX_LENGTH = 8192;

  private static final String HEX = "0123456789ABCDEF";

  // The kinds of bytes. A slash or dot may not follow a slash in a plain path: half of SLASH and
  // either have a bit in common.
  private static final byte PLAIN = 0;
  private static final byte DOT = 1;
  private static final byte SLASH = 2 | DOT;
  private static final byte OTHER = 4;
  private static final byte ENCODE = 8;
  private static final byte[] CLASSES = classes();

  private MediaPath() {}

  /**
   * The normal form of a path.
   *
   * @param raw a path as on the wire, without query
   * @return the normal form; {@code raw} itself where it is normal already
   * @throws AmbiguousPathException where the path is refused
   */
  public static String normalise(String raw) throws AmbiguousPathException {
    return normalise(raw, 0, false);
  }

  /** Whether a path has a normal form, which says nothing else than its own text does. */
  public static boolean isUnambiguous(String raw) {
    try {
      normalise(raw);
      return isAnotherText(raw);
    } catch (AmbiguousPathException e) {
      return false;
    }
  }

  /**
   * Whether a path, which has a normal form, differs from it in nothing but how characters are
   * written and how many slashes stand between segments: it has no dot segment, whose resolution
   * would lead elsewhere than what was signed says.
   */
  public static boolean isAnotherText(String raw) {
    int start = 1;
    while (start <= raw.length()) {
      int end = raw.indexOf('/', start);
      int limit = end < 0 ? raw.length() : end;
      if (isDots(raw, start, limit)) {
        return false;
      }
      start = limit + 1;
    }
    return true;
  }

  /** Whether these characters are one or two dots, escaped or not. */
  private static boolean isDots(String raw, int from, int to) {
    int dots = 0;
    int at = from;
    while (at < to) {
      if (raw.charAt(at) == '.') {
        at++;
      } else if (raw.regionMatches(true, at, "%2e", 0, 3)) {
        at += 3;
      } else {
        return false;
      }
      dots++;
    }
    return dots == 1 || dots == 2;
  }

  /** Whether this is a path in its normal form. */
  public static boolean isNormal(String path) {
    try {
      return normalise(path).equals(path);
    } catch (AmbiguousPathException e) {
      return false;
    }
  }

  /**
   * The normal form of a path whose first {@code floor} characters no dot segment may climb out of.
   *
   * @param floor length of a prefix in normal form, without its trailing slash
   */
  public static String normalise(String raw, int floor) throws AmbiguousPathException {
    return normalise(raw, floor, false);
  }

  /**
   * A path in its normal form, which is visible ASCII.
   *
   * @throws IllegalArgumentException where it is not
   */
  public static AsciiText ascii(String normalPath) {
    AsciiText path = AsciiText.of(normalPath);
    if (path == null) {
      throw new IllegalArgumentException("a path in its normal form is visible ASCII");
    }
    return path;
  }

  /** The normal form of a pattern: as of a path, with {@code ?} allowed and no dot segments. */
  static String normalisePattern(String raw) throws AmbiguousPathException {
    return normalise(raw, 0, true);
  }

  private static String normalise(String raw, int floor, boolean pattern)
      throws AmbiguousPathException {
    int length = raw.length();
    if (length == 0 || raw.charAt(0) != '/') {
      throw new AmbiguousPathException("the path does not start with a slash");
    }
    if (length > MAX_LENGTH) {
      throw new AmbiguousPathException("the path is longer than " + MAX_LENGTH + " characters");
    }
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    return bytes.length == length && isPlain(bytes, 0, length)
        ? raw
        : new Normaliser(raw, floor, pattern).run();
  }

  /**
   * Whether this is a path in its normal form, seen at one glance: false does not mean that it is
   * not. A path is {@value #MAX_LENGTH} characters at most.
   *
   * @param ascii holds the path from one index up to another
   */
  static boolean isPlain(byte[] ascii, int from, int to) {
    if (from >= to || ascii[from] != '/') {
      return false;
    }
    // Without a branch per character: what is found is collected, and looked at once.
    int kinds = 0;
    int clashes = 0;
    int before = SLASH;
    for (int i = from + 1; i < to; i++) {
      int kind = CLASSES[ascii[i] & 0xff];
      kinds |= kind;
      clashes |= before >> 1 & kind;
      before = kind;
    }
    return (kinds & (OTHER | ENCODE)) == 0 && clashes == 0;
  }

  /** The slow path: something has to be decoded, resolved, encoded or refused. */
  private static final class Normaliser {
    private final String raw;
    private final int floor;
    private final boolean pattern;
    private final StringBuilder out;
    private int segmentStart = 1;
    private int at = 1;

    Normaliser(String raw, int floor, boolean pattern) {
      this.raw = raw;
      this.floor = floor;
      this.pattern = pattern;
      this.out = new StringBuilder(raw.length() + 16).append('/');
    }

    String run() throws AmbiguousPathException {
      while (at < raw.length()) {
        char c = raw.charAt(at);
        if (c == '/') {
          endSegment(false);
          at++;
        } else if (c == '%') {
          escape();
        } else if (c < 128 && (CLASSES[c] == PLAIN || c == '.' || c == ';')) {
          out.append(c);
          at++;
        } else if (c < 128 && CLASSES[c] == ENCODE) {
          appendEscape(c);
          at++;
        } else if (c == '?' && pattern) {
          out.append(c);
          at++;
        } else {
          throw new AmbiguousPathException(
              c == '\\' ? "a backslash" : "a character that is not allowed in a path");
        }
      }
      endSegment(true);
      refuseDoubleEncoding();
      return out.toString();
    }

    private void endSegment(boolean last) throws AmbiguousPathException {
      int length = out.length() - segmentStart;
      int dots = leadingDots(length);
      if (dots > 0 && length > dots && isSemicolon(segmentStart + dots)) {
        throw new AmbiguousPathException("path parameters on a dot segment");
      }
      if (dots > 0 && length == dots) {
        if (pattern) {
          throw new AmbiguousPathException("a dot segment in a pattern");
        }
        out.setLength(segmentStart);
        if (dots == 2) {
          if (segmentStart <= floor + 1) {
            throw new AmbiguousPathException("a dot segment climbs too far up");
          }
          out.setLength(out.lastIndexOf("/", segmentStart - 2) + 1);
          segmentStart = out.length();
        }
      } else if (length > 0 && !last) {
        out.append('/');
        segmentStart = out.length();
      }
    }

    /** 1 or 2 where the segment starts with exactly one or two dots, else 0. */
    private int leadingDots(int length) {
      int dots = 0;
      while (dots < length && out.charAt(segmentStart + dots) == '.') {
        dots++;
      }
      return dots <= 2 ? dots : 0;
    }

    private boolean isSemicolon(int index) {
      return out.charAt(index) == ';' || out.indexOf("%3B", index) == index;
    }

    private void escape() throws AmbiguousPathException {
      int b = escapedByte(at);
      if (b < 0) {
        throw new AmbiguousPathException("an incomplete escape");
      }
      if (b < 0x20 || b == 0x7f) {
        throw new AmbiguousPathException("an encoded control byte");
      }
      if (b == '/' || b == '\\') {
        throw new AmbiguousPathException("an encoded slash or backslash");
      }
      if (b >= 0x80) {
        utf8(b);
      } else if (isUnreserved(b)) {
        out.append((char) b);
        at += 3;
      } else {
        appendEscape(b);
        at += 3;
      }
    }

    /** Copies one multi-byte UTF-8 sequence, all of it escaped (RFC 3629 section 4). */
    private void utf8(int lead) throws AmbiguousPathException {
      int more;
      int low = 0x80;
      int high = 0xbf;
      if (lead >= 0xc2 && lead <= 0xdf) {
        more = 1;
      } else if (lead >= 0xe0 && lead <= 0xef) {
        more = 2;
        low = lead == 0xe0 ? 0xa0 : low;
        high = lead == 0xed ? 0x9f : high;
      } else if (lead >= 0xf0 && lead <= 0xf4) {
        more = 3;
        low = lead == 0xf0 ? 0x90 : low;
        high = lead == 0xf4 ? 0x8f : high;
      } else {
        throw new AmbiguousPathException("escapes that are not UTF-8");
      }
      appendEscape(lead);
      at += 3;
      for (int i = 0; i < more; i++) {
        int b = escapedByte(at);
        if (b < low || b > high) {
          throw new AmbiguousPathException("escapes that are not UTF-8");
        }
        appendEscape(b);
        at += 3;
        low = 0x80;
        high = 0xbf;
      }
    }

    /** The byte that the escape at this index stands for, or -1 where none is there. */
    private int escapedByte(int index) {
      if (index + 2 >= raw.length() || raw.charAt(index) != '%') {
        return -1;
      }
      int first = hexDigit(raw.charAt(index + 1));
      int second = hexDigit(raw.charAt(index + 2));
      return first < 0 || second < 0 ? -1 : first << 4 | second;
    }

    private void appendEscape(int b) {
      out.append('%').append(HEX.charAt(b >> 4)).append(HEX.charAt(b & 15));
    }

    private void refuseDoubleEncoding() throws AmbiguousPathException {
      int length = out.length();
      for (int i = out.indexOf("%25"); i >= 0; i = out.indexOf("%25", i + 3)) {
        if (i + 4 < length
            && hexDigit(out.charAt(i + 3)) >= 0
            && hexDigit(out.charAt(i + 4)) >= 0) {
          throw new AmbiguousPathException("double encoding");
        }
      }
    }
  }

  public static int hexDigit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
      return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  }

  /**
   * Whether a character is unreserved (RFC 3986 section 2.3): a letter, a digit, {@code - . _ ~}.
   */
  public static boolean isUnreserved(int b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '.'
        || b == '_'
        || b == '~';
  }

  /**
   * PLAIN for what is copied as it is, SLASH and DOT for what is where it does not follow a slash;
   * {@code ;} is OTHER, it needs a closer look.
   */
  private static byte[] classes() {
    byte[] classes = new byte[256];
    for (int c = 0; c < classes.length; c++) {
      if (c == '/') {
        classes[c] = SLASH;
      } else if (c == '.') {
        classes[c] = DOT;
      } else if (isUnreserved(c) || "!$&'()*+,=:@".indexOf(c) >= 0) {
        classes[c] = PLAIN;
      } else {
        classes[c] = "\"<>^`{|}[]".indexOf(c) >= 0 ? ENCODE : OTHER;
      }
    }
    return classes;
  }
}
