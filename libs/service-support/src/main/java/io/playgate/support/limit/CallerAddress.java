package io.playgate.support.limit;

import java.net.Inet4Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A caller's address, by the two units that limits count by. A household has one IPv4 address, or
 * all IPv6 addresses under one /64, so that is one caller; whoever rents addresses has a /24 or a
 * /48 of them, which is one network.
 *
 * @param host {@code 192.0.2.7} or {@code 2001:db8:1:2::/64}
 * @param network {@code 192.0.2.0/24} or {@code 2001:db8:1::/48}
 */
public record CallerAddress(String host, String network) {

  /** A caller whose address is not known; all such are one. */
  public static final CallerAddress UNKNOWN = new CallerAddress("unknown", "unknown");

  /**
   * Reads an address.
   *
   * @param literal an IPv4 or IPv6 address; no name is looked up
   * @return {@link #UNKNOWN} where it is neither
   */
  public static CallerAddress of(@Nullable String literal) {
    InetAddress address = parse(literal);
    return address == null ? UNKNOWN : of(address);
  }

  static CallerAddress of(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet4Address) {
      String start = (bytes[0] & 0xff) + "." + (bytes[1] & 0xff) + "." + (bytes[2] & 0xff) + ".";
      return new CallerAddress(start + (bytes[3] & 0xff), start + "0/24");
    }
    String start = group(bytes, 0) + ":" + group(bytes, 1) + ":" + group(bytes, 2);
    return new CallerAddress(start + ":" + group(bytes, 3) + "::/64", start + "::/48");
  }

  private static String group(byte[] bytes, int index) {
    return Integer.toHexString((bytes[2 * index] & 0xff) << 8 | (bytes[2 * index + 1] & 0xff));
  }

  /** Reads a literal, an IPv4 address in IPv6 form as what it is; null where it is none. */
  static @Nullable InetAddress parse(@Nullable String literal) {
    if (literal == null || literal.isEmpty() || literal.length() > 64) {
      return null;
    }
    int scope = literal.indexOf('%');
    try {
      return InetAddress.ofLiteral(scope < 0 ? literal : literal.substring(0, scope));
    } catch (IllegalArgumentException notAnAddress) {
      return null;
    }
  }
}
