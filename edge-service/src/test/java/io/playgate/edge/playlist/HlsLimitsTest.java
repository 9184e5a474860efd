package io.playgate.edge.playlist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a playlist may make of memory and time. */
class HlsLimitsTest {

  private static final String TOKEN = "exp=1~hmac=" + "ab".repeat(32);

  private static String rewrite(String playlist) throws UnusableManifestException {
    return Rewriting.hls(playlist, Rewriting.urls(TOKEN));
  }

  /** Each line holds the one before twice: 40 of them would be a terabyte. */
  private static String doubling(int lines) {
    return IntStream.range(1, lines)
        .mapToObj(
            i -> "#EXT-X-DEFINE:NAME=\"v%d\",VALUE=\"{$v%d}{$v%d}\"\n".formatted(i, i - 1, i - 1))
        .collect(
            Collectors.joining(
                "", "#EXTM3U\n#EXT-X-DEFINE:NAME=\"v0\",VALUE=\"abcdefgh\"\n", "seg.ts\n"));
  }

  static Stream<String> bombs() {
    String value = "x".repeat(4000);
    String define = "#EXTM3U\n#EXT-X-DEFINE:NAME=\"a\",VALUE=\"" + value + "\"\n";
    return Stream.of(
        doubling(40),
        doubling(1000),
        define + "{$a}".repeat(15_000) + "\n",
        define + "{$a}/seg.ts\n".repeat(300_000),
        define + ("#EXT-X-MAP:URI=\"" + "{$a}".repeat(3) + "\"\n").repeat(200_000),
        "#EXTM3U\n" + "#EXT-X-DEFINE:NAME=\"a\",VALUE=\"b\"\n".repeat(100_000),
        "#EXTM3U\n" + "#EXT-X-DEFINE:QUERYPARAM=\"a\"\n".repeat(100_000),
        "#EXTM3U\n" + "a".repeat(70_000) + "\n",
        "#EXTM3U\n#EXT-X-X:" + "URI=\"a\",".repeat(8_000) + "\n",
        "#EXTM3U\n" + "\n".repeat(1_100_000));
  }

  @ParameterizedTest
  @MethodSource("bombs")
  @Timeout(10)
  void aPlaylistThatGrowsWithoutBoundIsRefused(String playlist) {
    assertThatThrownBy(() -> rewrite(playlist)).isInstanceOf(UnusableManifestException.class);
  }

  @Test
  void aVariableOfOrdinaryLengthStands() throws Exception {
    assertThat(rewrite(doubling(6))).contains("seg.ts?hdnts=");
    String define = "#EXTM3U\n#EXT-X-DEFINE:NAME=\"a\",VALUE=\"dir\"\n";
    assertThat(rewrite(define + "{$a}/seg.ts\n".repeat(21_600)).lines())
        .filteredOn(line -> line.startsWith("{$a}/seg.ts?hdnts="))
        .hasSize(21_600);
  }

  @Test
  void oneSliceHoldsLittleHoweverMuchALineGrows() throws Exception {
    String longToken = "a".repeat(8000);
    HlsRewriter rewriter = new HlsRewriter(Rewriting.urls(longToken));
    rewriter.add(("#EXTM3U\n" + "a\n".repeat(30_000)).getBytes(UTF_8));
    rewriter.end();
    ByteArrayOutputStream slice = new ByteArrayOutputStream();
    int slices = 0;
    ManifestRewriter.Progress progress = ManifestRewriter.Progress.MORE;
    while (progress == ManifestRewriter.Progress.MORE) {
      slice.reset();
      progress = rewriter.write(slice);
      slices++;
      assertThat(slice.size()).isLessThan(ManifestRewriter.SLICE + 64 * 1024);
    }
    assertThat(slices).isGreaterThan(1000);
  }

  @Test
  void aSliceOfVariablesTakesNoLongerThanOneOfText() throws Exception {
    String define = "#EXTM3U\n#EXT-X-DEFINE:NAME=\"a\",VALUE=\"" + "x".repeat(4000) + "\"\n";
    HlsRewriter rewriter = new HlsRewriter(Rewriting.urls(TOKEN));
    rewriter.add((define + "https://other.example/{$a}\n".repeat(2000)).getBytes(UTF_8));
    rewriter.end();
    int slices = 0;
    while (rewriter.write(new ByteArrayOutputStream()) == ManifestRewriter.Progress.MORE) {
      slices++;
    }
    assertThat(slices).as("8 MB of expansions").isGreaterThan(200);
    assertThat(rewriter.isExpensive()).isTrue();
  }

  @Test
  void theWorkOfADayIsDoneInASecond() throws Exception {
    String day = "#EXTM3U\n" + "#EXTINF:4.000,\nv1/seg-0000001.m4s\n".repeat(21_600);
    rewrite(day);
    long begun = System.nanoTime();
    rewrite(day);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @MethodSource("parts")
  void whereAPartEndsDoesNotMatter(int part) throws Exception {
    String playlist =
        "\uFEFF#EXTM3U\r\n#EXT-X-MAP:URI=\"caf\u00e9 1.mp4\"\r\n\r\nseg \u20ac.ts\r\nlast.ts";
    byte[] whole =
        Rewriting.whole(new HlsRewriter(Rewriting.urls("t")), playlist.getBytes(UTF_8), 1_000_000);
    assertThat(
            Rewriting.whole(new HlsRewriter(Rewriting.urls("t")), playlist.getBytes(UTF_8), part))
        .isEqualTo(whole);
    assertThat(new String(whole, UTF_8))
        .isEqualTo(
            "\uFEFF#EXTM3U\r\n#EXT-X-MAP:URI=\"caf%C3%A9%201.mp4?hdnts=t\"\r\n\r\n"
                + "seg%20%E2%82%AC.ts?hdnts=t\r\nlast.ts?hdnts=t");
  }

  static IntStream parts() {
    return IntStream.of(1, 2, 3, 7, 16, 40);
  }
}
