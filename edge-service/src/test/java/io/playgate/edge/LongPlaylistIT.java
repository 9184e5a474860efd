package io.playgate.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.playgate.edge.testing.FakeOrigin;
import io.playgate.edge.testing.NeighbourPorts;
import io.playgate.edge.testing.Neighbours;
import io.playgate.edge.testing.Player;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.support.testing.FreePort;
import io.playgate.support.testing.TestCredentials;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged edge with the heap of the demo and the smallest pod, and viewers who ask for as much
 * as they can: it stays up, and serves everybody else.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LongPlaylistIT {

  private static final Neighbours.Profile PROFILE = Neighbours.EDGEAUTH_QUERY;
  private static final String DAY =
      "#EXTM3U\n#EXT-X-TARGETDURATION:4\n"
          + "#EXTINF:4.000,\nvideo/1080p/segment-0000001.m4s\n".repeat(21_600);

  private final TestCredentials credentials = new TestCredentials();
  private final ExecutorService players = Executors.newVirtualThreadPerTaskExecutor();
  private Neighbours neighbours;
  private Process edge;
  private int port;

  @BeforeAll
  void startEdge(@TempDir Path folder) throws Exception {
    Map<String, String> config = new LinkedHashMap<>(credentials.start());
    config.putAll(new NeighbourPorts().start());
    neighbours = Neighbours.running();
    port = FreePort.next();
    int management = FreePort.next();
    config.put("quarkus.http.port", Integer.toString(port));
    config.put("quarkus.http.host", "127.0.0.1");
    config.put("quarkus.management.port", Integer.toString(management));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError"));
    config.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.add("-jar");
    command.add(Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath().toString());
    File log = new File("target", "long-playlist-edge.log");
    edge =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.getAbsoluteFile())
            .start();
    neighbours
        .origin()
        .put("/vod/clock/day.m3u8", "application/vnd.apple.mpegurl", DAY.getBytes(UTF_8));
    await()
        .atMost(120, SECONDS)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .until(() -> genuine("seg1.m4s").status() == 200);
  }

  @AfterAll
  void stopEdge() {
    players.shutdownNow();
    if (edge != null) {
      edge.destroy();
    }
    credentials.stop();
  }

  @AfterEach
  void stillServes() throws Exception {
    assertThat(edge.isAlive())
        .as(
            Files.readString(Path.of("target", "long-playlist-edge.log"))
                .lines()
                .limit(5)
                .toList()
                .toString())
        .isTrue();
    assertThat(genuine("seg1.m4s").body()).isEqualTo(FakeOrigin.SEGMENT);
    assertThat(genuine("master.m3u8").text()).contains("v0.m3u8?");
  }

  private String target(String file) {
    // As long as tokens get: many paths.
    List<String> paths = new ArrayList<>(List.of(PROFILE.basePath() + "/vod/clock/*"));
    for (int i = 0; i < 30; i++) {
      paths.add(PROFILE.basePath() + "/vod/another-asset-of-the-package-" + i + "/*");
    }
    PlaybackGrant grant = neighbours.session(PROFILE).paths(paths).build();
    return Player.target(neighbours.issue(PROFILE, grant, "/vod/clock/" + file).url());
  }

  private Player.Answer genuine(String file) {
    PlaybackGrant grant = neighbours.session(PROFILE).build();
    return new Player(port)
        .get(Player.target(neighbours.issue(PROFILE, grant, "/vod/clock/" + file).url()));
  }

  private Socket ask(String file, int buffer) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(buffer);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(120_000);
    socket
        .getOutputStream()
        .write(
            ("GET " + target(file) + " HTTP/1.1\r\nHost: edge.test\r\nConnection: close\r\n\r\n")
                .getBytes(ISO_8859_1));
    return socket;
  }

  private long drain(String file) throws IOException {
    try (Socket socket = ask(file, 65_536)) {
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[65_536];
      long all = 0;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        all += read;
      }
      return all;
    }
  }

  @Test
  void playlistsOfADayAtOnceAreServed() throws Exception {
    List<Future<Long>> all = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      all.add(players.submit(() -> drain("day.m3u8")));
    }
    for (Future<Long> one : all) {
      assertThat(one.get())
          .as("each line with a token of more than a kilobyte")
          .isGreaterThan(22_000_000);
    }
  }

  @Test
  void slowReadersHoldNothing() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        slow.add(ask("day.m3u8", 4096));
      }
      for (Socket socket : slow) {
        assertThat(socket.getInputStream().readNBytes(12)).hasSize(12);
      }
      stillServes();
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void linesOfOneCharacterVariablesAndDashAreBounded() throws Exception {
    FakeOrigin origin = neighbours.origin();
    StringBuilder doubling =
        new StringBuilder("#EXTM3U\n#EXT-X-DEFINE:NAME=\"v0\",VALUE=\"abcdefgh\"\n");
    for (int i = 1; i < 40; i++) {
      doubling.append(
          "#EXT-X-DEFINE:NAME=\"v%d\",VALUE=\"{$v%d}{$v%d}\"\n".formatted(i, i - 1, i - 1));
    }
    origin.put(
        "/vod/clock/lines.m3u8",
        "application/vnd.apple.mpegurl",
        ("#EXTM3U\n" + "a\n".repeat(2_000_000)).getBytes(UTF_8));
    origin.put(
        "/vod/clock/doubling.m3u8",
        "application/vnd.apple.mpegurl",
        doubling.append("{$v39}\n").toString().getBytes(UTF_8));
    origin.put(
        "/vod/clock/one.m3u8",
        "application/vnd.apple.mpegurl",
        ("#EXTM3U\n" + "a".repeat(4_000_000)).getBytes(UTF_8));
    origin.put(
        "/vod/clock/list.mpd",
        "application/dash+xml",
        ("<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"><Period><SegmentList>"
                + "<SegmentURL media=\"a\"/>".repeat(160_000)
                + "</SegmentList></Period></MPD>")
            .getBytes(UTF_8));
    List<Future<Long>> all = new ArrayList<>();
    for (String file : List.of("lines.m3u8", "doubling.m3u8", "one.m3u8", "list.mpd")) {
      for (int i = 0; i < 8; i++) {
        all.add(
            players.submit(() -> {
              try {
                return drain(file);
              } catch (IOException broken) {
                return -1L;
              }
            }));
      }
    }
    long worst = 0;
    while (all.stream().anyMatch(one -> !one.isDone())) {
      long begun = System.nanoTime();
      assertThat(genuine("seg1.m4s").status()).isEqualTo(200);
      worst = Math.max(worst, System.nanoTime() - begun);
    }
    assertThat(Duration.ofNanos(worst))
        .as("the slowest genuine answer")
        .isLessThan(Duration.ofSeconds(10));
  }
}
