package io.playgate.demo.origin;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a {@code Range} header asks of a file (RFC 9110, section 14.2). */
sealed interface ByteRange {
  Pattern SINGLE = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

  /** The whole file: no range was asked for, or one that a server may ignore. */
  record Whole() implements ByteRange {}

  /**
   * A part of the file.
   *
   * @param first offset of its first byte
   * @param last offset of its last byte
   */
  record Part(int first, int last) implements ByteRange {
    int length() {
      return last - first + 1;
    }
  }

  /** A part that the file does not have. */
  record Unsatisfiable() implements ByteRange {}

  /**
   * Reads the header. Several ranges at once, other units and nonsense count as none.
   *
   * @param header its value, null when there is none
   * @param length the file's length in bytes
   */
  static ByteRange of(@Nullable String header, int length) {
    Matcher matcher = SINGLE.matcher(header == null ? "" : header);
    if (!matcher.matches()) {
      return new Whole();
    }
    String first = matcher.group(1);
    String last = matcher.group(2);
    if (first.isEmpty()) {
      return last.isEmpty() ? new Whole() : suffix(Long.parseLong(last), length);
    }
    long from = Long.parseLong(first);
    long to = last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last);
    if (to < from) {
      return new Whole();
    }
    return from >= length
        ? new Unsatisfiable()
        : new Part((int) from, (int) Math.min(to, length - 1L));
  }

  private static ByteRange suffix(long wanted, int length) {
    return wanted == 0 || length == 0
        ? new Unsatisfiable()
        : new Part((int) Math.max(0, length - wanted), length - 1);
  }
}
