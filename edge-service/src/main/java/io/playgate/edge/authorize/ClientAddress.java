package io.playgate.edge.authorize;

import io.playgate.playbacktoken.uri.AddressBlock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the client's address behind proxies that are believed. */
final class ClientAddress {

  private static final int MAX_FORWARDED = 64;

  private final List<AddressBlock> trusted;

  /**
   * Reads the blocks of trusted proxies.
   *
   * @throws IllegalStateException where one is no address or block
   */
  ClientAddress(List<String> trustedProxies) {
    List<AddressBlock> blocks = new ArrayList<>();
    for (String text : trustedProxies) {
      AddressBlock block = AddressBlock.parse(text.strip());
      if (block == null) {
        throw new IllegalStateException(
            "playgate.authorize.trusted-proxies: \""
                + text
                + "\" is not an IP address or CIDR block; set it to the addresses of the proxies");
      }
      blocks.add(block);
    }
    this.trusted = List.copyOf(blocks);
  }

  /**
   * The client that a question is about.
   *
   * @param peer the address the question came from
   * @param forwardedFor the values of {@code X-Forwarded-For}, in their order
   * @param realIp the values of {@code X-Real-IP}
   * @return an address, or null where it is not known or contradictory: tokens bound to an address
   *     are then refused
   */
  @Nullable String of(@Nullable String peer, List<String> forwardedFor, List<String> realIp) {
    if (!isTrusted(peer)) {
      return peer;
    }
    if (!forwardedFor.isEmpty()) {
      String[] hops = String.join(",", forwardedFor).split(",", MAX_FORWARDED + 1);
      if (hops.length > MAX_FORWARDED) {
        return null;
      }
      for (int i = hops.length - 1; i >= 0; i--) {
        String hop = withoutPort(hops[i].strip());
        if (AddressBlock.parse(hop) == null) {
          return null;
        }
        if (i == 0 || !isTrusted(hop)) {
          return hop;
        }
      }
    }
    if (realIp.isEmpty()) {
      return peer;
    }
    String address = withoutPort(realIp.getFirst().strip());
    return realIp.size() == 1 && AddressBlock.parse(address) != null ? address : null;
  }

  /** Whether this is the address of a proxy that is believed. */
  boolean isTrusted(@Nullable String address) {
    AddressBlock single = address == null ? null : AddressBlock.parse(address);
    if (single == null) {
      return false;
    }
    for (AddressBlock block : trusted) {
      if (block.contains(single)) {
        return true;
      }
    }
    return false;
  }

  /** Some proxies send {@code 192.0.2.1:4711} or {@code [2001:db8::1]:4711}. */
  private static String withoutPort(String text) {
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      return end < 0 ? text : text.substring(1, end);
    }
    int colon = text.indexOf(':');
    return colon > 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text;
  }
}
