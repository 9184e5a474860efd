package io.playgate.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.edge.testing.ManifestJudge;
import io.playgate.edge.testing.NeighbourPorts;
import io.playgate.edge.testing.Neighbours;
import io.playgate.edge.testing.Player;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(TestCredentials.class)
@WithTestResource(NeighbourPorts.class)
class ManifestTest extends EdgeTest {

  private static final String HLS = "#EXTM3U\n#EXT-X-MAP:URI=\"init.mp4\"\n#EXTINF:4,\nseg1.m4s\n";
  private static final String MPD =
      "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"><Period><AdaptationSet>"
          + "<SegmentTemplate media=\"seg$Number$.m4s\" initialization=\"init.mp4\"/>"
          + "</AdaptationSet></Period></MPD>";

  private String offer(String file, String type, String content) {
    neighbours.origin().put("/vod/clock/" + file, type, content.getBytes(UTF_8));
    return play(Neighbours.EDGEAUTH_QUERY, file);
  }

  private static String token(String target) {
    return target.substring(target.indexOf('?') + 1);
  }

  private static byte[] zip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return packed.toByteArray();
  }

  private static String unzip(byte[] packed) throws IOException {
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return new String(gzip.readAllBytes(), UTF_8);
    }
  }

  @Test
  void everyChildOfARewrittenPlaylistPlays() {
    String target = offer("list.m3u8", "application/vnd.apple.mpegurl", HLS);
    Player.Answer answer = player().get(target);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(answer.body().length));
    assertThat(neighbours.origin().last().headers().getFirst("Accept-encoding"))
        .isEqualTo("identity");
    assertThat(answer.text())
        .isEqualTo(
            "#EXTM3U\n#EXT-X-MAP:URI=\"init.mp4?%s\"\n#EXTINF:4,\nseg1.m4s?%s\n"
                .formatted(token(target), token(target)));
    assertThat(
            player().get("/media/demo-edgeauth-query/vod/clock/seg1.m4s?" + token(target)).status())
        .isEqualTo(200);
  }

  @Test
  void dashTemplatesCarryTheToken() {
    String target = offer("list.mpd", "application/dash+xml", MPD);
    assertThat(player().get(target).text())
        .contains("media=\"seg$Number$.m4s?" + token(target) + "\"")
        .contains("initialization=\"init.mp4?" + token(target) + "\"");
  }

  @Test
  void rewritingGoesByTypeWhateverTheName() {
    String target = offer("list", "application/x-mpegURL; charset=utf-8", HLS);
    assertThat(player().get(target).text()).contains("seg1.m4s?" + token(target));
  }

  @Test
  void withAnotherCarrierNoByteChanges() {
    offer("list.m3u8", "application/vnd.apple.mpegurl", HLS);
    assertThat(player().get(play(Neighbours.JWT, "list.m3u8")).text()).isEqualTo(HLS);
  }

  @Test
  void aRangeOfARewrittenPlaylistIsAnsweredWhole() {
    String target = offer("list.m3u8", "application/vnd.apple.mpegurl", HLS);
    Player.Answer answer = player().get(target, "Range: bytes=0-6");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).startsWith("#EXTM3U").contains(token(target));
    assertThat(answer.header("Accept-Ranges")).isEmpty();
  }

  @Test
  void headOfARewrittenPlaylistTellsNoLength() {
    String target = offer("list.m3u8", "application/vnd.apple.mpegurl", HLS);
    Player.Answer answer = player().send("HEAD", target);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Length")).isEmpty();
  }

  @Test
  void aRewrittenPlaylistHasAWeakEtagThatRevalidates() {
    String target = offer("list.m3u8", "application/vnd.apple.mpegurl", HLS);
    String etag = player().get(target).header("ETag");
    assertThat(etag).startsWith("W/\"");
    Player.Answer answer = player().get(target, "If-None-Match: " + etag);
    assertThat(answer.status()).isEqualTo(304);
    assertThat(answer.header("ETag")).isEqualTo(etag);
  }

  @Test
  void aCompressedPlaylistIsUnpacked() throws IOException {
    neighbours
        .origin()
        .put(
            "/vod/clock/packed.m3u8",
            "application/vnd.apple.mpegurl",
            zip(HLS),
            Map.of("Content-Encoding", "gzip"));
    String target = play(Neighbours.EDGEAUTH_QUERY, "packed.m3u8");
    Player.Answer answer = player().get(target);
    assertThat(answer.header("Content-Encoding")).isEmpty();
    assertThat(answer.text()).contains("seg1.m4s?" + token(target));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | true",
        "x-gzip | true",
        "deflate, gzip;q=0.5, br | true",
        "GZIP;Q=1 | true",
        "* | true",
        "*;q=0.1 | true",
        "gzip;q=0.001 | true",
        "identity;q=0 , gzip | true",
        "gzip;q=0 | false",
        "gzip;q=0.0, * | false",
        "gzip;q=0.5, identity | false",
        "br, deflate | false",
        "gzip;q=x | false",
        "gzip;q=2 | false",
        "gzipped | false",
        "identity | false",
        "'' | false"
      })
  void aRewrittenPlaylistIsCompressedAsThePlayerAsks(String accepted, boolean packed)
      throws IOException {
    String target = offer("list.m3u8", "application/vnd.apple.mpegurl", HLS);

    Player.Answer answer = player().get(target, "Accept-Encoding: " + accepted);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Vary")).isEqualTo("accept-encoding");
    assertThat(answer.header("ETag")).startsWith("W/");
    assertThat(answer.header("Content-Encoding")).isEqualTo(packed ? "gzip" : "");
    assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(answer.body().length));
    String text = packed ? unzip(answer.body()) : answer.text();
    assertThat(text).contains("seg1.m4s?" + token(target));
    Player.Answer head = player().send("HEAD", target, "Accept-Encoding: " + accepted);
    assertThat(head.header("Content-Encoding")).isEqualTo(packed ? "gzip" : "");
    assertThat(head.header("Vary")).isEqualTo("accept-encoding");
  }

  @Test
  void aDayOfSegmentsIsSmallOnTheWire() throws IOException {
    String day = HLS + "#EXTINF:4.000,\nv1/seg-0000001.m4s\n".repeat(21_600);
    String target = offer("day.m3u8", "application/vnd.apple.mpegurl", day);
    Player.Answer answer = player().get(target, "Accept-Encoding: gzip");
    assertThat(answer.body().length).isLessThan(day.length() / 4);
    assertThat(unzip(answer.body()).lines().filter(line -> line.contains(token(target))))
        .hasSize(21_602);
    Player.Answer plain = player().get(target);
    assertThat(plain.text()).isEqualTo(unzip(answer.body()));
  }

  @Test
  void anotherCarriersPlaylistIsCompressedToo() throws IOException {
    offer("list.m3u8", "application/vnd.apple.mpegurl", HLS);
    Player.Answer answer = player().get(play(Neighbours.JWT, "list.m3u8"), "Accept-Encoding: gzip");
    assertThat(answer.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(unzip(answer.body())).isEqualTo(HLS);
  }

  @Test
  void aPackedPlaylistThatUnpacksWithoutEndIsRefused() throws IOException {
    neighbours
        .origin()
        .put(
            "/vod/clock/bomb.m3u8",
            "application/vnd.apple.mpegurl",
            zip("#EXTM3U\n" + "#\n".repeat(20_000_000)),
            Map.of("Content-Encoding", "gzip"));
    neighbours
        .origin()
        .put(
            "/vod/clock/bomb.mpd",
            "application/dash+xml",
            zip("<MPD>" + " ".repeat(40_000_000) + "</MPD>"),
            Map.of("Content-Encoding", "gzip"));
    player()
        .get(play(Neighbours.EDGEAUTH_QUERY, "bomb.mpd"))
        .isProblem(502, "origin-manifest-unusable");
    assertThatThrownBy(() -> player().get(play(Neighbours.EDGEAUTH_QUERY, "bomb.m3u8")))
        .as("a part of it was sent before")
        .satisfiesAnyOf(
            broken -> assertThat(broken).isInstanceOf(UncheckedIOException.class),
            broken -> assertThat(broken).isInstanceOf(AssertionError.class),
            broken -> assertThat(broken).isInstanceOf(NumberFormatException.class));
    assertThat(player().get(play(Neighbours.EDGEAUTH_QUERY, "master.m3u8")).status())
        .isEqualTo(200);
  }

  @Test
  void whatIsLeftOfACodingThatIsNotReadHere() {
    for (String coding : List.of("br", "gzip, gzip", "deflate")) {
      neighbours
          .origin()
          .put(
              "/vod/clock/other.m3u8",
              "application/vnd.apple.mpegurl",
              HLS.getBytes(UTF_8),
              Map.of("Content-Encoding", coding));
      player()
          .get(play(Neighbours.EDGEAUTH_QUERY, "other.m3u8"))
          .isProblem(502, "origin-manifest-unusable");
      assertThat(player().get(play(Neighbours.JWT, "other.m3u8")).header("Content-Encoding"))
          .as("nothing is written with this carrier")
          .isEqualTo(coding);
    }
  }

  // ---- Everything comes through the edge

  /** Plays all URLs of a playlist as a player resolves them, and counts them. */
  private int playAll(Neighbours.Profile profile, String file) {
    String target = play(profile, file);
    String playlist = new String(player().get(target).body(), UTF_8);
    List<String> uris =
        playlist.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
    for (String url : ManifestJudge.urls("http://edge.test" + target, uris)) {
      assertThat(url).as(playlist).startsWith("http://edge.test" + profile.basePath() + "/");
      assertThat(player().get(Player.target(url)).status()).as(url).isEqualTo(200);
    }
    return uris.size();
  }

  @Test
  void everySegmentPlaysHoweverItsUriIsWritten() {
    ManifestJudge.require();
    String origin = "127.0.0.1:" + neighbours.origin().port();
    for (String name : List.of("my%20seg.ts", "caf%C3%A9.ts")) {
      neighbours.origin().put("/vod/clock/" + name, "video/mp2t", new byte[] {1});
    }
    for (Neighbours.Profile profile : List.of(Neighbours.EDGEAUTH_QUERY, Neighbours.JWT)) {
      offer(
          "any.m3u8",
          "application/vnd.apple.mpegurl",
          String.join(
              "\n",
              "#EXTM3U",
              "seg1.m4s",
              "my seg.ts",
              "caf\u00e9.ts",
              "my%20seg.ts",
              "http://" + origin + "/packages/vod/clock/seg1.m4s",
              "//" + origin + "/packages/vod/clock/my seg.ts",
              "/packages/vod/clock/seg1.m4s",
              "http://edge.test/packages/vod/clock/seg1.m4s",
              "http://edge.test" + profile.basePath() + "/vod/clock/seg1.m4s",
              profile.basePath() + "/vod/clock/seg1.m4s"));
      assertThat(playAll(profile, "any.m3u8")).as(profile.id()).isEqualTo(10);
    }
  }

  @Test
  void aRedirectComesBackHereWithItsToken() {
    String origin = "127.0.0.1:" + neighbours.origin().port();
    List<String> locations =
        List.of(
            "seg1.m4s",
            "./seg1.m4s",
            "../clock/seg1.m4s?x=1",
            "/packages/vod/clock/seg1.m4s",
            "http://" + origin + "/packages/vod/clock/seg1.m4s",
            "https://" + origin + "/packages/vod/clock/seg1.m4s",
            "//" + origin + "/packages/vod/clock/seg1.m4s",
            "http://edge.test/packages/vod/clock/seg1.m4s");
    for (Neighbours.Profile profile : List.of(Neighbours.EDGEAUTH_QUERY, Neighbours.JWT)) {
      List<String> all = new ArrayList<>(locations);
      all.add(profile.basePath() + "/vod/clock/seg1.m4s");
      all.add("http://edge.test" + profile.basePath() + "/vod/clock/seg1.m4s");
      for (String location : all) {
        neighbours.origin().redirect("/vod/clock/moved", location);
        String target = play(profile, "moved");
        String to = player().get(target).header("Location");
        String url = URI.create("http://edge.test" + target).resolve(to).toString();
        assertThat(url).as(location).startsWith("http://edge.test" + profile.basePath() + "/");
        assertThat(player().get(Player.target(url)).status()).as(url).isEqualTo(200);
      }
    }
  }

  @Test
  void aRedirectElsewhereStaysAndCarriesNoToken() {
    for (String location :
        List.of(
            "https://other.example/vod/clock/seg1.m4s",
            "//other.example/packages/vod/clock/seg1.m4s",
            "/elsewhere/seg1.m4s",
            "http://edge.test:81/media/demo-jwt/vod/clock/seg1.m4s",
            "http://edge.test@other.example/media/demo-jwt/x",
            "/\\other.example/packages/x",
            "\\\\other.example/packages/x")) {
      neighbours.origin().redirect("/vod/clock/away", location);
      for (Neighbours.Profile profile : List.of(Neighbours.EDGEAUTH_QUERY, Neighbours.JWT)) {
        assertThat(player().get(play(profile, "away")).header("Location")).isEqualTo(location);
      }
    }
  }

  @Test
  void aDashManifestOfAnotherBaseSendsItsTokenNowhere() {
    ManifestJudge.require();
    String mpd =
        MPD.replace(
            "</AdaptationSet>",
            "<Representation id=\"v\" bandwidth=\"1\"><BaseURL>https://other.example/</BaseURL>"
                + "</Representation></AdaptationSet>");
    String target = offer("foreign.mpd", "application/dash+xml", mpd);
    assertThat(player().get(target).text()).doesNotContain(token(target));
  }

  @Test
  void aLargePlaylistIsRewrittenAndOneTooLargeIsRefused() {
    String large = HLS + "#EXTINF:4,\nseg1.m4s\n".repeat(20_000);
    String target = offer("large.m3u8", "application/vnd.apple.mpegurl", large);
    Player.Answer answer = player().get(target);
    assertThat(answer.text().lines().filter(line -> line.contains(token(target)))).hasSize(20_002);
    String huge =
        offer("huge.m3u8", "application/vnd.apple.mpegurl", HLS + "#\n".repeat(2_200_000));
    player().get(huge).isProblem(502, "origin-manifest-unusable");
  }

  @Test
  void withAnotherCarrierWhatCannotBeReadPassesAsItIs() {
    for (String broken :
        new String[] {"", "nonsense", "\u00ff", "#EXTM3U\n" + "a".repeat(70_000)}) {
      offer("broken.m3u8", "application/vnd.apple.mpegurl", broken);
      assertThat(player().get(play(Neighbours.JWT, "broken.m3u8")).body())
          .isEqualTo(broken.getBytes(UTF_8));
    }
    for (String broken : new String[] {"", "<MPD>", "<!DOCTYPE MPD><MPD/>", MPD}) {
      offer("broken.mpd", "application/dash+xml", broken);
      assertThat(player().get(play(Neighbours.JWT, "broken.mpd")).body())
          .isEqualTo(broken.getBytes(UTF_8));
    }
  }

  @Test
  void aBrokenManifestIs502() {
    for (String broken : new String[] {"", "nonsense", "\u00ff"}) {
      player()
          .get(offer("broken.m3u8", "application/vnd.apple.mpegurl", broken))
          .isProblem(502, "origin-manifest-unusable");
    }
    for (String broken :
        new String[] {
          "",
          "<MPD>",
          "<html/>",
          "<!DOCTYPE MPD [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><MPD>&x;</MPD>",
          "<!DOCTYPE MPD SYSTEM \"http://127.0.0.1:1/x.dtd\"><MPD/>"
        }) {
      player()
          .get(offer("broken.mpd", "application/dash+xml", broken))
          .isProblem(502, "origin-manifest-unusable");
    }
  }
}
