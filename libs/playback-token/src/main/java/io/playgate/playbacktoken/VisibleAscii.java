package io.playgate.playbacktoken;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Whether a text is of visible ASCII characters only. Every request asks that of its whole target,
 * so eight characters are looked at in one step.
 */
final class VisibleAscii {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long TOPS = 0x8080_8080_8080_8080L;

  private VisibleAscii() {}

  /** Whether every character is above space and below DEL. */
  static boolean isAll(String text) {
    return bytes(text) != null;
  }

  /** The text's characters, one byte each; null where one is not above space and below DEL. */
  static byte @Nullable [] bytes(String text) {
    int length = text.length();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length != length) {
      return null;
    }
    int last = length - 8;
    if (last < 0) {
      return isAll(text, 0, length) ? bytes : null;
    }
    for (int i = 0; i < last; i += 8) {
      if (hasOther((long) LONGS.get(bytes, i)) && !isAll(text, i, i + 8)) {
        return null;
      }
    }
    return !hasOther((long) LONGS.get(bytes, last)) || isAll(text, last, length) ? bytes : null;
  }

  private static boolean isAll(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether one of eight bytes is over 0x7e, under 0x21, or a question mark, which is also what
   * half a surrogate pair is encoded as. The usual bit tricks; exact in that they answer for all
   * eight: a byte spoils the answer for its neighbour only where it is such a byte itself.
   */
  private static boolean hasOther(long eight) {
    long question = eight ^ 0x3f * ONES;
    long isQuestion = (question - ONES) & ~question;
    return ((eight | (eight + ONES) | (eight - 0x21 * ONES) | isQuestion) & TOPS) != 0;
  }
}
