package io.playgate.connector.haproxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HAProxy's runtime API (management.txt, 9.3): a connection per line of commands, which HAProxy
 * closes after its answer. Safe for use by many threads.
 */
final class RuntimeSocket {
  /** Longest answer; ours are some hundred bytes per command. */
  private static final int MAX_ANSWER_BYTES = 1024 * 1024;

  private static final Pattern TCP = Pattern.compile("tcp:(.+):([0-9]{1,5})");

  private final String text;
  private final Duration timeout;

  /**
   * @param text {@code unix:/path} or {@code tcp:host:port}
   * @param timeout longest time from the connection to the end of an answer
   * @throws IllegalArgumentException if the text is anything else
   */
  RuntimeSocket(String text, Duration timeout) {
    this.text = text;
    this.timeout = timeout;
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("timeout must be positive");
    }
    if (!text.startsWith("unix:/") && !TCP.matcher(text).matches()) {
      throw new IllegalArgumentException("socket must be unix:/path or tcp:host:port");
    }
  }

  /**
   * Sends commands and returns the answer.
   *
   * @throws IOException if there is no whole answer within the time-out
   */
  String ask(String commands) throws IOException {
    long end = System.nanoTime() + timeout.toNanos();
    ByteBuffer question = StandardCharsets.UTF_8.encode(commands);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(8 * 1024);
    try (SocketChannel channel = open();
        Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      boolean connected = channel.connect(address());
      SelectionKey key =
          channel.register(selector, connected ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT);
      while (true) {
        long millis = (end - System.nanoTime()) / 1_000_000;
        if (millis <= 0 || (selector.select(millis) == 0 && System.nanoTime() >= end)) {
          throw new SocketTimeoutException("no answer within " + timeout.toMillis() + " ms");
        }
        selector.selectedKeys().clear();
        if (key.isConnectable()) {
          channel.finishConnect();
          key.interestOps(SelectionKey.OP_WRITE);
        } else if (key.isWritable()) {
          channel.write(question);
          if (!question.hasRemaining()) {
            key.interestOps(SelectionKey.OP_READ);
          }
        } else if (key.isReadable()) {
          int count = channel.read(buffer.clear());
          if (count < 0) {
            return answer.toString(StandardCharsets.UTF_8);
          }
          answer.write(buffer.array(), 0, count);
          if (answer.size() > MAX_ANSWER_BYTES) {
            throw new IOException("the answer is too long");
          }
        }
      }
    }
  }

  private SocketChannel open() throws IOException {
    return text.startsWith("unix:")
        ? SocketChannel.open(StandardProtocolFamily.UNIX)
        : SocketChannel.open();
  }

  /** Resolved anew each time. */
  private SocketAddress address() throws IOException {
    Matcher tcp = TCP.matcher(text);
    if (!tcp.matches()) {
      return UnixDomainSocketAddress.of(Path.of(text.substring("unix:".length())));
    }
    InetSocketAddress address = new InetSocketAddress(tcp.group(1), Integer.parseInt(tcp.group(2)));
    if (address.isUnresolved()) {
      throw new IOException("the host has no address");
    }
    return address;
  }
}
