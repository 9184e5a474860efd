package io.playgate.edge.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A media origin beneath {@code /packages}: whole files, one range, several ranges, conditional
 * requests. It remembers the last request it saw.
 */
public final class FakeOrigin extends FakeServer {

  /** Content of {@code /vod/clock/seg1.m4s}. */
  public static final byte[] SEGMENT = segment();

  /** One file. */
  private record File(String type, Buffer buffer, Map<String, String> headers) {
    byte[] content() {
      return buffer.getBytes();
    }
  }

  /** A request as the origin saw it. */
  public record Seen(String method, String target, Headers headers) {}

  /** An answer without regard to the request. */
  public interface Canned {
    /** Answers. */
    void answer(HttpExchange exchange) throws IOException;
  }

  private final Map<String, File> files = new ConcurrentHashMap<>();
  private final Map<String, Canned> canned = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Seen> last = new AtomicReference<>();
  private final AtomicInteger requests = new AtomicInteger();

  FakeOrigin(int port) {
    super(port);
    put("/vod/clock/seg1.m4s", "video/iso.segment", SEGMENT);
    put("/vod/clock/init.mp4", "video/mp4", "init".getBytes(UTF_8));
    put("/vod/clock/key.bin", "application/octet-stream", new byte[16]);
    put(
        "/vod/clock/master.m3u8",
        "application/vnd.apple.mpegurl",
        "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv0.m3u8\n".getBytes(UTF_8));
  }

  private static byte[] segment() {
    byte[] content = new byte[200_000];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i * 31 + i / 256);
    }
    return content;
  }

  /** Offers a file at a path without the origin's prefix. */
  public void put(String path, String type, byte[] content) {
    put(path, type, content, Map.of());
  }

  /** Offers a file with more headers. */
  public void put(String path, String type, byte[] content, Map<String, String> headers) {
    files.put("/packages" + path, new File(type, Buffer.buffer(content), headers));
  }

  /** Answers at a path without the origin's prefix. */
  public void put(String path, Canned answer) {
    canned.put("/packages" + path, answer);
  }

  /** Redirects at a path without the origin's prefix. */
  public void redirect(String path, String location) {
    put(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("Location", location);
          exchange.sendResponseHeaders(302, -1);
        });
  }

  /** The last request. */
  public Seen last() {
    Seen seen = last.get();
    if (seen == null) {
      throw new AssertionError("the origin saw no request");
    }
    return seen;
  }

  /** How many requests came. */
  public int requests() {
    return requests.get();
  }

  @Override
  void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    last.set(
        new Seen(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            exchange.getRequestHeaders()));
    String path = exchange.getRequestURI().getRawPath();
    if (path.endsWith("/hang")) {
      hang();
    }
    Canned answer = canned.get(path);
    if (answer != null) {
      answer.answer(exchange);
      return;
    }
    if (path.endsWith("/redirect")) {
      exchange.getResponseHeaders().set("Location", "/packages/vod/clock/seg1.m4s");
      exchange.sendResponseHeaders(302, -1);
      return;
    }
    File file = files.get(path);
    if (file == null) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    Headers headers = exchange.getResponseHeaders();
    String etag = "\"" + file.content().length + "\"";
    headers.set("Content-Type", file.type);
    headers.set("ETag", etag);
    headers.set("Cache-Control", "public, max-age=60, s-maxage=600");
    headers.set("Access-Control-Allow-Origin", "*");
    headers.set("Accept-Ranges", "bytes");
    headers.set("X-Accel-Redirect", "/secret");
    file.headers.forEach(headers::set);
    String condition = exchange.getRequestHeaders().getFirst("If-None-Match");
    if (condition != null && condition.contains(etag)) {
      exchange.sendResponseHeaders(304, -1);
      return;
    }
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range != null) {
      ranges(exchange, file, range);
      return;
    }
    whole(exchange, 200, file.content());
  }

  private static void hang() {
    try {
      Thread.sleep(60_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void ranges(HttpExchange exchange, File file, String range) throws IOException {
    String[] wanted = range.replace("bytes=", "").split(",", -1);
    int length = file.content().length;
    if (wanted.length == 1) {
      int[] bounds = bounds(wanted[0], length);
      if (bounds[0] >= length) {
        exchange.getResponseHeaders().set("Content-Range", "bytes */" + length);
        exchange.sendResponseHeaders(416, -1);
        return;
      }
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes " + bounds[0] + "-" + bounds[1] + "/" + length);
      whole(exchange, 206, java.util.Arrays.copyOfRange(file.content(), bounds[0], bounds[1] + 1));
      return;
    }
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    for (String one : wanted) {
      int[] bounds = bounds(one, length);
      parts.write(
          "--b\r\nContent-Range: bytes %d-%d/%d\r\n\r\n"
              .formatted(bounds[0], bounds[1], length)
              .getBytes(UTF_8));
      parts.write(file.content(), bounds[0], bounds[1] - bounds[0] + 1);
      parts.write("\r\n".getBytes(UTF_8));
    }
    parts.write("--b--\r\n".getBytes(UTF_8));
    exchange.getResponseHeaders().set("Content-Type", "multipart/byteranges; boundary=b");
    whole(exchange, 206, parts.toByteArray());
  }

  private static int[] bounds(String range, int length) {
    String[] ends = range.strip().split("-", -1);
    int from = Integer.parseInt(ends[0]);
    int to = ends[1].isEmpty() ? length - 1 : Integer.parseInt(ends[1]);
    return new int[] {from, Math.min(to, length - 1)};
  }

  private static void whole(HttpExchange exchange, int status, byte[] content) throws IOException {
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, content.length);
    exchange.getResponseBody().write(content);
  }
}
