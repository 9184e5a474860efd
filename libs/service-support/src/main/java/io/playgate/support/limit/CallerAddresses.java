package io.playgate.support.limit;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Finds the address of the caller. It is that of the connection; where {@code
 * quarkus.http.proxy.proxy-address-forwarding} is on and the connection comes from one of {@code
 * quarkus.http.proxy.trusted-proxies}, it is the last address of {@code X-Forwarded-For} that is
 * not such a proxy. What stands before that one, the caller may have written: proxies append.
 *
 * <p>The framework's own {@code remoteAddress()} is the first one, and must not be counted by.
 */
@Singleton
public class CallerAddresses {

  private static final Logger LOG = Logger.getLogger(CallerAddresses.class);
  private static final String FORWARDING = "quarkus.http.proxy.proxy-address-forwarding";
  private static final String TRUSTED = "quarkus.http.proxy.trusted-proxies";
  private static final String FORWARDED_FOR = "X-Forwarded-For";
  private static final int MAX_HOPS = 64;

  // Never compared as a whole.
  @SuppressWarnings("ArrayRecordComponent")
  private record Block(byte[] prefix, int bits) {

    boolean contains(InetAddress address) {
      byte[] bytes = address.getAddress();
      if (bytes.length != prefix.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit += 8) {
        int mask = bits - bit >= 8 ? 0xff : (0xff << (8 - (bits - bit))) & 0xff;
        if (((bytes[bit / 8] ^ prefix[bit / 8]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  private final List<Block> trusted;

  @Inject
  CallerAddresses(Config config) {
    this(
        config.getOptionalValue(FORWARDING, Boolean.class).orElse(false),
        config.getOptionalValues(TRUSTED, String.class).orElse(List.of()));
  }

  /**
   * Reads the blocks of the proxies.
   *
   * @throws IllegalStateException where one is not an address or a block
   */
  CallerAddresses(boolean forwarding, List<String> trustedProxies) {
    List<Block> blocks = new ArrayList<>();
    if (forwarding) {
      for (String text : trustedProxies) {
        blocks.add(block(text.strip()));
      }
      if (blocks.isEmpty()) {
        LOG.warnf(
            "%s is on without %s: no proxy is trusted, so that sign-in and client limits count the"
                + " proxy as the only caller. Set %2$s to the proxies' addresses",
            FORWARDING, TRUSTED);
      }
    }
    this.trusted = List.copyOf(blocks);
  }

  private static Block block(String text) {
    int slash = text.indexOf('/');
    InetAddress address = CallerAddress.parse(slash < 0 ? text : text.substring(0, slash));
    int most = address == null ? 0 : address.getAddress().length * 8;
    int bits = -1;
    if (address != null) {
      try {
        bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
      } catch (NumberFormatException notANumber) {
        // Refused below.
      }
    }
    if (address == null || bits < 0 || bits > most) {
      throw new IllegalStateException(
          TRUSTED + ": \"" + text + "\" must be an IP address or CIDR block");
    }
    return new Block(address.getAddress(), bits);
  }

  /** Returns the address of a request's sender. */
  public CallerAddress of(HttpServerRequest request) {
    // The connection's, which no header changes, unlike that of the request.
    SocketAddress peer = request.connection().remoteAddress();
    return of(peer == null ? null : peer.hostAddress(), request.headers().getAll(FORWARDED_FOR));
  }

  CallerAddress of(@Nullable String peer, List<String> forwardedFor) {
    InetAddress caller = CallerAddress.parse(peer);
    if (caller == null) {
      return CallerAddress.UNKNOWN;
    }
    String hops = String.join(",", forwardedFor);
    int end = hops.length();
    for (int hop = 0; hop < MAX_HOPS && end > 0 && isTrusted(caller); hop++) {
      int comma = hops.lastIndexOf(',', end - 1);
      InetAddress before = CallerAddress.parse(withoutPort(hops.substring(comma + 1, end).strip()));
      if (before == null) {
        break;
      }
      caller = before;
      end = comma;
    }
    return CallerAddress.of(caller);
  }

  private boolean isTrusted(InetAddress address) {
    for (Block block : trusted) {
      if (block.contains(address)) {
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
