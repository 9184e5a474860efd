package io.playgate.edge.playlist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.edge.testing.ManifestJudge;
import io.playgate.playbacktoken.Carrier;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever the bases, a player sends the token to nobody else, and every URL that is here plays.
 */
class DashBasesTest {

  private static final String BASE = "https://cdn.example:8443" + Rewriting.MANIFEST;
  private static final String OTHER = "<BaseURL>https://other.example/v/</BaseURL>";
  private static final String TEMPLATE =
      "<SegmentTemplate timescale=\"1\" duration=\"4\" startNumber=\"1\""
          + " media=\"$RepresentationID$/$Number$.m4s\" initialization=\"$RepresentationID$/i.mp4\"/>";

  private static String mpd(String body) {
    return "<?xml version=\"1.0\"?>\n<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\""
        + " xmlns:xlink=\"http://www.w3.org/1999/xlink\" type=\"static\""
        + " profiles=\"urn:mpeg:dash:profile:isoff-live:2011\""
        + " mediaPresentationDuration=\"PT8S\" minBufferTime=\"PT2S\">"
        + body
        + "</MPD>";
  }

  private static String set(String inSet, String inRepresentation, String id) {
    return "<AdaptationSet mimeType=\"video/mp4\" codecs=\"avc1.4d401f\">"
        + inSet
        + "<Representation id=\""
        + id
        + "\" bandwidth=\"1000\" width=\"640\" height=\"360\">"
        + inRepresentation
        + "</Representation></AdaptationSet>";
  }

  private static String rewrite(String mpd, Carrier carrier) throws UnusableManifestException {
    try {
      return Rewriting.dash(
          mpd, Rewriting.urls(Rewriting.token(carrier, "tok", "SECRET"), "/packages"));
    } catch (UnusableManifestException e) {
      if (String.valueOf(e.getMessage()).contains("nothing to rewrite")) {
        return mpd;
      }
      throw e;
    }
  }

  private static void noTokenElsewhere(String mpd) throws Exception {
    for (Carrier carrier : Carrier.values()) {
      String out;
      try {
        out = rewrite(mpd, carrier);
      } catch (UnusableManifestException refused) {
        continue;
      }
      assertThat(ManifestJudge.dash(BASE, out))
          .isNotEmpty()
          .allSatisfy(url -> {
            if (url.contains("SECRET")) {
              assertThat(url).startsWith("https://cdn.example:8443/m/");
            }
          });
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Above the base, at every level and of every kind.
        "<Period>@T@"
            + "<AdaptationSet mimeType=\"video/mp4\" codecs=\"avc1.4d401f\">@O@<Representation id=\"v1\" bandwidth=\"1000\" width=\"640\" height=\"360\"/></AdaptationSet></Period>",
        "<Period><AdaptationSet mimeType=\"video/mp4\" codecs=\"avc1.4d401f\">@T@<Representation id=\"v1\" bandwidth=\"1000\" width=\"640\" height=\"360\">@O@</Representation></AdaptationSet></Period>",
        "<Period>@T@<AdaptationSet mimeType=\"video/mp4\" codecs=\"avc1.4d401f\"><Representation id=\"v1\" bandwidth=\"1000\" width=\"640\" height=\"360\">@O@</Representation><Representation id=\"v2\" bandwidth=\"2000\" width=\"640\" height=\"360\"/></AdaptationSet></Period>",
        "<Period>@O@<AdaptationSet mimeType=\"video/mp4\" codecs=\"avc1.4d401f\">@T@<Representation id=\"v1\" bandwidth=\"1000\" width=\"640\" height=\"360\"/></AdaptationSet></Period>",
        "<Period>@T@@O@<AdaptationSet mimeType=\"video/mp4\" codecs=\"avc1.4d401f\"><Representation id=\"v1\" bandwidth=\"1000\" width=\"640\" height=\"360\"/></AdaptationSet></Period>",
        "<Period><SegmentList duration=\"4\" timescale=\"1\"><Initialization sourceURL=\"i.mp4\"/><SegmentURL media=\"1.m4s\"/><SegmentURL media=\"2.m4s\"/></SegmentList><AdaptationSet mimeType=\"video/mp4\" codecs=\"avc1.4d401f\"><Representation id=\"v1\" bandwidth=\"1000\" width=\"640\" height=\"360\">@O@</Representation></AdaptationSet></Period>",
        "<Period>@T@<AdaptationSet mimeType=\"video/mp4\" codecs=\"avc1.4d401f\"><BaseURL>//other.example/v/</BaseURL><Representation id=\"v1\" bandwidth=\"1000\" width=\"640\" height=\"360\"/></AdaptationSet></Period>",
        "<Period>@T@<AdaptationSet mimeType=\"video/mp4\" codecs=\"avc1.4d401f\"><BaseURL>home/</BaseURL><BaseURL>https://other.example/</BaseURL><Representation id=\"v1\" bandwidth=\"1000\" width=\"640\" height=\"360\"/></AdaptationSet></Period>",
        "<Period>@T@<AdaptationSet mimeType=\"video/mp4\" codecs=\"avc1.4d401f\"><BaseURL><![CDATA[https://other.example/]]></BaseURL><Representation id=\"v1\" bandwidth=\"1000\" width=\"640\" height=\"360\"/></AdaptationSet></Period>",
        "<Period>@T@<AdaptationSet mimeType=\"video/mp4\" codecs=\"avc1.4d401f\"><Representation id=\"https://other.example/x\" bandwidth=\"1000\" width=\"640\" height=\"360\"/></AdaptationSet></Period>",
        "<Period>@T@<AdaptationSet mimeType=\"video/mp4\" codecs=\"avc1.4d401f\"><Representation id=\"//other.example/x\" bandwidth=\"1000\" width=\"640\" height=\"360\"/></AdaptationSet></Period>",
        "<Period><SegmentTemplate timescale=\"1\" duration=\"4\" startNumber=\"1\" media=\"/$RepresentationID$/other.example/$Number$.m4s\" initialization=\"i.mp4\"/><AdaptationSet mimeType=\"video/mp4\" codecs=\"avc1.4d401f\"><Representation id=\"/\" bandwidth=\"1000\" width=\"640\" height=\"360\"/></AdaptationSet></Period>",
        "@O@<Period>@T@<AdaptationSet mimeType=\"video/mp4\" codecs=\"avc1.4d401f\"><Representation id=\"v1\" bandwidth=\"1000\" width=\"640\" height=\"360\"/></AdaptationSet></Period>",
        "<Period><AdaptationSet mimeType=\"video/mp4\" codecs=\"avc1.4d401f\"><SegmentBase indexRange=\"0-9\"><Initialization sourceURL=\"i.mp4\" range=\"0-9\"/></SegmentBase><Representation id=\"v1\" bandwidth=\"1000\" width=\"640\" height=\"360\"><BaseURL>https://other.example/file.mp4</BaseURL></Representation></AdaptationSet></Period>"
      })
  void aUrlThatAnyBaseBelowLeadsElsewhereIsLeftAlone(String body) throws Exception {
    ManifestJudge.require();
    noTokenElsewhere(mpd(body.replace("@T@", TEMPLATE).replace("@O@", OTHER)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"foreign-base-in-adaptationset", "foreign-base-in-period"})
  void aTokenIsNotWrittenIntoWhatIsInherited(String form) throws Exception {
    String inner =
        form.endsWith("period") ? TEMPLATE + set(OTHER, "", "v1") : set(TEMPLATE, OTHER, "v1");
    assertThat(rewrite(mpd("<Period>" + inner + "</Period>"), Carrier.QUERY))
        .doesNotContain("SECRET");
  }

  @Test
  void whatHasNoForeignBaseBelowItIsWrittenBesideOneThatHas() throws Exception {
    String out =
        rewrite(
            mpd("<Period>" + set(TEMPLATE, "", "v1") + set(TEMPLATE, OTHER, "v2") + "</Period>"),
            Carrier.QUERY);
    assertThat(out.split("SECRET", -1)).as("two URLs of the first set").hasSize(3);
  }

  @ParameterizedTest
  @EnumSource(names = {"QUERY", "PATH", "COOKIE"})
  void everyUrlOfTheOriginIsBroughtHomeAndPlays(Carrier carrier) throws Exception {
    ManifestJudge.require();
    for (String base :
        new String[] {
          "http://origin.example:8080/packages/v/",
          "/packages/v/",
          "/m/v/",
          "v/",
          "//origin.example:8080/packages/v/",
          "https://cdn.example:8443/m/v/"
        }) {
      String out =
          rewrite(
              mpd(
                  "<BaseURL>"
                      + base
                      + "</BaseURL><Period>"
                      + set(TEMPLATE, "", "v 1")
                      + "</Period>"),
              carrier);
      String place =
          switch (carrier) {
            case PATH -> "https://cdn.example:8443/m/tok=SECRET/";
            default -> "https://cdn.example:8443/m/";
          };
      assertThat(ManifestJudge.dash(BASE.replace("/m/", place.substring(24)), out))
          .as(base)
          .isNotEmpty()
          .allSatisfy(url -> {
            assertThat(url).startsWith(place);
            assertThat(url.contains("tok=SECRET")).isEqualTo(carrier != Carrier.COOKIE);
          });
    }
  }

  @ParameterizedTest
  @CsvSource({"https://time.example/, false", "/m/time, true", "time.txt, true"})
  void aClockBesideTheMediaIsAskedWithTheToken(String value, boolean carried) throws Exception {
    String out =
        rewrite(
            mpd(
                "<UTCTiming schemeIdUri=\"urn:mpeg:dash:utc:http-xsdate:2014\" value=\""
                    + value
                    + "\"/><Period/>"),
            Carrier.QUERY);
    assertThat(out.contains("SECRET")).isEqualTo(carried);
  }

  @Test
  void aPatchIsOfferedOnlyByAManifestThatStaysHere() throws Exception {
    String patch = "<PatchLocation>p.mpp</PatchLocation><ContentSteering>s</ContentSteering>";
    assertThat(
            rewrite(mpd(patch + "<Period>" + set(TEMPLATE, "", "v1") + "</Period>"), Carrier.QUERY))
        .contains("p.mpp?tok=SECRET", "<ContentSteering>s?tok=SECRET");
    assertThat(
            rewrite(
                mpd(patch + "<Period>" + set(TEMPLATE, OTHER, "v1") + "</Period>"), Carrier.QUERY))
        .doesNotContain("p.mpp?");
    assertThat(
            rewrite(
                mpd(patch + "<Period xlink:href=\"https://other.example/p.xml\"/>"), Carrier.QUERY))
        .doesNotContain("p.mpp?");
  }

  private static String patch(String operations) {
    return "<Patch xmlns=\"urn:mpeg:dash:schema:mpd-patch:2020\" mpdId=\"x\">"
        + operations
        + "</Patch>";
  }

  @Test
  void urlsOfAPatchCarryTheToken() throws Exception {
    String out =
        rewrite(
            patch(
                "<add sel=\"/MPD\"><Period>"
                    + set(TEMPLATE, "", "v1")
                    + "</Period></add>"
                    + "<replace sel=\"/MPD/Period[@id='a/b']/AdaptationSet[1]/SegmentTemplate/@media\">n/$Number$.m4s</replace>"
                    + "<add sel=\"//SegmentTemplate[1]/SegmentTimeline\"><S t=\"1\" d=\"2\"/></add>"
                    + "<replace sel=\"/MPD/@publishTime\">2026-01-01T00:00:00Z</replace>"
                    + "<replace sel=\"/MPD/PatchLocation[1]/text()\">p2.mpp</replace>"
                    + "<remove sel=\"/MPD/Period[1]\"/>"),
            Carrier.QUERY);
    assertThat(out)
        .contains(
            "media=\"$RepresentationID$/$Number$.m4s?tok=SECRET\"",
            ">n/$Number$.m4s?tok=SECRET<",
            ">p2.mpp?tok=SECRET<",
            ">2026-01-01T00:00:00Z<",
            "<S t=\"1\" d=\"2\"/>",
            "<remove sel=\"/MPD/Period[1]\"/>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<add sel=\"/MPD/Period[1]\"><AdaptationSet><BaseURL>https://other.example/</BaseURL></AdaptationSet></add>",
        "<add sel=\"/MPD/Period[1]/AdaptationSet[1]\" pos=\"before\"><BaseURL>//other.example/</BaseURL></add>",
        "<replace sel=\"/MPD/BaseURL/text()\">https://other.example/</replace>",
        "<replace sel=\"/MPD/BaseURL[1]\"><BaseURL>https://other.example/</BaseURL></replace>",
        "<replace sel=\"/MPD/Period/AdaptationSet/Representation[1]/@id\">//other.example/x</replace>",
        "<add sel=\"/MPD/Period/AdaptationSet\"><Representation id=\"//other.example/x\"/></add>",
        "<add sel=\"/MPD/Period\" type=\"@xlink:href\">https://other.example/</add>",
        "<add sel=\"/MPD/Period\"><AdaptationSet xmlns:xlink=\"http://www.w3.org/1999/xlink\" xlink:href=\"https://other.example/\"/></add>",
        "<replace sel=\"/MPD/*[2]/text()\">https://other.example/</replace>",
        "<replace sel=\"/MPD/Period/*[1]/@media\">x</replace>"
      })
  void aPatchThatCouldLeadUrlsElsewhereIsRefused(String operation) {
    assertThatThrownBy(() -> rewrite(patch(operation), Carrier.QUERY))
        .isInstanceOf(UnusableManifestException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"attributes", "namespaces", "depth", "levels", "bases", "text"})
  @Timeout(20)
  void whatIsLargeIsReadInGoodTimeOrRefused(String kind) throws Exception {
    StringBuilder body = new StringBuilder();
    switch (kind) {
      case "attributes" -> {
        body.append("<Period");
        for (int i = 0; i < 100_000; i++) {
          body.append(" a").append(i).append("=\"\"");
        }
        body.append("/>");
      }
      case "namespaces" -> {
        for (int i = 0; i < 20_000; i++) {
          body.append("<x xmlns:p").append(i).append("=\"urn:").append(i).append("\"/>");
        }
      }
      case "depth" -> body.append("<a>".repeat(100_000)).append("</a>".repeat(100_000));
      case "levels" -> body.append("<Period><Representation/></Period>".repeat(60_000));
      case "bases" -> {
        body.append("<BaseURL>../x/</BaseURL>").append("<Period>");
        for (int i = 0; i < 2000; i++) {
          body.append("<AdaptationSet><BaseURL>../")
              .append(i)
              .append("/</BaseURL></AdaptationSet>");
        }
        body.append("<SegmentList>")
            .append("<SegmentURL media=\"../a.m4s\"/>".repeat(60_000))
            .append("</SegmentList></Period>");
      }
      default -> body.append("<Title>").append("x&amp;".repeat(500_000)).append("</Title>");
    }
    try {
      assertThat(rewrite(mpd(body.toString()), Carrier.QUERY)).startsWith("<?xml");
    } catch (UnusableManifestException refused) {
      assertThat(kind).isNotEqualTo("text");
    }
  }

  @Test
  void aDayOfSegmentsIsWrittenSliceBySlice() throws Exception {
    String day =
        mpd(
            "<Period><AdaptationSet><Representation><SegmentList>"
                + "<SegmentURL media=\"seg-000001.m4s\"/>".repeat(21_600)
                + "</SegmentList></Representation></AdaptationSet></Period>");
    DashRewriter rewriter =
        new DashRewriter(
            Rewriting.urls(Rewriting.token(Carrier.QUERY, "tok", "x".repeat(500)), "/packages"));
    rewriter.add(day.getBytes(UTF_8));
    rewriter.end();
    int most = 0;
    int all = 0;
    ManifestRewriter.Progress progress = ManifestRewriter.Progress.MORE;
    while (progress == ManifestRewriter.Progress.MORE) {
      ByteArrayOutputStream slice = new ByteArrayOutputStream();
      progress = rewriter.write(slice);
      most = Math.max(most, slice.size());
      all += slice.size();
    }
    assertThat(all).isGreaterThan(11_000_000);
    assertThat(most).isLessThan(ManifestRewriter.SLICE + 16 * 1024);
    assertThat(rewriter.isExpensive()).isTrue();
  }

  @Test
  void withThePathCarrierAManifestThatNeedsNothingIsNotWrittenAnew() throws Exception {
    String mpd = mpd("<Period>" + set(TEMPLATE, "", "v1") + "</Period>");
    assertThat(rewrite(mpd, Carrier.PATH)).isSameAs(mpd);
  }
}
