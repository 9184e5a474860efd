package io.playgate.edge.playlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DashRewriterTest {

  private static final String TOKEN = "exp=1~data=$x&y";
  private static final String WRITTEN = "hdnts=exp=1~data=$x%26y";
  private static final String TEMPLATE = "hdnts=exp=1~data=$$x%26y";

  private static String rewrite(String body) throws UnusableManifestException {
    return Rewriting.dash(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\""
            + " xmlns:xlink=\"http://www.w3.org/1999/xlink\">"
            + body
            + "</MPD>",
        Rewriting.urls(TOKEN));
  }

  @Test
  void templatesCarryTheTokenWithDollarsDoubled() throws Exception {
    assertThat(
            rewrite(
                "<Period><SegmentTemplate media=\"$RepresentationID$/$Number%05d$.m4s\""
                    + " initialization=\"$RepresentationID$/init.mp4?v=1\" timescale=\"1\"/></Period>"))
        .contains("media=\"$RepresentationID$/$Number%05d$.m4s?" + TEMPLATE + "\"")
        .contains("initialization=\"$RepresentationID$/init.mp4?v=1&amp;" + TEMPLATE + "\"")
        .contains("timescale=\"1\"");
  }

  @Test
  void listsAndSingleFilesCarryTheToken() throws Exception {
    assertThat(
            rewrite(
                "<Location>list.mpd</Location><Period xlink:href=\"/m/period.xml\">"
                    + "<SegmentList><Initialization sourceURL=\"init.mp4\"/>"
                    + "<SegmentURL media=\"1.m4s\" index=\"1.idx\" mediaRange=\"0-1\"/></SegmentList>"
                    + "<Representation><BaseURL>file.mp4</BaseURL>"
                    + "<SegmentBase indexRange=\"0-1\"><RepresentationIndex sourceURL=\"i.sidx\"/>"
                    + "</SegmentBase></Representation></Period>"))
        .contains("<Location>list.mpd?" + WRITTEN + "</Location>")
        .contains("xlink:href=\"/m/period.xml?" + WRITTEN + "\"")
        .contains("sourceURL=\"init.mp4?" + WRITTEN + "\"")
        .contains("media=\"1.m4s?" + WRITTEN + "\"")
        .contains("index=\"1.idx?" + WRITTEN + "\"")
        .contains("mediaRange=\"0-1\"")
        .contains("<BaseURL>file.mp4?" + WRITTEN + "</BaseURL>")
        .contains("sourceURL=\"i.sidx?" + WRITTEN + "\"");
  }

  @Test
  void aFolderStaysAsItIsAndItsChildrenCarryTheToken() throws Exception {
    assertThat(
            rewrite(
                "<BaseURL>/m/vod/</BaseURL><Period><BaseURL>clock/</BaseURL>"
                    + "<SegmentTemplate media=\"a.m4s\"/></Period>"))
        .contains("<BaseURL>/m/vod/</BaseURL>", "<BaseURL>clock/</BaseURL>")
        .contains("media=\"a.m4s?" + TEMPLATE + "\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<BaseURL>https://other.example/m/</BaseURL>",
        "<BaseURL>/m/</BaseURL><BaseURL>https://other.example/m/</BaseURL>",
        "<BaseURL>/elsewhere/</BaseURL>",
        "<BaseURL>../../../../x/</BaseURL>"
      })
  void belowABaseThatLeadsElsewhereNothingIsWritten(String bases) throws Exception {
    String out = rewrite(bases + "<Period><SegmentTemplate media=\"a.m4s\"/></Period>");
    assertThat(out).doesNotContain("hdnts");
    assertThat(
            rewrite(
                bases
                    + "<Period><SegmentTemplate media=\"https://cdn.example:8443/m/a\"/></Period>"))
        .contains("/m/a?" + TEMPLATE);
  }

  @Test
  void manyAlternativesAreNotMultiplied() throws Exception {
    String bases =
        IntStream.range(0, 10)
            .mapToObj("<BaseURL>a%d/</BaseURL>"::formatted)
            .collect(Collectors.joining());
    assertThat(
            rewrite(
                bases
                    + "<Period>"
                    + bases
                    + "<AdaptationSet>"
                    + bases
                    + "<SegmentTemplate media=\"a.m4s\"/></AdaptationSet></Period>"))
        .doesNotContain("hdnts");
  }

  @Test
  void protectionAndOtherTextStay() throws Exception {
    String body =
        "<!-- a comment --><ProgramInformation><Title>BaseURL &amp; more</Title></ProgramInformation>"
            + "<UTCTiming schemeIdUri=\"urn:x\" value=\"https://time.example/\"/>";
    assertThat(rewrite(body)).contains(body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<MPD",
        "<other/>",
        "<!DOCTYPE MPD><MPD/>",
        "<!DOCTYPE MPD [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><MPD>&b;</MPD>",
        "<!DOCTYPE MPD [<!ENTITY % p SYSTEM \"http://127.0.0.1:1/\"> %p;]><MPD/>"
      })
  void anythingElseIsNoManifest(String text) {
    assertThatThrownBy(() -> Rewriting.dash(text, Rewriting.urls(TOKEN)))
        .isInstanceOf(UnusableManifestException.class);
  }

  @Test
  void deepNestingIsRefused() {
    assertThatThrownBy(() -> rewrite("<a>".repeat(200) + "</a>".repeat(200)))
        .isInstanceOf(UnusableManifestException.class);
  }
}
