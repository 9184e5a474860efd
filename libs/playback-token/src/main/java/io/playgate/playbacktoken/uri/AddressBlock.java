package io.playgate.playbacktoken.uri;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * An IP address or CIDR block. Only literals are read, never host names; an IPv4-mapped IPv6
 * address ({@code ::ffff:192.0.2.1}) is the IPv4 address it stands for. Bits beyond the prefix
 * length are ignored.
 */
public final class AddressBlock {
  private static final long V4_MAPPED = 0xffff_0000_0000L;

  private final long high;
  private final long low;
  private final int prefixLength;

  private AddressBlock(long high, long low, int prefixLength) {
    this.high = high;
    this.low = low;
    this.prefixLength = prefixLength;
  }

  /** Reads {@code 192.0.2.1}, {@code 192.0.2.0/24}, {@code 2001:db8::/32} ...; null for others. */
  public static @Nullable AddressBlock parse(String text) {
    int slash = text.indexOf('/');
    AddressBlock address = address(slash < 0 ? text : text.substring(0, slash));
    if (address == null || slash < 0) {
      return address;
    }
    // A v6 literal that maps a v4 address counts its prefix over 128 bits.
    boolean dotted = text.lastIndexOf(':', slash) < 0;
    int bits = smallNumber(text, slash + 1, text.length(), dotted ? 32 : 128);
    if (bits < 0 || (!dotted && address.isV4() && bits < 96)) {
      return null;
    }
    return new AddressBlock(address.high, address.low, dotted ? bits + 96 : bits);
  }

  /** Reads a client's address; null where there is none, and for a block of several. */
  public static @Nullable AddressBlock single(@Nullable String text) {
    AddressBlock address = text == null ? null : parse(text);
    return address != null && address.isSingle() ? address : null;
  }

  /** Whether this block holds all addresses of the other. */
  public boolean contains(AddressBlock other) {
    if (isV4() != other.isV4() || prefixLength > other.prefixLength) {
      return false;
    }
    int highBits = Math.min(prefixLength, 64);
    int lowBits = prefixLength - highBits;
    return sameTop(high, other.high, highBits) && sameTop(low, other.low, lowBits);
  }

  /** Whether it is of IPv4. */
  public boolean isV4() {
    return high == 0 && (low & 0xffff_ffff_0000_0000L) == V4_MAPPED;
  }

  /** Whether it is one address, not a block of several. */
  public boolean isSingle() {
    return prefixLength == 128;
  }

  /** The address in network byte order: 4 bytes for IPv4, 16 for IPv6. */
  public byte[] bytes() {
    ByteBuffer whole = ByteBuffer.allocate(16).putLong(high).putLong(low);
    return isV4() ? Arrays.copyOfRange(whole.array(), 12, 16) : whole.array();
  }

  /** The length of its prefix, in bits of its own family. */
  public int prefixLength() {
    return isV4() ? prefixLength - 96 : prefixLength;
  }

  /**
   * The address as the recommended text representation has it (RFC 5952), which is how servers
   * write the client's, without a prefix length.
   */
  public String text() {
    byte[] bytes = bytes();
    StringJoiner text = new StringJoiner(".");
    if (isV4()) {
      for (byte b : bytes) {
        text.add(Integer.toString(b & 0xff));
      }
      return text.toString();
    }
    return groups(bytes);
  }

  /** The longest run of two or more zero groups is left out, the first one of equals. */
  private static String groups(byte[] bytes) {
    int[] groups = new int[8];
    int gap = -1;
    int gapLength = 1;
    int run = 0;
    for (int i = 0; i < groups.length; i++) {
      groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
      run = groups[i] == 0 ? run + 1 : 0;
      if (run > gapLength) {
        gapLength = run;
        gap = i - run + 1;
      }
    }
    if (gap < 0) {
      return joined(groups, 0, groups.length);
    }
    return joined(groups, 0, gap) + "::" + joined(groups, gap + gapLength, groups.length);
  }

  private static String joined(int[] groups, int from, int to) {
    StringJoiner text = new StringJoiner(":");
    for (int i = from; i < to; i++) {
      text.add(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }

  private static boolean sameTop(long a, long b, int bits) {
    return bits == 0 || (a ^ b) >>> (64 - bits) == 0;
  }

  private static @Nullable AddressBlock address(String text) {
    if (text.isEmpty() || text.length() > 45) {
      return null;
    }
    if (text.indexOf(':') < 0) {
      long v4 = dotted(text, 0);
      return v4 < 0 ? null : new AddressBlock(0, V4_MAPPED | v4, 128);
    }
    return v6(text);
  }

  private static @Nullable AddressBlock v6(String text) {
    int[] groups = new int[8];
    int count = 0;
    int gap = -1;
    int at = 0;
    int length = text.length();
    if (text.startsWith("::")) {
      gap = 0;
      at = 2;
    }
    while (at < length) {
      if (count == 8) {
        return null;
      }
      int end = text.indexOf(':', at);
      end = end < 0 ? length : end;
      if (end == length && text.indexOf('.', at) >= 0) {
        long v4 = dotted(text, at);
        if (v4 < 0 || count > 6) {
          return null;
        }
        groups[count++] = (int) (v4 >>> 16);
        groups[count++] = (int) (v4 & 0xffff);
        at = length;
        break;
      }
      int group = group(text, at, end);
      if (group < 0) {
        return null;
      }
      groups[count++] = group;
      if (end == length) {
        at = length;
      } else if (end + 1 < length && text.charAt(end + 1) == ':') {
        if (gap >= 0) {
          return null;
        }
        gap = count;
        at = end + 2;
      } else if (end + 1 == length) {
        return null;
      } else {
        at = end + 1;
      }
    }
    if (gap < 0 ? count != 8 : count > 7) {
      return null;
    }
    if (gap >= 0) {
      int tail = count - gap;
      for (int i = 0; i < tail; i++) {
        groups[7 - i] = groups[count - 1 - i];
      }
      for (int i = gap; i < 8 - tail; i++) {
        groups[i] = 0;
      }
    }
    long high = 0;
    long low = 0;
    for (int i = 0; i < 4; i++) {
      high = high << 16 | groups[i];
      low = low << 16 | groups[i + 4];
    }
    return new AddressBlock(high, low, 128);
  }

  private static int group(String text, int from, int to) {
    if (to <= from || to - from > 4) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = MediaPath.hexDigit(text.charAt(i));
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private static long dotted(String text, int from) {
    long value = 0;
    int at = from;
    for (int i = 0; i < 4; i++) {
      int end = i < 3 ? text.indexOf('.', at) : text.length();
      int part = end < 0 ? -1 : smallNumber(text, at, end, 255);
      if (part < 0) {
        return -1;
      }
      value = value << 8 | part;
      at = end + 1;
    }
    return value;
  }

  /** A decimal number without leading zeros, at most {@code max}; -1 for others. */
  private static int smallNumber(String text, int from, int to, int max) {
    if (to <= from || to - from > 3 || (to - from > 1 && text.charAt(from) == '0')) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + c - '0';
    }
    return value <= max ? value : -1;
  }
}
