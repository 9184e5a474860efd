package io.playgate.systemtests;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * An HTTP/1.1 server on loopback that tidies nothing up: it keeps the heads of the requests byte
 * for byte, and answers with what it is told. An HTTP library would decode, refuse or sort some of
 * it.
 */
final class RecordingServer implements AutoCloseable {

  /** A request's head as it came. */
  record Head(String text) {

    String method() {
      return text.substring(0, text.indexOf(' '));
    }

    String target() {
      int start = text.indexOf(' ') + 1;
      return text.substring(start, text.indexOf(" HTTP/", start));
    }

    /** The names of its headers, in lower case. */
    List<String> names() {
      return text.lines()
          .skip(1)
          .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT))
          .toList();
    }

    /** All values under any of the names. */
    List<String> values(String... names) {
      List<String> wanted =
          Arrays.stream(names).map(name -> name.toLowerCase(Locale.ROOT)).toList();
      return text.lines()
          .skip(1)
          .filter(line ->
              wanted.contains(line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT)))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .toList();
    }
  }

  private final ServerSocket listening;
  private final Function<Head, String> answer;
  private final Queue<Head> heads = new ConcurrentLinkedQueue<>();

  /**
   * Starts it.
   *
   * @param answer makes a whole answer of each head
   */
  RecordingServer(Function<Head, String> answer) {
    try {
      this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.answer = answer;
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** What came so far. */
  List<Head> heads() {
    return List.copyOf(heads);
  }

  void clear() {
    heads.clear();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The end of the test.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (true) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
          if (!readLine(in, head)) {
            return;
          }
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        Head request = new Head(text.substring(0, text.length() - 4));
        heads.add(request);
        socket.getOutputStream().write(answer.apply(request).getBytes(StandardCharsets.ISO_8859_1));
      }
    } catch (IOException gone) {
      // The proxy closed the connection.
    }
  }

  private static boolean readLine(InputStream in, ByteArrayOutputStream into) throws IOException {
    int next;
    while ((next = in.read()) >= 0) {
      into.write(next);
      if (next == '\n') {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
