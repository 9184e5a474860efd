package io.playgate.playbacktoken.internal.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A text of visible ASCII characters, as a token is one: looked at once, eight characters in one
 * step, and from then on read as bytes where it stands in a longer text. A part of it shares the
 * bytes, which nobody changes.
 */
public final class AsciiText {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long TOPS = 0x8080_8080_8080_8080L;

  /** The golden ratio's bits: neighbouring texts come to lie far apart. */
  private static final long MIXER = 0x9e37_79b9_7f4a_7c15L;

  private static final int MOST_DIGITS = 15;

  private final byte[] bytes;
  private final int start;
  private final int length;

  private AsciiText(byte[] bytes, int start, int length) {
    this.bytes = bytes;
    this.start = start;
    this.length = length;
  }

  /** The text's characters; null where one is not above space and below DEL. */
  public static @Nullable AsciiText of(String text) {
    byte[] bytes = bytes(text);
    return bytes != null && (isPlain(bytes, text.indexOf('?'), '!') || isVisible(text))
        ? new AsciiText(bytes, 0, bytes.length)
        : null;
  }

  /**
   * The same of a URL or request target, which may hold no {@code #} either.
   *
   * @param question where its first question mark stands; negative where none does
   */
  public static @Nullable AsciiText ofTarget(String target, int question) {
    byte[] bytes = bytes(target);
    return bytes != null
            && (isPlain(bytes, question, '$')
                || (target.indexOf('#') < 0
                    && (isPlain(bytes, question, '!') || isVisible(target))))
        ? new AsciiText(bytes, 0, bytes.length)
        : null;
  }

  /** The same of a name: letters, digits, {@code -} and {@code _}. */
  public static @Nullable AsciiText ofName(String text) {
    byte[] bytes = bytes(text);
    return bytes != null && isName(bytes) ? new AsciiText(bytes, 0, bytes.length) : null;
  }

  private static boolean isName(byte[] bytes) {
    long found = 0;
    int last = bytes.length - 8;
    for (int i = 0; i < last; i += 8) {
      found |= notOfName((long) LONGS.get(bytes, i));
    }
    // The last eight may have been looked at in part.
    found |= notOfName(eight(bytes, Math.max(last, 0)));
    return (found & TOPS) == 0;
  }

  private static long notOfName(long eight) {
    long folded = eight | 0x20 * ONES;
    long letters = (folded + (0x80 - 'a') * ONES) & ~(folded + (0x7f - 'z') * ONES);
    long digits = (eight + (0x80 - '0') * ONES) & ~(eight + (0x7f - '9') * ONES);
    long hyphens = ~((eight ^ '-' * ONES) + 0x7f * ONES);
    // '_' folds to seven ones, as only DEL does besides.
    long underscores = (folded + ONES) & ~(eight + ONES);
    return eight | ~(letters | digits | hyphens | underscores);
  }

  /** A byte for each character; what ISO 8859-1 does not have becomes a question mark. */
  private static byte @Nullable [] bytes(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return bytes.length == text.length() ? bytes : null;
  }

  /**
   * Whether bytes are of visible ASCII from some character on, with no question mark but the first,
   * seen at one glance.
   */
  private static boolean isPlain(byte[] bytes, int question, char lowest) {
    if (question < 0) {
      return isPlain(bytes, lowest);
    }
    bytes[question] = 'a';
    boolean isPlain = isPlain(bytes, lowest);
    bytes[question] = '?';
    return isPlain;
  }

  /**
   * The usual bit tricks, for eight bytes in one step, and exact: a byte spoils the answer for its
   * neighbour only where it is such a byte itself.
   */
  private static boolean isPlain(byte[] bytes, char lowest) {
    long outside = 0;
    long sixOnes = 0;
    int last = bytes.length - 8;
    for (int i = 0; i < last; i += 8) {
      long eight = (long) LONGS.get(bytes, i);
      outside |= eight | (eight - lowest * ONES);
      // Of ASCII, '?' and DEL alone end with six ones.
      sixOnes |= (eight & '?' * ONES) + ONES;
    }
    // The last eight may have been looked at in part.
    long eight = eight(bytes, Math.max(last, 0));
    outside |= eight | (eight - lowest * ONES);
    sixOnes |= (eight & '?' * ONES) + ONES;
    return ((outside | sixOnes << 1) & TOPS) == 0;
  }

  private static boolean isVisible(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  /** How many characters. */
  public int length() {
    return length;
  }

  /** Whether its characters are where those of another text are, of which it is then a part. */
  @SuppressWarnings("ReferenceEquality") // Where they are, not what they are.
  public boolean isIn(AsciiText other) {
    return bytes == other.bytes;
  }

  /** The characters from one index up to another, without a copy. */
  public AsciiText part(int from, int to) {
    Objects.checkFromToIndex(from, to, length);
    return new AsciiText(bytes, start + from, to - from);
  }

  /**
   * The same in bytes of its own, for a text that is kept. Its end can be read eight bytes in one
   * step as well.
   */
  public AsciiText copy() {
    return new AsciiText(Arrays.copyOfRange(bytes, start, start + length + 8), 0, length);
  }

  /** Writes it into other bytes, from an index on. */
  public void copyTo(byte[] other, int index) {
    System.arraycopy(bytes, start, other, index, length);
  }

  /** The character there. */
  public char at(int index) {
    return (char) bytes[start + Objects.checkIndex(index, length)];
  }

  /** Where a character first stands from one index up to another; {@code to} where it does not. */
  public int indexOf(char wanted, int from, int to) {
    for (int i = from; i < to; i += 8) {
      long others = eight(bytes, start + i) ^ wanted * ONES;
      long marks = (others - ONES) & ~others & TOPS;
      if (marks != 0) {
        return Math.min(i + (Long.numberOfTrailingZeros(marks) >> 3), to);
      }
    }
    return to;
  }

  /** Whether a word stands at an index. */
  public boolean has(Word word, int index) {
    return index + word.length <= length
        && (eight(bytes, start + index) & word.mask) == word.letters;
  }

  /** The characters from one index up to another. */
  @SuppressWarnings("deprecation") // Right for ASCII, and without a look at each character.
  public String text(int from, int to) {
    Objects.checkFromToIndex(from, to, length);
    return new String(bytes, 0, start + from, to - from);
  }

  /** The decimal number from one index up to another, 15 digits at most; -1 where it is none. */
  public long number(int from, int to) {
    int length = to - from;
    if (length <= 0 || length > MOST_DIGITS) {
      return -1;
    }
    long number = 0;
    long wrong = 0;
    int i = start + from;
    int end = start + to;
    if (length >= 8) {
      long eight = (long) LONGS.get(bytes, i);
      long digits = eight - '0' * ONES;
      wrong = (digits | (eight + (0x7f - '9') * ONES)) & TOPS;
      // Neighbours become numbers of two digits, those of four, and those one of eight.
      digits = ((digits * (10 << 8 | 1)) >>> 8) & 0x00ff_00ff_00ff_00ffL;
      digits = ((digits * (100 << 16 | 1)) >>> 16) & 0x0000_ffff_0000_ffffL;
      number = (digits * (10_000L << 32 | 1)) >>> 32;
      i += 8;
    }
    for (; i < end; i++) {
      int digit = bytes[i] - '0';
      wrong |= (digit | 9 - digit) & Integer.MIN_VALUE;
      number = number * 10 + digit;
    }
    return wrong != 0 ? -1 : number;
  }

  /** A MAC with one key. */
  public interface Mac {
    /** The MAC of a part of the text. */
    byte[] mac(byte[] text, int offset, int length);
  }

  /** A question to some of the bytes of a text. */
  public interface Test {
    /** The answer for the bytes from one index up to another. */
    boolean test(byte[] text, int from, int to);
  }

  /** Its MAC. */
  public byte[] mac(Mac mac) {
    return mac.mac(bytes, start, length);
  }

  /** As {@link LowerHex#is}. */
  public boolean isHex(byte[] value) {
    return LowerHex.is(bytes, start, length, value);
  }

  /** Whether the characters from one index up to another pass a test. */
  public boolean passes(Test test, int from, int to) {
    return test.test(bytes, start + from, start + to);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AsciiText that && length == that.length && isPartOf(that, 0, 0, length);
  }

  /** Whether it starts with a text. */
  public boolean startsWith(String prefix) {
    if (prefix.length() > length) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (prefix.charAt(i) != bytes[start + i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether the characters from one index up to another stand in another text at an index. */
  public boolean isPartOf(AsciiText other, int index, int from, int to) {
    int count = to - from;
    if (count > other.length - index) {
      return false;
    }
    int here = start + from;
    int shift = other.start + index - here;
    int last = start + to - 8;
    if (count < 8) {
      return count <= 0
          || (eight(bytes, here) ^ eight(other.bytes, here + shift)) << (64 - 8 * count) == 0;
    }
    for (; here < last; here += 8) {
      if ((long) LONGS.get(bytes, here) != (long) LONGS.get(other.bytes, here + shift)) {
        return false;
      }
    }
    return (long) LONGS.get(bytes, last) == (long) LONGS.get(other.bytes, last + shift);
  }

  @Override
  public int hashCode() {
    long hash = length;
    int last = start + length - 8;
    for (int i = start; i < last; i += 8) {
      hash = (hash ^ (long) LONGS.get(bytes, i)) * MIXER;
    }
    long end =
        length >= 8
            ? (long) LONGS.get(bytes, last)
            : length == 0 ? 0 : eight(bytes, start) << (64 - 8 * length);
    hash = (hash ^ end) * MIXER;
    return (int) (hash >>> 32);
  }

  @Override
  public String toString() {
    return text(0, length);
  }

  /** Eight bytes from an index on, the first the lowest; {@code a} where there are no more. */
  private static long eight(byte[] bytes, int index) {
    if (index <= bytes.length - 8) {
      return (long) LONGS.get(bytes, index);
    }
    long eight = 'a' * ONES;
    for (int i = bytes.length - 1; i >= index; i--) {
      eight = eight << 8 | (bytes[i] & 0xff);
    }
    return eight;
  }

  /** Up to eight characters that are looked for in one step. */
  public static final class Word {
    private final long letters;
    private final long mask;
    private final int length;

    /** A word of one to eight ASCII characters. */
    public Word(String word) {
      length = word.length();
      mask = -1L >>> (64 - 8 * length);
      letters = eight(word.getBytes(StandardCharsets.US_ASCII), 0) & mask;
    }

    /** How many characters. */
    public int length() {
      return length;
    }

    /** Writes it into bytes, from an index on; what else there is of the eight is overwritten. */
    public void copyTo(byte[] other, int index) {
      LONGS.set(other, index, letters);
    }
  }
}
