package io.playgate.playbacktoken.cat;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.playbacktoken.uri.AmbiguousPathException;
import io.playgate.playbacktoken.uri.PathAcl;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathRegexTest {

  @Test
  void saysWhatPatternsSay() {
    assertThat(PathRegex.of(List.of("/a/*.m3u8"))).isEqualTo("^/a/.*\\.m3u8$");
    assertThat(PathRegex.of(List.of("/a/?/b", "/c+(d)/*")))
        .isEqualTo("^(/a/[^/]/b|/c\\+\\(d\\)/.*)$");
  }

  @Test
  void readsThemWithoutAnchorsToo() {
    for (String regex : List.of("/a/.*", "^/a/.*", "/a/.*$", "^/a/.*$", "(/a/.*)", "^(/a/.*)$")) {
      assertThat(PathRegex.patterns(regex)).as(regex).containsExactly("/a/*");
    }
    assertThat(PathRegex.patterns("/a\\$")).containsExactly("/a$");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a.b",
        "/a/.+",
        "/a/[0-9]+",
        "/(a|b)/c",
        "/a|/b",
        "^(/a|/b",
        "/a)",
        "^(/a)|(/b)$",
        "/a\\d",
        "/a\\",
        "/a\\*",
        "/a\\?",
        "/a/.*?",
        "/a/.**",
        "/a/[^/]*",
        "/a/[^/]{2}",
        "/a/[^/",
        "/a$b",
        "/a$$",
        "^^/a",
        "((/a))",
        "(a+)+$",
        "/a{3}",
        "(?=/a)"
      })
  void leavesAloneWhatPatternsCannotSay(String regex) {
    assertThat(PathRegex.patterns(regex)).isNull();
  }

  @Property(tries = 500)
  void isReadBackAndMatchesTheSamePaths(
      @ForAll("patterns") List<String> patterns, @ForAll("path") String path) throws Exception {
    PathAcl acl = PathAcl.of(patterns);
    String regex = PathRegex.of(acl.entries());

    assertThat(PathRegex.patterns(regex)).isEqualTo(acl.entries());
    assertThat(Pattern.compile(regex).matcher(path).find()).isEqualTo(acl.covers(path));
  }

  @Provide
  Arbitrary<List<String>> patterns() {
    return Arbitraries.strings()
        .withChars("ab/*?.$+()-;")
        .ofMaxLength(8)
        .map(text -> "/x" + text.replace("/.", "/"))
        .filter(PathRegexTest::isPattern)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  private static boolean isPattern(String text) {
    try {
      return PathAcl.of(List.of(text)).entries().equals(List.of(text));
    } catch (AmbiguousPathException e) {
      return false;
    }
  }

  @Provide
  Arbitrary<String> path() {
    return Arbitraries.strings().withChars("ab/.$+()-;").ofMaxLength(8).map(text -> "/x" + text);
  }
}
