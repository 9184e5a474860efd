package io.playgate.playbacktoken.internal.text;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Base64url without padding (RFC 4648 section 5), read strictly: every byte string has exactly one
 * text, so that no token has a second spelling.
 */
public final class Base64Url {
  private static final byte[] VALUES = values();

  private Base64Url() {}

  /** The one text of these bytes. */
  public static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * The bytes of a text; null where it is padded, holds another character, has an impossible
   * length, or bits beyond the last byte that are not zero.
   */
  public static byte @Nullable [] decode(String text) {
    return decode(text, 0, text.length());
  }

  /** As {@link #decode(String)}, of the characters from..to. */
  public static byte @Nullable [] decode(String text, int from, int to) {
    int length = to - from;
    int rest = length & 3;
    if (rest == 1) {
      return null;
    }
    byte[] bytes = new byte[length / 4 * 3 + (rest == 0 ? 0 : rest - 1)];
    int buffer = 0;
    int bits = 0;
    int out = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      int value = c < 128 ? VALUES[c] : -1;
      if (value < 0) {
        return null;
      }
      buffer = buffer << 6 | value;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        bytes[out++] = (byte) (buffer >>> bits);
      }
    }
    return (buffer & ((1 << bits) - 1)) == 0 ? bytes : null;
  }

  /** Whether these are characters of the alphabet only: letters, digits, - and _. */
  public static boolean isAlphabet(String text) {
    return text.chars().allMatch(c -> c < 128 && VALUES[c] >= 0);
  }

  private static byte[] values() {
    byte[] values = new byte[128];
    java.util.Arrays.fill(values, (byte) -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (int i = 0; i < 64; i++) {
      values[alphabet.charAt(i)] = (byte) i;
    }
    return values;
  }
}
