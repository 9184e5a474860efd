package io.playgate.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.playgate.edge.testing.NeighbourPorts;
import io.playgate.edge.testing.Neighbours;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Manifests together take what they may, and none takes for ever. */
@QuarkusTest
@TestProfile(ManifestLimitsTest.Narrow.class)
@WithTestResource(TestCredentials.class)
@WithTestResource(NeighbourPorts.class)
class ManifestLimitsTest extends EdgeTest {

  private static final String DAY =
      "#EXTM3U\n" + "#EXTINF:4.000,\nv1/seg-0000001.m4s\n".repeat(21_600);

  @Inject MeterRegistry registry;

  /** Room for four playlists, and three seconds for each. */
  public static final class Narrow implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "playgate.manifest.max-memory", "800000",
          "playgate.manifest.max-rewritten-size", "12000000",
          "playgate.manifest.timeout", "PT3S");
    }
  }

  @AfterEach
  void nothingIsKept() {
    await()
        .atMost(15, SECONDS)
        .untilAsserted(() ->
            assertThat(registry.get("playgate.edge.manifest.memory").gauge().value()).isZero());
  }

  private Socket open(String target) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(20_000);
    socket
        .getOutputStream()
        .write(("GET " + target + " HTTP/1.1\r\nHost: edge.test\r\n\r\n").getBytes(ISO_8859_1));
    return socket;
  }

  @Test
  void slowReadersTakeNoMoreThanThereIsAndAreNotWaitedForLong() throws Exception {
    neighbours
        .origin()
        .put("/vod/clock/day.m3u8", "application/vnd.apple.mpegurl", DAY.getBytes(UTF_8));
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        Socket socket = open(play(Neighbours.EDGEAUTH_QUERY, "day.m3u8"));
        assertThat(new String(socket.getInputStream().readNBytes(12), ISO_8859_1))
            .isEqualTo("HTTP/1.1 200");
        slow.add(socket);
      }
      var refused = player().get(play(Neighbours.EDGEAUTH_QUERY, "day.m3u8"));
      refused.isProblem(503, "busy");
      assertThat(refused.header("Retry-After")).isEqualTo("2");
      assertThat(player().get(play(Neighbours.EDGEAUTH_QUERY, "seg1.m4s")).status())
          .as("segments are no manifests")
          .isEqualTo(200);
      await()
          .atMost(10, SECONDS)
          .untilAsserted(() ->
              assertThat(player().get(play(Neighbours.EDGEAUTH_QUERY, "master.m3u8")).status())
                  .isEqualTo(200));
      for (Socket socket : slow) {
        Throwable broken = catchThrowable(() -> socket.getInputStream().readAllBytes());
        if (broken == null) {
          assertThat(socket.getInputStream().read()).isNegative();
        }
      }
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void playersThatLeaveGiveTheirMemoryBack() throws Exception {
    neighbours
        .origin()
        .put("/vod/clock/day.m3u8", "application/vnd.apple.mpegurl", DAY.getBytes(UTF_8));
    for (int i = 0; i < 12; i++) {
      try (Socket socket = open(play(Neighbours.EDGEAUTH_QUERY, "day.m3u8"))) {
        assertThat(socket.getInputStream().readNBytes(9)).hasSize(9);
      }
      nothingIsKept();
    }
  }

  @Test
  void anOriginThatSendsItsManifestByTheByteIsGivenUp() {
    neighbours
        .origin()
        .put(
            "/vod/clock/slow.m3u8",
            exchange -> {
              exchange.getResponseHeaders().set("Content-Type", "application/vnd.apple.mpegurl");
              exchange.sendResponseHeaders(200, 0);
              dribble(exchange.getResponseBody(), "#EXTM3U\n" + "#\n".repeat(1000));
            });
    neighbours
        .origin()
        .put(
            "/vod/clock/slow.mpd",
            exchange -> {
              exchange.getResponseHeaders().set("Content-Type", "application/dash+xml");
              exchange.sendResponseHeaders(200, 0);
              dribble(exchange.getResponseBody(), "<MPD>" + " ".repeat(1000));
            });
    player().get(play(Neighbours.EDGEAUTH_QUERY, "slow.m3u8")).isProblem(504, "origin-timeout");
    player().get(play(Neighbours.EDGEAUTH_QUERY, "slow.mpd")).isProblem(504, "origin-timeout");
  }

  private static void dribble(OutputStream out, String text) throws IOException {
    try {
      for (byte b : text.getBytes(UTF_8)) {
        out.write(b);
        out.flush();
        Thread.sleep(50);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whatGrowsBeyondItsBoundBreaksOff() {
    neighbours
        .origin()
        .put(
            "/vod/clock/one.m3u8",
            "application/vnd.apple.mpegurl",
            ("#EXTM3U\n" + "a\n".repeat(2_000_000)).getBytes(UTF_8));
    assertThat(catchThrowable(() -> player().get(play(Neighbours.EDGEAUTH_QUERY, "one.m3u8"))))
        .isNotNull();
    assertThat(player().get(play(Neighbours.EDGEAUTH_QUERY, "master.m3u8")).status())
        .isEqualTo(200);
  }

  @Test
  void aDashManifestThatNeedsMoreThanThereIsIsAnswered503() {
    neighbours
        .origin()
        .put(
            "/vod/clock/large.mpd",
            "application/dash+xml",
            ("<MPD>" + "<a/>".repeat(100_000) + "</MPD>").getBytes(UTF_8));
    player().get(play(Neighbours.EDGEAUTH_QUERY, "large.mpd")).isProblem(503, "busy");
  }
}
