package io.playgate.playbacktoken.internal.text;

import org.jspecify.annotations.Nullable;

/** Decimal numbers as formats write them. */
public final class Decimals {
  private Decimals() {}

  /**
   * A decimal number without sign and leading zeros, at most 15 digits.
   *
   * @return -1 for others
   */
  public static long number(@Nullable String text) {
    if (text == null
        || text.isEmpty()
        || text.length() > 15
        || (text.length() > 1 && text.charAt(0) == '0')) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + c - '0';
    }
    return value;
  }
}
