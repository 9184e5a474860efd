package io.playgate.support.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Ports for servers that start later, or again. They lie below those that systems give to outgoing
 * connections (49152 on, RFC 6335 section 6; 32768 on under Linux): of those, a client that retries
 * takes the port of the server that it waits for, now and then even by a connection to itself.
 */
public final class FreePort {

  private static final int FIRST = 20_000;
  private static final int END = 32_768;
  private static final int ATTEMPTS = 1000;

  private FreePort() {}

  /** A port on which nothing listens now, on any address. */
  public static int next() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port from " + FIRST + " to " + (END - 1));
  }

  private static boolean isFree(int port) {
    return canListen(InetAddress.getLoopbackAddress(), port) && canListen(null, port);
  }

  private static boolean canListen(@Nullable InetAddress address, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(address, port), 1);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
