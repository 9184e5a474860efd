package io.playgate.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The demo's origin, and beside its clips playlists that cost an edge as much as they can. */
final class HostileOrigin implements AutoCloseable {
  private static final String FOLDER = "/vod/clock/";

  /** A day of segments of four seconds. */
  static final String DAY = "day.m3u8";

  /** Two million lines of one character. */
  static final String LINES = "lines.m3u8";

  /** Variables each of which is twice the one before. */
  static final String DOUBLING = "doubling.m3u8";

  /** Sixty kilobytes of variables that each add to the one before. */
  static final String ADDING = "adding.m3u8";

  // Never compared.
  @SuppressWarnings("ArrayRecordComponent")
  private record Kept(int status, String type, byte[] body) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();
  private final Http http = new Http();
  private final String origin;

  /**
   * Starts it.
   *
   * @param origin base URL of the demo's origin, which need not run yet
   */
  HostileOrigin(String origin) throws IOException {
    this.origin = origin;
    this.server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
    keep(
        DAY,
        "#EXT-X-TARGETDURATION:4\n"
            + "#EXTINF:4.000,\nvideo/1080p/segment-0000001.m4s\n".repeat(21_600));
    keep(LINES, "a\n".repeat(2_000_000));
    StringBuilder doubling = new StringBuilder("#EXT-X-DEFINE:NAME=\"v0\",VALUE=\"abcdefgh\"\n");
    for (int i = 1; i < 40; i++) {
      doubling.append(
          "#EXT-X-DEFINE:NAME=\"v%d\",VALUE=\"{$v%d}{$v%d}\"\n".formatted(i, i - 1, i - 1));
    }
    keep(DOUBLING, doubling + "{$v39}\n");
    StringBuilder adding = new StringBuilder("#EXT-X-DEFINE:NAME=\"v0\",VALUE=\"abcdefgh\"\n");
    for (int i = 1; adding.length() < 62 * 1024; i++) {
      adding.append("#EXT-X-DEFINE:NAME=\"v%d\",VALUE=\"{$v%d}abcdefgh\"\n".formatted(i, i - 1));
      adding.append("{$v%d}{$v%d}{$v%d}{$v%d}\n".formatted(i, i, i, i));
    }
    keep(ADDING, adding.toString());
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void keep(String name, String playlist) {
    kept.put(
        FOLDER + name,
        new Kept(200, "application/vnd.apple.mpegurl", ("#EXTM3U\n" + playlist).getBytes(UTF_8)));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      Kept file =
          kept.computeIfAbsent(
              exchange.getRequestURI().getPath(),
              path -> {
                Http.Answer answer = http.get(origin + path);
                return new Kept(answer.status(), answer.header("Content-Type"), answer.bytes());
              });
      exchange.getResponseHeaders().set("Content-Type", file.type());
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(file.status(), -1);
      } else {
        exchange.sendResponseHeaders(
            file.status(), file.body().length == 0 ? -1 : file.body().length);
        exchange.getResponseBody().write(file.body());
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
