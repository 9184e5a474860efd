package io.playgate.playbacktoken.urisigning;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.StringJoiner;

/** Addresses as {@code cdniip} holds them: CIDR notation, IPv6 in its canonical form (RFC 5952). */
final class AddressText {
  private static final int GROUPS = 8;

  private AddressText() {}

  /**
   * A block in canonical CIDR notation, its host bits as they are.
   *
   * @param text an address or block that can be read
   */
  static String canonical(String text) {
    int slash = text.indexOf('/');
    InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
    if (address instanceof Inet6Address v6) {
      return groups(v6.getAddress()) + (slash < 0 ? "/128" : text.substring(slash));
    }
    // A block of a mapped address counts its prefix over 128 bits.
    boolean mapped = text.indexOf(':') >= 0;
    String prefix =
        slash < 0
            ? "32"
            : mapped
                ? String.valueOf(Integer.parseInt(text.substring(slash + 1)) - 96)
                : text.substring(slash + 1);
    return address.getHostAddress() + "/" + prefix;
  }

  /** The text without the square brackets that the samples of RFC 9246 have around it. */
  static String withoutBrackets(String text) {
    return text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
  }

  /** The longest run of two or more zero groups is left out, the first one of equals. */
  private static String groups(byte[] bytes) {
    int[] groups = new int[GROUPS];
    int gap = -1;
    int gapLength = 1;
    int run = 0;
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
      run = groups[i] == 0 ? run + 1 : 0;
      if (run > gapLength) {
        gapLength = run;
        gap = i - run + 1;
      }
    }
    if (gap < 0) {
      return joined(groups, 0, GROUPS);
    }
    return joined(groups, 0, gap) + "::" + joined(groups, gap + gapLength, GROUPS);
  }

  private static String joined(int[] groups, int from, int to) {
    StringJoiner text = new StringJoiner(":");
    for (int i = from; i < to; i++) {
      text.add(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }
}
