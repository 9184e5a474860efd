package io.playgate.playbacktoken.edgeauth;

import io.playgate.playbacktoken.PlaybackGrant;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a token, asked for one after another in the order of the format. What is not
 * asked for when its turn comes (an unknown field, a repeated or misplaced one) is never reached,
 * so {@link #areAllRead()} is false then.
 */
final class Fields {
  private static final int MOST_DIGITS = 15;

  private final String text;
  private final byte[] bytes;
  private final int end;
  private final Options options;
  private int at;
  private boolean broken;

  /**
   * @param text the token
   * @param bytes the same in ASCII; values are read from it, as it is what the MAC is of
   * @param end where the signed part ends
   * @param options how values are written
   */
  Fields(String text, byte[] bytes, int end, Options options) {
    this.text = text;
    this.bytes = bytes;
    this.end = end;
    this.options = options;
  }

  /** Whether every field was read, and each had a proper value. */
  boolean areAllRead() {
    return !broken && at == end + 1;
  }

  /**
   * The value of the next field.
   *
   * @param name with its equals sign
   * @return null where the next field is another one
   */
  @Nullable String text(String name) {
    int from = value(name);
    return from < 0 ? null : proper(options.unescape(raw(from)));
  }

  /** The patterns of the ACL; none where the next field is another one. */
  List<String> acl() {
    int from = value("acl=");
    if (from < 0) {
      return List.of();
    }
    String acl = proper(options.unescapeAcl(raw(from)));
    int separator = acl.indexOf('!');
    if (separator < 0) {
      return List.of(acl);
    }
    List<String> patterns = new ArrayList<>();
    int start = 0;
    while (separator >= 0) {
      patterns.add(acl.substring(start, separator));
      start = separator + 1;
      separator = acl.indexOf('!', start);
    }
    patterns.add(acl.substring(start));
    return patterns;
  }

  private String raw(int from) {
    return new String(bytes, from, at - 1 - from, StandardCharsets.ISO_8859_1);
  }

  private String proper(@Nullable String value) {
    broken |= value == null;
    return value == null ? "" : value;
  }

  /** The same of a number without sign and leading zeros; {@code UNSET} where it is another. */
  long number(String name) {
    int from = value(name);
    if (from < 0) {
      return PlaybackGrant.UNSET;
    }
    int to = at - 1;
    long number = 0;
    int wrong = 0;
    for (int i = from; i < to; i++) {
      int digit = bytes[i] - '0';
      wrong |= digit | 9 - digit;
      number = number * 10 + digit;
    }
    broken |= wrong < 0 || to - from > MOST_DIGITS || (bytes[from] == '0' && to - from > 1);
    return number;
  }

  /** Where the value of the next field starts, which is then behind us; -1 where it is another. */
  private int value(String name) {
    if (!text.startsWith(name, at)) {
      return -1;
    }
    int from = at + name.length();
    int separator = text.indexOf('~', from);
    int to = separator < 0 || separator > end ? end : separator;
    broken |= from >= to;
    at = to + 1;
    return from;
  }
}
