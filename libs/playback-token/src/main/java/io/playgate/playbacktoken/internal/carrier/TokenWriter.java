package io.playgate.playbacktoken.internal.carrier;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.text.AsciiText;
import io.playgate.playbacktoken.internal.text.LowerHex;
import io.playgate.playbacktoken.key.KeyCannotSignException;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.playbacktoken.uri.RequestTarget;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;

/**
 * Writes a token where it will stand: on a URL whose path is normalised, or in a cookie or header
 * beside it. The MAC of a token is made of the bytes that stand there already.
 */
public final class TokenWriter {
  private static final int ROOM = 192;
  private static final long EIGHT_DIGITS = 100_000_000;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  // Where a character may not stand.
  private static final byte PATH = 1;
  private static final byte QUERY = 2;
  private static final byte COOKIE = 4;
  private static final byte HEADER = 8;
  private static final byte[] EXCLUDED = excluded();

  private static final AsciiText.Word SLASH = new AsciiText.Word("/");
  private static final AsciiText.Word QUESTION = new AsciiText.Word("?");
  private static final AsciiText.Word AND = new AsciiText.Word("&");
  private static final AsciiText.Word EQUALS = new AsciiText.Word("=");

  private final RequestTarget target;
  private final Placement placement;
  private final int urlEnd;
  private final int start;
  private byte[] bytes;
  private int length;
  private int excluded;

  private TokenWriter(RequestTarget target, Placement placement) {
    this.target = target;
    this.placement = placement;
    AsciiText url = target.ascii();
    boolean hasQuery = target.queryStart() < url.length();
    urlEnd = hasQuery ? url.length() : target.pathEnd();
    bytes = new byte[url.length() + placement.name().length() + ROOM];
    switch (placement.carrier()) {
      case PATH -> copy(url.part(0, tail())).append(SLASH).name();
      case QUERY -> copy(url.part(0, urlEnd)).append(hasQuery ? AND : QUESTION).name();
      case COOKIE, HEADER -> {}
    }
    start = length;
  }

  /**
   * A writer of a token that is to be placed on or beside a URL.
   *
   * @param url the absolute URL; its own query stays before the token
   * @throws UnsupportedGrantException as {@link TokenCutter#target}
   */
  public static TokenWriter at(String url, Placement placement) throws UnsupportedGrantException {
    return new TokenWriter(TokenCutter.target(url, placement), placement);
  }

  /** Where the part of the URL starts that stands after the token. */
  private int tail() {
    return target.pathStart() + placement.basePath().length();
  }

  /** The URL. */
  public RequestTarget target() {
    return target;
  }

  /** Writes a text; one that is not of visible ASCII fits nowhere. */
  public TokenWriter append(String text) {
    AsciiText ascii = AsciiText.of(text);
    if (ascii == null) {
      excluded = PATH | QUERY | COOKIE | HEADER;
      return this;
    }
    return append(ascii);
  }

  /** Writes a text. */
  public TokenWriter append(AsciiText text) {
    int from = length;
    copy(text);
    int found = 0;
    for (int i = from; i < length; i++) {
      found |= EXCLUDED[bytes[i]];
    }
    excluded |= found;
    return this;
  }

  /**
   * Refuses a text that a carrier cannot hold.
   *
   * @throws UnsupportedGrantException {@code carrier-charset}
   */
  static void requireFits(String text, Carrier carrier) throws UnsupportedGrantException {
    AsciiText ascii = AsciiText.of(text);
    int found = ascii == null ? excludedBy(carrier) : 0;
    for (int i = 0; ascii != null && i < ascii.length(); i++) {
      found |= EXCLUDED[ascii.at(i)];
    }
    requireHeld(found, carrier);
  }

  private static void requireHeld(int excluded, Carrier carrier) throws UnsupportedGrantException {
    if ((excluded & excludedBy(carrier)) != 0) {
      throw new UnsupportedGrantException(
          "carrier-charset", "the token holds a character that this carrier cannot");
    }
  }

  /**
   * Writes a text of letters, digits, {@code -} and {@code _}, which fits everywhere.
   *
   * @return false where it holds another character: nothing is written then
   */
  public boolean appendName(String text) {
    AsciiText name = AsciiText.ofName(text);
    if (name == null) {
      return false;
    }
    copy(name);
    return true;
  }

  private void name() {
    String name = placement.name();
    makeRoom(name.length());
    for (int i = 0; i < name.length(); i++) {
      bytes[length + i] = (byte) name.charAt(i);
    }
    length += name.length();
    append(EQUALS);
  }

  private TokenWriter copy(AsciiText text) {
    makeRoom(text.length());
    text.copyTo(bytes, length);
    length += text.length();
    return this;
  }

  /** Writes a word of the format, which fits everywhere. */
  public TokenWriter append(AsciiText.Word word) {
    makeRoom(8);
    word.copyTo(bytes, length);
    length += word.length();
    return this;
  }

  /** Writes a number that is not negative, in decimal. */
  public TokenWriter append(long number) {
    if (number >= EIGHT_DIGITS) {
      append(number / EIGHT_DIGITS);
      makeRoom(8);
      LONGS.set(bytes, length, eightDigits(number % EIGHT_DIGITS));
      length += 8;
      return this;
    }
    int digits = 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    makeRoom(digits);
    long rest = number;
    for (int i = length + digits - 1; i >= length; i--) {
      long tenth = rest / 10;
      bytes[i] = (byte) ('0' + (rest - 10 * tenth));
      rest = tenth;
    }
    length += digits;
    return this;
  }

  /** The text of eight digits, the first the lowest byte: halved, and each half again. */
  private static long eightDigits(long number) {
    long first = number / 10_000;
    long fours = first | (number - 10_000 * first) << 32;
    // Multiplied and shifted, which divides all parts at once: by 100, by 10.
    long twos = ((fours * 10_486) >>> 20) & 0x0000_007f_0000_007fL;
    twos |= (fours - 100 * twos) << 16;
    long ones = ((twos * 103) >>> 10) & 0x000f_000f_000f_000fL;
    ones |= (twos - 10 * ones) << 8;
    return ones | 0x3030_3030_3030_3030L;
  }

  /**
   * Writes the lower-case hexadecimal digits of bytes.
   *
   * @param value a multiple of four
   */
  public TokenWriter appendHex(byte[] value) {
    makeRoom(2 * value.length);
    LowerHex.write(value, bytes, length);
    length += 2 * value.length;
    return this;
  }

  /**
   * The signature of what was written so far.
   *
   * @throws UnsupportedGrantException {@code key-cannot-sign}
   */
  public byte[] sign(SigningKey key) throws UnsupportedGrantException {
    try {
      return key.sign(bytes, start, length - start);
    } catch (KeyCannotSignException e) {
      throw UnsupportedGrantException.of(e);
    }
  }

  /** What was written so far. */
  @Override
  public String toString() {
    return text(start);
  }

  /**
   * The token, placed.
   *
   * @throws UnsupportedGrantException {@code carrier-charset} where it has a character that its
   *     carrier cannot hold, {@code token-too-long} where it is longer than a token may be
   */
  public SignedToken place() throws UnsupportedGrantException {
    Carrier carrier = placement.carrier();
    requireHeld(excluded, carrier);
    if (length - start > TokenCutter.MAX_TOKEN_LENGTH) {
      throw new UnsupportedGrantException(
          "token-too-long",
          "the token would be longer than " + TokenCutter.MAX_TOKEN_LENGTH + " characters");
    }
    String value = toString();
    String name = placement.name();
    return switch (carrier) {
      case PATH -> {
        append(target.ascii().part(tail(), urlEnd));
        yield new SignedToken(text(0), value, Map.of(), Map.of());
      }
      case QUERY -> new SignedToken(text(0), value, Map.of(), Map.of());
      case COOKIE -> new SignedToken(url(), value, Map.of(name, value), Map.of());
      case HEADER -> new SignedToken(url(), value, Map.of(), Map.of(name, value));
    };
  }

  @SuppressWarnings("deprecation") // Right for ASCII, and without a look at each character.
  private String text(int from) {
    return new String(bytes, 0, from, length - from);
  }

  private String url() {
    return target.text().substring(0, urlEnd);
  }

  private void makeRoom(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
    }
  }

  private static byte excludedBy(Carrier carrier) {
    return switch (carrier) {
      case PATH -> PATH;
      case QUERY -> QUERY;
      case COOKIE -> COOKIE;
      case HEADER -> HEADER;
    };
  }

  /** By visible ASCII character; a header holds all of them. */
  private static byte[] excluded() {
    byte[] excluded = new byte[128];
    for (int c = 0; c < excluded.length; c++) {
      int carriers = "/?#".indexOf(c) < 0 ? 0 : PATH;
      carriers |= "&#+".indexOf(c) < 0 ? 0 : QUERY;
      carriers |= "\",;\\".indexOf(c) < 0 ? 0 : COOKIE;
      excluded[c] = (byte) carriers;
    }
    return excluded;
  }
}
