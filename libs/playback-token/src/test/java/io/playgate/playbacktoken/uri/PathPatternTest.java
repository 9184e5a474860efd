package io.playgate.playbacktoken.uri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.playbacktoken.Requests;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {

  @ParameterizedTest
  @CsvSource({
    "/live/42,/live/42,true",
    "/live/42,/live/42/,false",
    "/live/42,/live/421,false",
    "/live/42,/live/4,false",
    "/live/42,/LIVE/42,false",
    "/live/42/*,/live/42/,true",
    "/live/42/*,/live/42/a,true",
    "/live/42/*,/live/42/a/b/c.ts,true",
    "/live/42/*,/live/42,false",
    "/live/42/*,/live/421/a,false",
    "/live/42/*,/live/43/live/42/a,false",
    "/*,/,true",
    "/*,/a/b,true",
    "/vod/??/a.ts,/vod/ab/a.ts,true",
    "/vod/??/a.ts,/vod/abc/a.ts,false",
    "/vod/??/a.ts,/vod/a//a.ts,false",
    "/vod/?/a,/vod///a,false",
    "/a?b,/a/b,false",
    "/*/m.m3u8,/a/m.m3u8,true",
    "/*/m.m3u8,/a/b/m.m3u8,true",
    "/*/m.m3u8,/m.m3u8,false",
    "/a*a,/a,false",
    "/a*a,/aa,true",
    "/*ab*ab,/ab,false",
    "/*ab*ab,/abab,true",
    "/**,/x,true",
    "/a**b,/ab,true",
    "/*-?.ts,/x/seg-1.ts,true",
    "/*-?.ts,/x/seg-12.ts,false",
    "/%7Eu/*,/~u/x,true",
    "/a%2cb,/a%2Cb,true",
    "/a//b,/a/b,true",
  })
  void coversWhatItSays(String pattern, String path, boolean covered) throws Exception {
    assertThat(PathPattern.parse(pattern).matches(path)).isEqualTo(covered);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "live/*", "/a/../*", "/a/./b", "/a%2fb", "/a b", "/a%00", "/é"})
  void refusesWhatIsNoPattern(String pattern) {
    assertThatThrownBy(() -> PathPattern.parse(pattern)).isInstanceOf(AmbiguousPathException.class);
  }

  @Test
  void theLongestPatternOnTheLongestPathIsQuick() throws Exception {
    String run = "a".repeat(PathPattern.MAX_INNER_RUN - 1) + "b";
    PathPattern pattern = PathPattern.parse("/" + ("*" + run).repeat(60) + "*");
    String path = "/" + "a".repeat(MediaPath.MAX_LENGTH - 1);

    Duration spent =
        Requests.cpuTime(() -> {
          for (int i = 0; i < 10; i++) {
            assertThat(pattern.matches(path)).isFalse();
          }
        });
    assertThat(spent).isLessThan(Duration.ofSeconds(2));
    assertThatThrownBy(() -> PathPattern.parse("/*a" + run + "*"))
        .isInstanceOf(AmbiguousPathException.class);
  }

  @Test
  void anAclCoversWhatAnyEntryCovers() throws Exception {
    PathAcl acl = PathAcl.of(List.of("/a/*", "/b"));

    assertThat(acl.covers("/a/1")).isTrue();
    assertThat(acl.covers("/b")).isTrue();
    assertThat(acl.covers("/b/1")).isFalse();
    assertThat(PathAcl.of(List.of()).covers("/")).isFalse();
    assertThat(acl.entries()).containsExactly("/a/*", "/b");
    assertThatThrownBy(() -> PathAcl.of(java.util.Collections.nCopies(257, "/a")))
        .isInstanceOf(AmbiguousPathException.class);
  }

  /** A regular expression as the second opinion. */
  @Property(tries = 5000)
  void agreesWithTheRegularExpression(
      @ForAll("patterns") String pattern, @ForAll("matched") String path) throws Exception {
    StringBuilder expression = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      expression.append(c == '*' ? ".*" : c == '?' ? "[^/]" : Pattern.quote(String.valueOf(c)));
    }

    assertThat(PathPattern.parse(pattern).matches(path))
        .isEqualTo(Pattern.matches(expression.toString(), path));
  }

  @Provide
  Arbitrary<String> patterns() {
    return words("a", "b", "*", "?", "/a", "/b", "/*", "/?").map(s -> "/a" + s);
  }

  @Provide
  Arbitrary<String> matched() {
    return words("a", "b", "/a", "/b").map(s -> "/a" + s);
  }

  private static Arbitrary<String> words(String... parts) {
    return Arbitraries.of(parts).list().ofMaxSize(8).map(list -> String.join("", list));
  }

  /** No path in its normal form is of other characters. */
  @Test
  void coversNothingButVisibleAscii() throws Exception {
    for (String path : List.of("/a/\u00e9", "/a/ ", "/a/\ud800", "/a/\n", "")) {
      assertThat(PathAcl.of(List.of("/a/*", "/*")).covers(path)).isFalse();
      assertThat(PathPattern.parse("/a/*").matches(path)).isFalse();
    }
  }
}
