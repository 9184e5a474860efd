package io.playgate.edge.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.edge.testing.ManifestJudge;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.TokenPieces;
import io.playgate.playbacktoken.internal.carrier.TokenParameters;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which URLs of a playlist come through the edge with the token, by every carrier. */
class HlsUrlsTest {

  private static final String BASE = "https://cdn.example:8443" + Rewriting.MANIFEST;

  private static String line(String uri, ChildUrls urls) throws UnusableManifestException {
    return Rewriting.hls("#EXTM3U\n" + uri, urls).substring("#EXTM3U\n".length());
  }

  private static ChildUrls carried(Carrier carrier) {
    return Rewriting.urls(Rewriting.token(carrier, "tok", "abc"), "/packages");
  }

  // ---- D1: as the player encodes it

  @ParameterizedTest
  @ValueSource(
      strings = {
        "my seg.ts",
        "caf\u00e9.ts",
        "\u65e5\u672c/\u8a9e.ts",
        "\ud83c\udfac.ts",
        "a\"b.ts",
        "a<b>c.ts",
        "a`b^c.ts",
        "a{b}c.ts",
        "a|b.ts",
        "a[1].ts",
        "seg.ts?title=my film \u00e9",
        "seg.ts?q='x'",
        "  seg.ts  ",
        "/m/vod/my seg.ts",
        "https://cdn.example:8443/m/my seg.ts",
        "100%25.ts",
        "caf%C3%A9 au lait.ts",
        "a b.ts#c d"
      })
  void whatAPlayerWouldEncodeIsJudgedAndWrittenAsItDoes(String uri) throws Exception {
    ManifestJudge.require();
    String rewritten = line(uri, Rewriting.urls("T"));
    List<String> asked = ManifestJudge.urls(BASE, List.of(uri, rewritten));
    int hash = asked.getFirst().indexOf('#');
    String before = hash < 0 ? asked.getFirst() : asked.getFirst().substring(0, hash);
    String fragment = hash < 0 ? "" : asked.getFirst().substring(hash);
    String joint = before.contains("?") ? "&" : "?";
    assertThat(asked.getLast()).isEqualTo(before + joint + "hdnts=T" + fragment);
    assertThat(rewritten).as("plain for players that do not encode").matches("[\\x21-\\x7e]+");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/\t/evil.example/m/x",
        "ht\ttps://evil.example/m/x",
        "\u0001https://evil.example/m/x",
        "\\\\evil.example/m/x",
        "/\\evil.example/m/x",
        "https:\\\\evil.example\\m\\x",
        "https:///evil.example/m/x",
        "///evil.example/m/x",
        "https://evil.example\uff0fm/x",
        "https://cdn.example:8443@evil.example/m/x",
        "https://evil.example#@cdn.example:8443/m/x",
        "https://cdn.example:8443\\@evil.example/m/x",
        "https://cdn.example:8443%2Fm@evil.example/m/x",
        "seg.ts\rhttps://evil.example/m/x",
        "\u3000//evil.example/m/x",
        "{$a}//evil.example/m/x"
      })
  void howeverItIsWrittenTheTokenIsNotSentElsewhere(String uri) throws Exception {
    ManifestJudge.require();
    String rewritten = line(uri, Rewriting.urls("T"));
    if (rewritten.contains("hdnts=")) {
      assertThat(ManifestJudge.hls(BASE, "#EXTM3U\n#EXTINF:4,\n" + rewritten + "\n"))
          .allSatisfy(url -> assertThat(url).startsWith("https://cdn.example:8443/m/"));
    }
  }

  @Test
  void whatFollowsACarriageReturnIsAnotherLineToSomePlayers() throws Exception {
    String line = "#EXT-X-FOO:X=1\rhttps://evil.example/,URI=\"x\"";
    assertThat(line(line, Rewriting.urls("T"))).isEqualTo(line);
    String separator = "#EXT-X-FOO:X=1\u2028https://evil.example/,URI=\"x\"";
    assertThat(line(separator, Rewriting.urls("T"))).isEqualTo(separator);
  }

  @Test
  void aParameterThatReadsInTwoWaysIsNotKnown() throws Exception {
    ChildUrls urls =
        new ChildUrls(
            new ChildUrls.Edge("https", "cdn.example", Set.of("cdn.example"), "/m", path -> false),
            new ChildUrls.Origin("http", "origin.example", "/packages"),
            Rewriting.token(Carrier.QUERY, "tok", "abc"),
            "/m/list.m3u8",
            "plain=dir&enc=https%3A%2F%2Fevil.example&twice=a&twice=%2F%2Fevil.example"
                + "&%6eamed=%2F%2Fevil.example&named=dir");
    assertThat(
            Rewriting.hls(
                """
                #EXTM3U
                #EXT-X-DEFINE:QUERYPARAM="plain"
                #EXT-X-DEFINE:QUERYPARAM="enc"
                #EXT-X-DEFINE:QUERYPARAM="twice"
                #EXT-X-DEFINE:QUERYPARAM="named"
                #EXT-X-DEFINE:NAME="redefined",VALUE="dir"
                #EXT-X-DEFINE:NAME="redefined",VALUE="https://evil.example"
                #EXT-X-DEFINE:Y=",NAME="odd",VALUE="dir"
                {$plain}/1.ts
                {$enc}/2.ts
                {$twice}/3.ts
                {$named}/4.ts
                {$redefined}/5.ts
                {$odd}/6.ts
                """,
                urls))
        .endsWith(
            """
            {$plain}/1.ts?tok=abc
            {$enc}/2.ts
            {$twice}/3.ts
            {$named}/4.ts
            {$redefined}/5.ts
            {$odd}/6.ts
            """);
  }

  // ---- D2: brought home

  @ParameterizedTest
  @CsvSource({
    "http://origin.example:8080/packages/v/1.ts, /m/v/1.ts?tok=abc",
    "https://origin.example:8080/packages/v/1.ts, /m/v/1.ts?tok=abc",
    "//origin.example:8080/packages/v/1.ts, /m/v/1.ts?tok=abc",
    "HTTP://ORIGIN.example:8080/packages/v/1.ts?a=b, /m/v/1.ts?a=b&tok=abc",
    "/packages/v/2.ts, /m/v/2.ts?tok=abc",
    "https://cdn.example:8443/packages/v/3.ts, /m/v/3.ts?tok=abc",
    "/m/v/4.ts, /m/v/4.ts?tok=abc",
    "https://cdn.example:8443/m/v/5.ts, https://cdn.example:8443/m/v/5.ts?tok=abc",
    "v/6.ts, v/6.ts?tok=abc",
    "http://origin.example:8080/other/7.ts, http://origin.example:8080/other/7.ts",
    "http://origin.example:8080/packages2/7.ts, http://origin.example:8080/packages2/7.ts",
    "http://origin.example:8080/packages/../x/7.ts, http://origin.example:8080/packages/../x/7.ts",
    "http://origin.example/packages/v/8.ts, http://origin.example/packages/v/8.ts",
    "http://origin.example:8080@evil.example/packages/9.ts, http://origin.example:8080@evil.example/packages/9.ts",
    "ftp://origin.example:8080/packages/v/10.ts, ftp://origin.example:8080/packages/v/10.ts",
    "https://other.example/packages/v/11.ts, https://other.example/packages/v/11.ts"
  })
  void withTheQueryCarrier(String uri, String expected) throws Exception {
    assertThat(line(uri, carried(Carrier.QUERY))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "http://origin.example:8080/packages/v/1.ts, /m/tok=abc/v/1.ts",
    "//origin.example:8080/packages/v/1.ts?a=b, /m/tok=abc/v/1.ts?a=b",
    "/packages/v/2.ts, /m/tok=abc/v/2.ts",
    "https://cdn.example:8443/packages/v/3.ts, /m/tok=abc/v/3.ts",
    "/m/v/4.ts, /m/tok=abc/v/4.ts",
    "https://cdn.example:8443/m/v/5.ts#t, /m/tok=abc/v/5.ts#t",
    "/m/tok=own/v/5.ts, /m/tok=own/v/5.ts",
    "v/6.ts, v/6.ts",
    "../v 6.ts, ../v 6.ts",
    "https://other.example/packages/v/11.ts, https://other.example/packages/v/11.ts"
  })
  void withThePathCarrier(String uri, String expected) throws Exception {
    assertThat(line(uri, carried(Carrier.PATH))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "http://origin.example:8080/packages/v/1.ts, /m/v/1.ts",
    "/packages/v/2.ts, /m/v/2.ts",
    "/m/v/4.ts, /m/v/4.ts",
    "v/6.ts, v/6.ts"
  })
  void withTheCookieCarrier(String uri, String expected) throws Exception {
    assertThat(line(uri, carried(Carrier.COOKIE))).isEqualTo(expected);
    assertThat(line(uri, carried(Carrier.HEADER))).isEqualTo(expected);
  }

  @Test
  void withAnOriginAtItsRootEveryPathIsTheOrigins() throws Exception {
    TokenPieces token = Rewriting.token(Carrier.PATH, "tok", "abc");
    assertThat(line("/v/seg-2.ts", Rewriting.urls(token, ""))).isEqualTo("/m/tok=abc/v/seg-2.ts");
    assertThat(line("https://cdn.example:8443/v/seg-3.ts", Rewriting.urls(token, "")))
        .isEqualTo("/m/tok=abc/v/seg-3.ts");
    assertThat(line("/m2/v/x.ts", Rewriting.urls(token, "")))
        .as("another delivery profile's")
        .isEqualTo("/m2/v/x.ts");
    assertThat(line("/../x.ts", Rewriting.urls(token, ""))).isEqualTo("/../x.ts");
  }

  @Test
  void theHostsOfTheEdgeAreThoseOfItsConfigurationWhereThereAreAny() throws Exception {
    TokenPieces token = Rewriting.token(Carrier.QUERY, "tok", "abc");
    ChildUrls urls = Rewriting.urls(token, "/packages", Set.of("media.example", "b.example:444"));
    assertThat(line("https://media.example/m/1.ts", urls)).endsWith("?tok=abc");
    assertThat(line("https://b.example:444/m/1.ts", urls)).endsWith("?tok=abc");
    assertThat(line("https://cdn.example:8443/m/1.ts", urls))
        .as("the Host that the player sent")
        .doesNotContain("tok=");
    assertThat(line("1.ts", urls)).as("wherever the player got it from").endsWith("?tok=abc");
    assertThat(line("/m/1.ts", urls)).endsWith("?tok=abc");
  }

  @Test
  void variablesOfTheOriginAreBroughtHome() throws Exception {
    assertThat(
            Rewriting.hls(
                """
                #EXTM3U
                #EXT-X-DEFINE:NAME="o",VALUE="http://origin.example:8080/packages"
                #EXT-X-DEFINE:IMPORT="q"
                {$o}/v/1.ts
                {$o}/v/{$q}.ts
                """,
                carried(Carrier.QUERY)))
        .endsWith("/m/v/1.ts?tok=abc\n/m/v/{$q}.ts?tok=abc\n");
  }

  @Test
  void severalParametersOfOneTokenAreCarriedTogether() throws Exception {
    Placement placement = new Placement(Carrier.QUERY, "Policy", "/m", Map.of());
    PresentedToken token =
        (PresentedToken)
            TokenParameters.cutQuery(
                new PlaybackRequest(
                    "GET",
                    "/m/a.m3u8?x=1&Policy=p&Signature=s&y=2&Key-Pair-Id=k",
                    name -> null,
                    "192.0.2.1"),
                placement,
                List.of("Policy", "Signature", "Key-Pair-Id"));

    assertThat(line("1.ts?z", Rewriting.urls(token.pieces(), "/packages")))
        .isEqualTo("1.ts?z&Policy=p&Signature=s&Key-Pair-Id=k");
    assertThat(line("1.ts?Signature=t", Rewriting.urls(token.pieces(), "/packages")))
        .as("one that has a token")
        .isEqualTo("1.ts?Signature=t");
  }
}
