package io.playgate.playbacktoken.uri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaPathTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "/,/",
        "/live/42/m.m3u8,/live/42/m.m3u8",
        "/live//42///m,/live/42/m",
        "//live,/live",
        "/live/,/live/",
        "/live//,/live/",
        "/a/./b,/a/b",
        "/a/.,/a/",
        "/a/b/..,/a/",
        "/a/b/../c,/a/c",
        "/a/b/../../c,/c",
        "/a/%2e/b,/a/b",
        "/a/%2E%2e/b,/b",
        "/a/.%2e/b,/b",
        "/a//../b,/b",
        "/%6Cive/%7Euser,/live/~user",
        "/a%2cb,/a%2Cb",
        "/a%c3%a9,/a%C3%A9",
        "/%f0%9f%8e%ac,/%F0%9F%8E%AC",
        "/100%25.ts,/100%25.ts",
        "/100%25,/100%25",
        "/a%20b,/a%20b",
        "/a|b^c[1],/a%7Cb%5Ec%5B1%5D",
        "/...,/...",
        "/a/..b/.c,/a/..b/.c",
        "/a;v=1/b,/a;v=1/b",
        "/a.;x/b,/a.;x/b",
        "/...;x,/...;x",
        "/Q(1)/F(v=0),/Q(1)/F(v=0)",
      })
  void hasOneNormalForm(String raw, String normal) throws Exception {
    assertThat(MediaPath.normalise(raw)).isEqualTo(normal);
    assertThat(MediaPath.isNormal(normal)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "live",
        "*",
        "/..",
        "/../a",
        "/a/../../b",
        "/%2e%2e/a",
        "/a/%2f/b",
        "/a%2Fb",
        "/a%5cb",
        "/a\\b",
        "/a%00b",
        "/a%0ab",
        "/a%1f",
        "/a%7f",
        "/a b",
        "/a\tb",
        "/a\u0000",
        "/a\u00e9",
        "/\uff0e\uff0e/a",
        "/a#b",
        "/a?b",
        "/a%",
        "/a%4",
        "/a%zz",
        "/a%u002e",
        "/a%252e%252e/b",
        "/a%25%32%65",
        "/a%2%35",
        "/%c0%ae%c0%ae/a",
        "/%c1%9c",
        "/%e0%80%ae",
        "/%f0%80%80%af",
        "/%ed%a0%80",
        "/%f4%90%80%80",
        "/%f5%80%80%80",
        "/%ff",
        "/%80",
        "/%c3",
        "/%c3a",
        "/%e2%82/",
        "/a/..;/b",
        "/a/..;x=1/b",
        "/a/.;/b",
        "/a/%2e%2e;/b",
        "/a/..%3b/b",
        "/a/..%3Bx/b",
      })
  void refusesWhatProgramsReadDifferently(String raw) {
    assertThatThrownBy(() -> MediaPath.normalise(raw)).isInstanceOf(AmbiguousPathException.class);
  }

  @Test
  void refusesPathsOverTheLimit() throws Exception {
    String longest = "/" + "a".repeat(MediaPath.MAX_LENGTH - 1);

    assertThat(MediaPath.normalise(longest)).isSameAs(longest);
    assertThatThrownBy(() -> MediaPath.normalise(longest + "a"))
        .isInstanceOf(AmbiguousPathException.class);
  }

  @Test
  void noDotSegmentClimbsOutOfTheFloor() throws Exception {
    int floor = "/media/p".length();

    assertThat(MediaPath.normalise("/media/p/a/../b", floor)).isEqualTo("/media/p/b");
    assertThatThrownBy(() -> MediaPath.normalise("/media/p/../p/b", floor))
        .isInstanceOf(AmbiguousPathException.class);
    assertThatThrownBy(() -> MediaPath.normalise("/media/p/a/../../p/b", floor))
        .isInstanceOf(AmbiguousPathException.class);
  }

  @Property(tries = 3000)
  void normalisingIsIdempotentAndLeavesNothingAmbiguous(@ForAll("paths") String raw) {
    String normal;
    try {
      normal = MediaPath.normalise(raw);
    } catch (AmbiguousPathException e) {
      return;
    }
    assertThat(MediaPath.isNormal(normal)).isTrue();
    assertThat(normal).startsWith("/").doesNotContain("//", "/./", "/../", "\\", "%2F", "%00");
    assertThat(normal + "/").doesNotContain("/../", "/./");
  }

  /** java.net.URI as a second opinion on dot segments. */
  @Property(tries = 2000)
  void agreesWithTheJdkOnDotSegments(@ForAll("dotted") String raw) {
    String normal;
    try {
      normal = MediaPath.normalise(raw);
    } catch (AmbiguousPathException e) {
      assertThat(URI.create("http://h" + raw).normalize().getRawPath()).startsWith("/..");
      return;
    }
    assertThat(normal).isEqualTo(URI.create("http://h" + raw).normalize().getRawPath());
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.of(
            "/", "a", ".", "..", "%2e", "%2E", ";", "%", "%25", "%41", "%c3", "%a9", "%2f", "\\",
            "\u00e9", "?", "*", "~", "|", "2f", " ")
        .list()
        .ofMaxSize(12)
        .map(parts -> "/" + String.join("", parts));
  }

  @Provide
  Arbitrary<String> dotted() {
    return Arbitraries.of("a", "b.c", ".", "..", "...", ".d")
        .list()
        .ofMinSize(1)
        .ofMaxSize(7)
        .map(parts -> "/" + String.join("/", parts));
  }
}
