package io.playgate.demo.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {
  private static final String SEGMENT = "/vod/clock/segment-0-001.m4s";
  private static final Pattern SEGMENT_NAME = Pattern.compile("[a-z0-9_-]+\\.(?:m4s|mp4|m3u8)");

  private static Vertx vertx;
  private static MediaLibrary library;
  private static String base;
  private static HttpClient client;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    library = MediaLibrary.ofSamples();
    HttpServer server =
        Origin.start(vertx, library, 0).toCompletionStage().toCompletableFuture().get();
    base = "http://127.0.0.1:" + server.actualPort();
    client = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() throws Exception {
    client.close();
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  @ParameterizedTest
  @CsvSource({
    "/vod/clock/master.m3u8,application/vnd.apple.mpegurl",
    "/vod/clock/manifest.mpd,application/dash+xml",
    "/vod/clock/init-0.mp4,video/mp4",
    "/vod/clock/segment-0-001.m4s,video/iso.segment"
  })
  void filesHaveTheirTypeAndValidator(String path, String type) throws Exception {
    HttpResponse<byte[]> answer = get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue(type);
    assertThat(answer.headers().firstValue("Accept-Ranges")).hasValue("bytes");
    assertThat(answer.headers().firstValue("ETag")).isPresent();
    assertThat(answer.body()).isNotEmpty();
  }

  @Test
  void aRangeIsThatPartOfTheFile() throws Exception {
    byte[] whole = get(SEGMENT).body();

    HttpResponse<byte[]> part = get(SEGMENT, "Range", "bytes=10-19");

    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.headers().firstValue("Content-Range")).hasValue("bytes 10-19/" + whole.length);
    assertThat(part.body()).isEqualTo(java.util.Arrays.copyOfRange(whole, 10, 20));
  }

  @Test
  void aRangeBeyondTheEndIs416() throws Exception {
    int length = get(SEGMENT).body().length;

    HttpResponse<byte[]> answer = get(SEGMENT, "Range", "bytes=" + length + "-");

    assertThat(answer.statusCode()).isEqualTo(416);
    assertThat(answer.headers().firstValue("Content-Range")).hasValue("bytes */" + length);
  }

  @Test
  void aRangeOfAnotherVersionIsTheWholeFile() throws Exception {
    HttpResponse<byte[]> answer = get(SEGMENT, "Range", "bytes=0-1", "If-Range", "\"old\"");

    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void aKnownVersionIsNotSentAgain() throws Exception {
    String etag = get(SEGMENT).headers().firstValue("ETag").orElseThrow();

    HttpResponse<byte[]> answer = get(SEGMENT, "If-None-Match", "\"other\", W/" + etag);

    assertThat(answer.statusCode()).isEqualTo(304);
    assertThat(answer.body()).isEmpty();
  }

  /** On such a connection every file would be served past the proxy that let it through. */
  @Test
  void aConnectionDoesNotBecomeH2c() throws Exception {
    URI origin = URI.create(base);
    try (Socket socket = new Socket(origin.getHost(), origin.getPort())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              ("GET /vod/clock/master.m3u8 HTTP/1.1\r\nHost: origin\r\nUpgrade: h2c\r\n"
                      + "HTTP2-Settings: AAMAAABkAAQAAP__\r\nConnection: Upgrade, HTTP2-Settings\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));

      String start = new String(socket.getInputStream().readNBytes(15), StandardCharsets.US_ASCII);

      assertThat(start).isEqualTo("HTTP/1.1 200 OK");
    }
    try (HttpClient http2 = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      HttpResponse<Void> answer =
          http2.send(
              HttpRequest.newBuilder(URI.create(base + SEGMENT)).build(),
              HttpResponse.BodyHandlers.discarding());

      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    }
  }

  @Test
  void headTellsTheLengthWithoutTheBytes() throws Exception {
    HttpResponse<byte[]> answer =
        send(HttpRequest.newBuilder().method("HEAD", HttpRequest.BodyPublishers.noBody()), SEGMENT);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValueAsLong("Content-Length"))
        .hasValue(get(SEGMENT).body().length);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void otherMethodsAreRefused() throws Exception {
    HttpResponse<byte[]> answer = send(HttpRequest.newBuilder().DELETE(), SEGMENT);

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/vod/clock/", "/vod/clock/../clock/master.m3u8", "/etc/passwd"})
  void whatIsNoFileIsNotThere(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"clock", "bars", "premium-clock"})
  void whatThePlaylistsNameIsThereAndNothingElse(String asset) throws Exception {
    // Given all files that master, media playlists name
    String folder = "/vod/" + asset + "/";
    List<String> playlists =
        library.pathsBelow(folder).stream().filter(path -> path.endsWith(".m3u8")).toList();
    List<String> named =
        playlists.stream()
            .map(path -> library.find(path).orElseThrow().content().toString())
            .flatMap(text -> SEGMENT_NAME.matcher(text).results().map(found -> found.group()))
            .map(name -> folder + name)
            .distinct()
            .toList();

    // Then they are, with the master playlist and the DASH manifest, all files that exist
    assertThat(named).contains(folder + "init-0.mp4");
    assertThat(library.pathsBelow(folder))
        .containsExactlyInAnyOrderElementsOf(
            java.util.stream.Stream.concat(
                    named.stream(),
                    java.util.stream.Stream.of(folder + "master.m3u8", folder + "manifest.mpd"))
                .toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"clock", "bars", "premium-clock"})
  void dashNamesTheSameSegmentsAsHls(String asset) {
    // Given the DASH manifest's templates
    String manifest =
        library.find("/vod/" + asset + "/manifest.mpd").orElseThrow().content().toString();

    assertThat(manifest)
        .contains("initialization=\"init-$RepresentationID$.mp4\"")
        .contains("media=\"segment-$RepresentationID$-$Number%03d$.m4s\"")
        .contains("startNumber=\"1\"");
  }

  private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder();
    return send(headers.length == 0 ? request : request.headers(headers), path);
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request, String path)
      throws IOException, InterruptedException {
    return client.send(
        request.uri(URI.create(base + path)).build(), HttpResponse.BodyHandlers.ofByteArray());
  }
}
