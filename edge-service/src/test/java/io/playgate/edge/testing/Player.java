package io.playgate.edge.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Sends requests byte for byte as a test writes them, which no HTTP client does, and reads the
 * answer strictly.
 */
public final class Player {

  private final int port;

  /** A player of the edge that listens on a loopback port. */
  public Player(int port) {
    this.port = port;
  }

  /** An answer. */
  public record Answer(int status, List<String> headerLines, Buffer content) {
    /** The body. */
    public byte[] body() {
      return content.getBytes();
    }

    /** The value of a header; empty where there is none. */
    public String header(String name) {
      List<String> values = headers(name);
      return values.isEmpty() ? "" : values.getFirst();
    }

    /** All values of a header. */
    public List<String> headers(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ":";
      return headerLines.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(line -> line.substring(prefix.length()).strip())
          .toList();
    }

    /** The body as text. */
    public String text() {
      return new String(body(), ISO_8859_1);
    }

    /** Asserts a problem with this status and code. */
    public Answer isProblem(int expectedStatus, String code) {
      assertThat(status).as(text()).isEqualTo(expectedStatus);
      assertThat(header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(header("Cache-Control")).isEqualTo("no-store");
      assertThat(text())
          .contains("\"code\":\"" + code + "\"", "\"status\":" + expectedStatus, "\"instance\":\"");
      return this;
    }

    /** Asserts a refusal with this code. */
    public Answer isDenied(String code) {
      assertThat(header("Playgate-Deny")).as(text()).isEqualTo(code);
      return isProblem(403, code);
    }
  }

  /** GET. */
  public Answer get(String target, String... headers) {
    return send("GET", target, headers);
  }

  /** Sends a request without body; headers are whole lines. */
  public Answer send(String method, String target, String... headers) {
    StringBuilder request =
        new StringBuilder(method + " " + target + " HTTP/1.1\r\nConnection: close\r\n");
    boolean host = false;
    for (String header : headers) {
      request.append(header).append("\r\n");
      host |= header.startsWith("Host:");
    }
    if (!host) {
      request.append("Host: edge.test\r\n");
    }
    return raw(request + "\r\n", method.equals("HEAD"));
  }

  /** Sends bytes and reads one answer. */
  public Answer raw(String bytes, boolean head) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(bytes.getBytes(ISO_8859_1));
      out.flush();
      InputStream in = socket.getInputStream();
      String status = line(in);
      List<String> headers = new ArrayList<>();
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        headers.add(line);
      }
      Answer answer =
          new Answer(Integer.parseInt(status.substring(9, 12)), headers, Buffer.buffer());
      if (head || answer.status == 204 || answer.status == 304) {
        assertThat(in.readAllBytes()).as("body of an answer that has none").isEmpty();
        return answer;
      }
      byte[] body;
      if (answer.header("Transfer-Encoding").equals("chunked")) {
        body = chunks(in);
      } else if (!answer.header("Content-Length").isEmpty()) {
        body = in.readNBytes(Integer.parseInt(answer.header("Content-Length")));
        assertThat(body).hasSize(Integer.parseInt(answer.header("Content-Length")));
      } else {
        body = in.readAllBytes();
      }
      return new Answer(answer.status, headers, Buffer.buffer(body));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line(in), 16);
      body.write(in.readNBytes(size));
      line(in);
      if (size == 0) {
        return body.toByteArray();
      }
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the connection ended within a line: " + line.toString(ISO_8859_1));
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(ISO_8859_1);
  }

  /** The target of a URL: path and query. */
  public static String target(String url) {
    return url.substring(url.indexOf('/', url.indexOf("://") + 3));
  }
}
