package io.playgate.edge.playlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HlsRewriterTest {

  private static final String TOKEN = "exp=1~acl=/m/vod/*!/m/x/*~hmac=ab";

  private static String rewrite(String playlist) throws UnusableManifestException {
    return Rewriting.hls(playlist, Rewriting.urls(TOKEN));
  }

  private static String line(String uri) throws UnusableManifestException {
    return rewrite("#EXTM3U\n" + uri).substring("#EXTM3U\n".length());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "seg.m4s",
        "./seg.m4s",
        "../v1/seg.m4s",
        "/m/vod/clock/seg.m4s",
        "https://cdn.example:8443/m/seg.m4s",
        "HTTPS://CDN.example:8443/m/seg.m4s",
        "//cdn.example:8443/m/seg.m4s",
        "sub/dir/seg%20name.m4s",
        "seg;v=1.m4s",
        "a:b/seg.m4s"
      })
  void whatStaysHereGetsTheToken(String uri) throws Exception {
    if (uri.startsWith("a:")) {
      assertThat(line(uri)).as("a scheme of its own").isEqualTo(uri);
    } else {
      assertThat(line(uri)).isEqualTo(uri + "?hdnts=" + TOKEN);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://other.example/m/seg.m4s",
        "https://cdn.example/m/seg.m4s",
        "http://cdn.example:8443/m/seg.m4s",
        "//other.example/m/seg.m4s",
        "//cdn.example:8443@evil.example/m/seg.m4s",
        "https://cdn.example:8443.evil.example/m/seg.m4s",
        "/other/seg.m4s",
        "/m2/seg.m4s",
        "../../../../other/seg.m4s",
        "..%2f..%2fother/seg.m4s",
        "%2e%2e/%2e%2e/%2e%2e/%2e%2e/other/seg.m4s",
        "data:application/octet-stream;base64,AAAA",
        "skd://key-id",
        "urn:uuid:1",
        "javascript:alert(1)",
        "\\\\evil.example\\m",
        "seg.m4s?hdnts=other",
        "seg.m4s?x=1&hdnts=other",
        "seg.m4s?hdnts"
      })
  void whatLeadsElsewhereOrHasOneAlreadyIsLeftAlone(String uri) throws Exception {
    assertThat(line(uri)).isEqualTo(uri);
  }

  @ParameterizedTest
  @CsvSource({
    "seg.m4s?x=1, seg.m4s?x=1&",
    "seg.m4s?, seg.m4s?",
    "seg.m4s?x&, seg.m4s?x&",
    "seg.m4s?xhdnts=1, seg.m4s?xhdnts=1&"
  })
  void anOwnQueryStays(String uri, String expected) throws Exception {
    assertThat(line(uri)).isEqualTo(expected + "hdnts=" + TOKEN);
  }

  @Test
  void aFragmentStaysBehindTheToken() throws Exception {
    assertThat(line("seg.m4s#t=1")).isEqualTo("seg.m4s?hdnts=" + TOKEN + "#t=1");
  }

  @Test
  void attributesOfTagsAreRewrittenAndNothingElse() throws Exception {
    String q = "?hdnts=" + TOKEN;
    assertThat(
            rewrite(
                """
                #EXTM3U
                #EXT-X-VERSION:9
                # a comment, URI="left.alone"
                #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="URI=""x",URI="a.m3u8"
                #EXT-X-KEY:METHOD=AES-128,URI="k.bin",KEYFORMAT="identity",IV=0x1
                #EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://x",KEYFORMAT="com.apple.streamingkeydelivery"
                #EXT-X-MAP:URI="init.mp4",BYTERANGE="10@0"
                #EXT-X-PART:DURATION=1,INDEPENDENT=YES,URI="p.m4s"
                #EXT-X-PRELOAD-HINT:TYPE=PART,URI="next.m4s"
                #EXT-X-RENDITION-REPORT:URI="../v1/list.m3u8",LAST-MSN=1
                #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="i.m3u8"
                #EXT-X-CONTENT-STEERING:SERVER-URI="/m/steer",PATHWAY-ID="a"
                #EXT-X-DATERANGE:ID="1",X-ASSET-URI="ad.m3u8",X-ASSET-LIST="https://ads.example/l"
                #EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="avc1,mp4a"\r
                v0.m3u8\r

                #EXTINF:4,title, with URI="comma"
                seg.m4s
                """))
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:9
            # a comment, URI="left.alone"
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="URI=""x",URI="a.m3u8%1$s"
            #EXT-X-KEY:METHOD=AES-128,URI="k.bin%1$s",KEYFORMAT="identity",IV=0x1
            #EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://x",KEYFORMAT="com.apple.streamingkeydelivery"
            #EXT-X-MAP:URI="init.mp4%1$s",BYTERANGE="10@0"
            #EXT-X-PART:DURATION=1,INDEPENDENT=YES,URI="p.m4s%1$s"
            #EXT-X-PRELOAD-HINT:TYPE=PART,URI="next.m4s%1$s"
            #EXT-X-RENDITION-REPORT:URI="../v1/list.m3u8%1$s",LAST-MSN=1
            #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="i.m3u8%1$s"
            #EXT-X-CONTENT-STEERING:SERVER-URI="/m/steer%1$s",PATHWAY-ID="a"
            #EXT-X-DATERANGE:ID="1",X-ASSET-URI="ad.m3u8%1$s",X-ASSET-LIST="https://ads.example/l"
            #EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="avc1,mp4a"\r
            v0.m3u8%1$s\r

            #EXTINF:4,title, with URI="comma"
            seg.m4s%1$s
            """
                .formatted(q));
  }

  @Test
  void knownVariablesDecideAndStay() throws Exception {
    String q = "?hdnts=" + TOKEN;
    assertThat(
            rewrite(
                """
                #EXTM3U
                #EXT-X-DEFINE:NAME="here",VALUE="https://cdn.example:8443/m"
                #EXT-X-DEFINE:NAME="there",VALUE="https://other.example/m"
                #EXT-X-DEFINE:QUERYPARAM="a"
                #EXT-X-DEFINE:QUERYPARAM="hdnts"
                #EXT-X-DEFINE:IMPORT="parent"
                {$here}/seg.m4s
                {$there}/seg.m4s
                seg-{$a}.m4s
                seg.m4s?hdnts={$hdnts}
                {$parent}/seg.m4s
                h{$parent}/seg.m4s
                dir/{$parent}.m4s
                //{$parent}/m/seg.m4s
                """))
        .endsWith(
            """
            {$here}/seg.m4s%1$s
            {$there}/seg.m4s
            seg-{$a}.m4s%1$s
            seg.m4s?hdnts={$hdnts}
            {$parent}/seg.m4s
            h{$parent}/seg.m4s
            dir/{$parent}.m4s%1$s
            //{$parent}/m/seg.m4s
            """
                .formatted(q));
  }

  @Test
  void aTokenCannotBreakOutOfItsQuotes() throws Exception {
    String out =
        Rewriting.hls("#EXTM3U\n#EXT-X-MAP:URI=\"a\"\n", Rewriting.urls("x\",Y=\"{$v}\n#EXT"));
    assertThat(out).isEqualTo("#EXTM3U\n#EXT-X-MAP:URI=\"a?hdnts=x%22,Y=%22%7B$v%7D%0A%23EXT\"\n");
  }

  @Test
  void aByteOrderMarkAndAMissingLastNewlineStay() throws Exception {
    assertThat(rewrite("\uFEFF#EXTM3U\na.m4s")).isEqualTo("\uFEFF#EXTM3U\na.m4s?hdnts=" + TOKEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "#EXTINF", "<html>", " #EXTM3U"})
  void anythingElseIsNoPlaylist(String text) {
    assertThatThrownBy(() -> rewrite(text)).isInstanceOf(UnusableManifestException.class);
  }

  @Test
  void brokenAttributesAreCopied() throws Exception {
    String text =
        "#EXTM3U\n#EXT-X-MAP:URI=\"open\n#EXT-X-MAP:URI\n#EXT-X-MAP:=,=,\"\n#EXT-X-KEY:\n";
    assertThat(rewrite(text)).isEqualTo(text);
  }
}
