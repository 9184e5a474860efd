package io.playgate.systemtests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** Requests written by hand, as an HTTP client would tidy them up. */
final class RawRequest {

  /** An answer as it came; status 0 where the connection was closed without one. */
  record Answer(int status, String head, String body) {}

  private RawRequest() {}

  /** One request on a connection of its own, which the server is asked to close. */
  static Answer send(int port, String method, String target, String... headers) throws IOException {
    StringBuilder request = new StringBuilder(method).append(' ').append(target);
    request.append(" HTTP/1.1\r\nHost: 127.0.0.1:").append(port).append("\r\n");
    boolean named = false;
    for (String header : headers) {
      request.append(header).append("\r\n");
      named |= header.startsWith("Connection:");
    }
    request.append(named ? "\r\n" : "Connection: close\r\n\r\n");
    return send(port, request.toString());
  }

  /**
   * Writes bytes and reads until the server closes, or is silent for two seconds after an answer.
   */
  static Answer send(int port, String bytes) throws IOException {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      try {
        OutputStream out = socket.getOutputStream();
        out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      } catch (SocketException refusedWhileSending) {
        // There may be an answer all the same.
      }
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[8192];
      try {
        int read;
        while ((read = in.read(buffer)) >= 0) {
          received.write(buffer, 0, read);
          socket.setSoTimeout(2_000);
        }
      } catch (IOException silentOrReset) {
        // What was received counts.
      }
    }
    String answer = received.toString(StandardCharsets.ISO_8859_1);
    int end = answer.indexOf("\r\n\r\n");
    if (end < 0) {
      return new Answer(answer.startsWith("HTTP/1.1 ") ? status(answer) : 0, answer, "");
    }
    return new Answer(status(answer), answer.substring(0, end), answer.substring(end + 4));
  }

  private static int status(String answer) {
    return Integer.parseInt(answer.substring(9, 12));
  }
}
