package io.playgate.playbacktoken.internal.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Lower-case hexadecimal, four bytes in one step: what tokens write their MACs in. It has one text
 * for every byte string, so a MAC is compared as text, and a presented one is never decoded.
 */
public final class LowerHex {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long LOW_NIBBLES = 0x0f * ONES;

  private LowerHex() {}

  /**
   * The text of these bytes.
   *
   * @param bytes a multiple of four
   */
  public static String encode(byte[] bytes) {
    byte[] text = new byte[2 * bytes.length];
    write(bytes, text, 0);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /**
   * Writes the text of these bytes.
   *
   * @param bytes a multiple of four
   * @param text where to
   * @param from from which index on
   */
  public static void write(byte[] bytes, byte[] text, int from) {
    for (int i = 0, at = from; i < bytes.length; i += 4, at += 8) {
      LONGS.set(text, at, digits((int) INTS.get(bytes, i)));
    }
  }

  /**
   * Whether a text is that of these bytes, in a time that does not tell where it differs.
   *
   * @param text holds the text, of ASCII
   * @param from where it starts there
   * @param length how long it is
   * @param bytes a multiple of four
   */
  public static boolean is(byte[] text, int from, int length, byte[] bytes) {
    if (length != 2 * bytes.length) {
      return false;
    }
    long difference = 0;
    for (int i = 0, at = from; i < bytes.length; i += 4, at += 8) {
      difference |= (long) LONGS.get(text, at) ^ digits((int) INTS.get(bytes, i));
    }
    return difference == 0;
  }

  /** Whether these characters are such digits. */
  public static boolean isAll(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) {
        return false;
      }
    }
    return true;
  }

  /** The bytes of a text; null where it is of an odd length or holds another character. */
  public static byte @Nullable [] decode(String text) {
    return text.length() % 2 == 0 && isAll(text, 0, text.length())
        ? HexFormat.of().parseHex(text)
        : null;
  }

  /** The eight digits of four bytes, without a branch or a table, which could tell of them. */
  private static long digits(int bytes) {
    long nibbles = Long.expand(bytes & 0xffff_ffffL, LOW_NIBBLES);
    long isLetter = (nibbles + 6 * ONES) >>> 4 & ONES;
    return nibbles + '0' * ONES + isLetter * ('a' - '0' - 10);
  }
}
