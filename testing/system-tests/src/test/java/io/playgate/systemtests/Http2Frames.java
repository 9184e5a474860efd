package io.playgate.systemtests;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Frames of HTTP/2 (RFC 9113) by hand: no client sends what a test wants to be refused. */
final class Http2Frames {

  private Http2Frames() {}

  /** A connection that begins with an extended CONNECT (RFC 8441), one character per byte. */
  static String extendedConnect(String path, String protocol) {
    ByteArrayOutputStream fields = new ByteArrayOutputStream();
    field(fields, ":method", "CONNECT");
    field(fields, ":protocol", protocol);
    field(fields, ":scheme", "http");
    field(fields, ":path", path);
    field(fields, ":authority", "127.0.0.1");
    field(fields, "sec-websocket-version", "13");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    frame(bytes, 4, 0, 0, new byte[0]);
    // END_HEADERS alone: a tunnel stays open.
    frame(bytes, 1, 4, 1, fields.toByteArray());
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  private static void frame(
      ByteArrayOutputStream out, int type, int flags, int stream, byte[] payload) {
    out.write(payload.length >> 16);
    out.write(payload.length >> 8);
    out.write(payload.length);
    out.write(type);
    out.write(flags);
    out.write(0);
    out.write(0);
    out.write(0);
    out.write(stream);
    out.writeBytes(payload);
  }

  /** A literal field without indexing and without Huffman coding (RFC 7541 section 6.2.2). */
  private static void field(ByteArrayOutputStream out, String name, String value) {
    out.write(0);
    text(out, name);
    text(out, value);
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    if (bytes.length >= 127) {
      throw new IllegalArgumentException("longer than one byte can say");
    }
    out.write(bytes.length);
    out.writeBytes(bytes);
  }
}
