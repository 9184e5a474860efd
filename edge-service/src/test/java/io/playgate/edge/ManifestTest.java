package io.playgate.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.edge.testing.NeighbourPorts;
import io.playgate.edge.testing.Neighbours;
import io.playgate.edge.testing.Player;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

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

  @Test
  void everyChildOfARewrittenPlaylistPlays() {
    String target = offer("list.m3u8", "application/vnd.apple.mpegurl", HLS);
    Player.Answer answer = player().get(target, "Accept-Encoding: gzip");
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
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(HLS.getBytes(UTF_8));
    }
    neighbours
        .origin()
        .put(
            "/vod/clock/packed.m3u8",
            "application/vnd.apple.mpegurl",
            packed.toByteArray(),
            Map.of("Content-Encoding", "gzip"));
    String target = play(Neighbours.EDGEAUTH_QUERY, "packed.m3u8");
    Player.Answer answer = player().get(target);
    assertThat(answer.header("Content-Encoding")).isEmpty();
    assertThat(answer.text()).contains("seg1.m4s?" + token(target));
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
