package io.playgate.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.playgate.edge.testing.FakeOrigin;
import io.playgate.edge.testing.NeighbourPorts;
import io.playgate.edge.testing.Neighbours;
import io.playgate.edge.testing.Player;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where an answer ends, by every client's reading (RFC 9112 section 6.3). */
@QuarkusTest
@WithTestResource(TestCredentials.class)
@WithTestResource(NeighbourPorts.class)
class FramingTest extends EdgeTest {

  private static final String HLS = "#EXTM3U\n#EXTINF:4,\nseg1.m4s\n";

  /** Everything that two requests on one connection are answered, the second one with close. */
  private String twice(String method, String target, String... headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      StringBuilder request =
          new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: edge.test\r\n");
      for (String header : headers) {
        request.append(header).append("\r\n");
      }
      socket
          .getOutputStream()
          .write((request + "\r\n" + request + "Connection: close\r\n\r\n").getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  private void canned(int status, String... headers) {
    neighbours
        .origin()
        .put(
            "/vod/clock/canned.m4s",
            exchange -> {
              for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
              }
              exchange.sendResponseHeaders(status, -1);
            });
  }

  @ParameterizedTest
  @CsvSource({"204, GET", "304, GET", "304, HEAD", "204, HEAD"})
  void anAnswerWithoutBodySaysNothingOfItsFraming(int status, String method) throws IOException {
    canned(status, "ETag", "\"x\"");
    for (Neighbours.Profile profile : List.of(Neighbours.JWT, Neighbours.EDGEAUTH_QUERY)) {
      String answers = twice(method, play(profile, "canned.m4s"), "If-None-Match: \"x\"");
      assertThat(answers.toLowerCase(Locale.ROOT))
          .doesNotContain("transfer-encoding", "content-length");
      assertThat(answers.split("HTTP/1.1 " + status, -1)).hasSize(3);
      assertThat(answers).endsWith("\r\n\r\n");
    }
  }

  @Test
  void norDoesAnAnswerToOptions() throws IOException {
    assertThat(twice("OPTIONS", play(Neighbours.JWT, "seg1.m4s")).toLowerCase(Locale.ROOT))
        .contains("http/1.1 204")
        .doesNotContain("transfer-encoding", "content-length");
  }

  @Test
  void aManifestThatDidNotChangeHasNoFramingEither() throws IOException {
    neighbours
        .origin()
        .put("/vod/clock/l.m3u8", "application/vnd.apple.mpegurl", HLS.getBytes(UTF_8));
    for (Neighbours.Profile profile : List.of(Neighbours.JWT, Neighbours.EDGEAUTH_QUERY)) {
      String target = play(profile, "l.m3u8");
      String etag = player().get(target).header("ETag");
      String answers = twice("GET", target, "If-None-Match: " + etag);
      assertThat(answers.split("HTTP/1.1 304", -1)).hasSize(3);
      assertThat(answers.toLowerCase(Locale.ROOT))
          .contains("vary: accept-encoding")
          .doesNotContain("transfer-encoding", "content-length", "accept-ranges");
    }
  }

  @Test
  void headHasTheLengthOfABodyAndNeverABody() throws IOException {
    String answers = twice("HEAD", play(Neighbours.JWT, "seg1.m4s"));
    assertThat(
            answers.split(
                "content-length: 200000|Content-Length: 200000|Content-length: 200000", -1))
        .hasSize(3);
    assertThat(answers).endsWith("\r\n\r\n");
    neighbours
        .origin()
        .put("/vod/clock/l.m3u8", "application/vnd.apple.mpegurl", HLS.getBytes(UTF_8));
    assertThat(twice("HEAD", play(Neighbours.EDGEAUTH_QUERY, "l.m3u8")).toLowerCase(Locale.ROOT))
        .doesNotContain("transfer-encoding", "content-length");
  }

  @Test
  void aPlayerOfHttp10GetsABodyThatEndsWithItsConnection() throws IOException {
    String day = HLS + "#EXTINF:4,\nseg1.m4s\n".repeat(20_000);
    neighbours
        .origin()
        .put("/vod/clock/long.m3u8", "application/vnd.apple.mpegurl", day.getBytes(UTF_8));
    neighbours
        .origin()
        .put(
            "/vod/clock/chunked.m4s",
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              exchange.getResponseBody().write(FakeOrigin.SEGMENT);
            });
    for (String file : List.of("long.m3u8", "chunked.m4s")) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(10_000);
        String request =
            "GET "
                + play(Neighbours.EDGEAUTH_QUERY, file)
                + " HTTP/1.0\r\nHost: edge.test\r\nConnection: keep-alive\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        int head = answer.indexOf("\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.");
        assertThat(answer.substring(0, head).toLowerCase(Locale.ROOT))
            .doesNotContain("transfer-encoding");
        assertThat(answer.length() - head).isGreaterThan(190_000);
      }
    }
  }

  @Test
  void aBodyThatTheOriginBreaksOffIsNeverAWholeOne() {
    neighbours
        .origin()
        .put(
            "/vod/clock/broken.m4s",
            exchange -> {
              exchange.sendResponseHeaders(200, 100_000);
              exchange.getResponseBody().write(new byte[50_000]);
              exchange.getResponseBody().flush();
              exchange.close();
            });
    assertThat(catchThrowable(() -> player().get(play(Neighbours.JWT, "broken.m4s")))).isNotNull();
  }

  /** Python's own client kept waiting for a body, or failed, at a 304 with chunked framing. */
  @Test
  void pythonsClientReadsAnswersWithoutBodies() throws Exception {
    Assumptions.assumeTrue(runs("python3", "-c", "import http.client"), "python3 is missing");
    neighbours
        .origin()
        .put("/vod/clock/l.m3u8", "application/vnd.apple.mpegurl", HLS.getBytes(UTF_8));
    String script =
        """
        import http.client, sys
        port, targets = int(sys.argv[1]), sys.argv[2:]
        connection = http.client.HTTPConnection('127.0.0.1', port, timeout=10)
        for target in targets:
            connection.request('GET', target)
            answer = connection.getresponse()
            answer.read()
            etag = answer.getheader('ETag')
            assert answer.status == 200, answer.status
            for method in ('GET', 'HEAD', 'GET'):
                connection.request(method, target, headers={'If-None-Match': etag})
                answer = connection.getresponse()
                assert answer.status == 304, answer.status
                assert answer.read() == b''
            connection.request('HEAD', target)
            answer = connection.getresponse()
            assert answer.status == 200 and answer.read() == b''
            connection.request('GET', target, headers={'Accept-Encoding': 'gzip'})
            answer = connection.getresponse()
            assert answer.status == 200 and len(answer.read()) > 0
        """;
    assertThat(
            runs(
                "python3",
                "-c",
                script,
                Integer.toString(port),
                play(Neighbours.JWT, "seg1.m4s"),
                play(Neighbours.EDGEAUTH_QUERY, "l.m3u8"),
                play(Neighbours.JWT, "l.m3u8")))
        .isTrue();
  }

  private static boolean runs(String... command) throws Exception {
    try {
      Process process = new ProcessBuilder(command).inheritIO().start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException missing) {
      return false;
    }
  }

  @Test
  void aSecondPlayerOnOneConnectionIsAnsweredAfterTheFirst() throws IOException {
    String answers = twice("GET", play(Neighbours.JWT, "init.mp4"));
    assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(3);
    assertThat(new Player(port).get(play(Neighbours.JWT, "init.mp4")).text()).isEqualTo("init");
  }
}
