package io.playgate.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.edge.testing.FakeOrigin;
import io.playgate.edge.testing.NeighbourPorts;
import io.playgate.edge.testing.Neighbours;
import io.playgate.edge.testing.Player;
import io.playgate.support.testing.LoggedRefusals;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(OriginFailureTest.Impatient.class)
@WithTestResource(TestCredentials.class)
@WithTestResource(NeighbourPorts.class)
class OriginFailureTest extends EdgeTest {

  /** Waits for the origin for half a second. */
  public static final class Impatient implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("playgate.origin.response-timeout", "PT0.5S");
    }
  }

  @AfterEach
  void comeBack() {
    neighbours.origin().start();
  }

  @Test
  void anOriginThatIsDownIs502() {
    String target = play(Neighbours.JWT, "seg1.m4s");
    neighbours.origin().stop();
    player().get(target).isProblem(502, "origin-unreachable");
    assertThat(player().send("HEAD", target).status()).isEqualTo(502);
    neighbours.origin().start();
    assertThat(player().get(target).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"1, 200", "2, 502"})
  void anOriginThatClosesTheConnectionIsAskedOnceMore(int closed, int status) {
    AtomicInteger asked = new AtomicInteger();
    neighbours
        .origin()
        .put(
            "/vod/clock/closed.m4s",
            exchange -> {
              if (asked.incrementAndGet() > closed) {
                exchange.sendResponseHeaders(200, 5);
                exchange.getResponseBody().write("bytes".getBytes(StandardCharsets.US_ASCII));
              }
              exchange.close();
            });

    Player.Answer answer = player().get(play(Neighbours.JWT, "closed.m4s"));

    assertThat(answer.status()).isEqualTo(status);
    assertThat(asked).hasValue(2);
  }

  @Test
  void anOriginThatHangsIs504() {
    player().get(play(Neighbours.JWT, "hang")).isProblem(504, "origin-timeout");
    player().get(play(Neighbours.EDGEAUTH_QUERY, "hang")).isProblem(504, "origin-timeout");
  }

  @Test
  void everyRefusalAndFailureHasItsLine() {
    String target = play(Neighbours.JWT, "seg1.m4s");
    try (LoggedRefusals log = new LoggedRefusals()) {
      neighbours.origin().stop();
      assertThat(lineOf(log, player().get(target)))
          .startsWith("code=origin-unreachable status=502 method=GET route=- caller=- instance=")
          .contains(" profile=" + Neighbours.JWT.id() + " sid=", " cause=\"");
      neighbours.origin().start();
      String stripped = target.substring(target.lastIndexOf('/'));
      assertThat(lineOf(log, player().get(Neighbours.JWT.basePath() + stripped)))
          .startsWith("code=token-missing status=403 method=GET ")
          .contains(
              " deny=600 profile=" + Neighbours.JWT.id() + " dialect=jwt sid=- kid=- rule=- ");
      assertThat(log.lines()).noneMatch(line -> line.contains("eyJ"));
    }
  }

  private static String lineOf(LoggedRefusals log, Player.Answer answer) {
    return log.lineOf(JsonPath.from(answer.text()).getString("instance"));
  }

  @Test
  @SuppressWarnings("try") // it leaves before the block ends
  void aPlayerWhoLeavesDoesNotEndTheAnswerThatHasItsConnectionNow() throws Exception {
    // Given a manifest that is read from the origin, and not yet by its player
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(("#EXTM3U\n" + "#EXTINF:4,\nsegment.m4s\n".repeat(60_000)).getBytes(US_ASCII));
    }
    neighbours
        .origin()
        .put(
            "/vod/clock/packed.m3u8",
            "application/vnd.apple.mpegurl",
            packed.toByteArray(),
            Map.of("Content-Encoding", "gzip"));
    CountDownLatch left = new CountDownLatch(1);
    neighbours
        .origin()
        .put(
            "/vod/clock/slow.m4s",
            exchange -> {
              exchange.sendResponseHeaders(200, 2);
              exchange.getResponseBody().write('a');
              exchange.getResponseBody().flush();
              await(left);
              exchange.getResponseBody().write('b');
              exchange.close();
            });
    try (Socket leaves = new Socket()) {
      leaves.setReceiveBufferSize(4096);
      leaves.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      leaves
          .getOutputStream()
          .write(
              ("GET "
                      + play(Neighbours.EDGEAUTH_QUERY, "packed.m3u8")
                      + " HTTP/1.1\r\nHost: edge.test\r\n\r\n")
                  .getBytes(US_ASCII));
      assertThat(leaves.getInputStream().read()).isEqualTo('H');

      // When another answer is on its way, on the same connection, and the player leaves
      try (Socket stays = new Socket(InetAddress.getLoopbackAddress(), port)) {
        stays.setSoTimeout(20_000);
        stays
            .getOutputStream()
            .write(
                ("GET "
                        + play(Neighbours.JWT, "slow.m4s")
                        + " HTTP/1.1\r\nHost: edge.test\r\nConnection: close\r\n\r\n")
                    .getBytes(US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (!answer.toString().endsWith("\r\n\r\na")) {
          answer.append((char) stays.getInputStream().read());
        }
        leaves.close();
        Thread.sleep(300);
        left.countDown();

        // Then it comes to its end
        assertThat(stays.getInputStream().readAllBytes()).isEqualTo(new byte[] {'b'});
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aPlayerThatLeavesHalfwayHarmsNobody() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket
            .getOutputStream()
            .write(
                ("GET " + play(Neighbours.JWT, "seg1.m4s") + " HTTP/1.1\r\nHost: e\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
        InputStream in = socket.getInputStream();
        assertThat(in.readNBytes(1000)).hasSize(1000);
      }
    }
    assertThat(player().get(play(Neighbours.JWT, "seg1.m4s")).body()).isEqualTo(FakeOrigin.SEGMENT);
  }

  @Test
  void oneConnectionCarriesRefusalsAndAnswersInTurn() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5000);
      String good = "GET " + play(Neighbours.JWT, "init.mp4") + " HTTP/1.1\r\nHost: e\r\n";
      String bad = "GET /media/demo-jwt/vod/clock/init.mp4 HTTP/1.1\r\nHost: e\r\n";
      String all = good + "\r\n" + bad + "\r\n" + good + "\r\n" + bad + "Connection: close\r\n\r\n";
      socket.getOutputStream().write(all.getBytes(StandardCharsets.ISO_8859_1));
      String answers =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(answers.split("HTTP/1.1 ", -1))
          .hasSize(5)
          .satisfies(parts -> {
            assertThat(parts[1]).startsWith("200");
            assertThat(parts[2]).startsWith("403");
            assertThat(parts[3]).startsWith("200");
            assertThat(parts[4]).startsWith("403");
          });
    }
  }
}
