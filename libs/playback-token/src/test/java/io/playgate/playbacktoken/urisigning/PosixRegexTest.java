package io.playgate.playbacktoken.urisigning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.playbacktoken.Requests;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PosixRegexTest {

  private static boolean matches(String expression, String text) {
    try {
      return PosixRegex.parse(expression).matches(text);
    } catch (UnreadableContainerException e) {
      throw new AssertionError(expression + ": " + e.reason(), e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "a a true",
        "a b false",
        "a aa false",
        "a+ aaa true",
        "a*b b true",
        "a?b aab false",
        "a{3} aaa true",
        "a{3} aaaa false",
        "a{2,} aaaaa true",
        "a{1,3} aaaa false",
        "(a|bc)d bcd true",
        "(a|bc)d abcd false",
        "^ab$ ab true",
        "(^a|b)c ac true",
        "x(^a|b)c xac false",
        "a$b a$b false",
        "a\\$b a$b true",
        "[^/]* a.b true",
        "[^/]* a/b false",
        "[]a]+ a]] true",
        "[^]a]+ b] false",
        "[a-] - true",
        "[a\\]] \\] true",
        "[[:digit:][:upper:]_]+ A_9 true",
        "[[:digit:]]+ a false",
        "a} a} true",
        "(((((a))))) a true",
        "(a*)*b aaab true",
        "(a|a)*b aaa false",
        "\\.\\[\\(\\{\\*\\+\\?\\|\\^\\)\\}\\/\\: .[({*+?|^)}/: true",
        // RFC 9246 section 2.1.15.2
        "[^:]*\\://[^/]*/folder/content/quality_[^/]*/segment.{3}\\.mp4(\\?.*)?"
            + " https://a.example/folder/content/quality_hd/segment001.mp4?a=b true",
        "[^:]*\\://[^/]*/folder/content/quality_[^/]*/segment.{3}\\.mp4(\\?.*)?"
            + " https://a.example/folder/content/quality_hd/x/segment001.mp4 false",
      })
  void matchesWholeTexts(String expression, String text, boolean expected) {
    assertThat(matches(expression, text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "(",
        ")",
        "()",
        "a)",
        "(a",
        "a|",
        "|a",
        "(a|)",
        "*a",
        "+",
        "?",
        "{1}",
        "^*",
        "a$*",
        "a**",
        "a+?",
        "a{1}{2}",
        "a{",
        "a{}",
        "a{,2}",
        "a{2,1}",
        "a{256}",
        "a{x}",
        "a{1",
        "a{0}",
        "a{0,0}",
        "[",
        "[a",
        "[]",
        "[b-a]",
        "[a-c-e]",
        "[[.a.]]",
        "[[=a=]]",
        "[[:foo:]]",
        "[a-[:digit:]]",
        "\\",
        "\\d",
        "\\1",
        "\\b",
        "\\<",
        "\\`",
        "\\'",
        "a\u00e9",
        "a\tb",
        "[[:",
        "(((((((((((((((((((((((((((((((((a)))))))))))))))))))))))))))))))))",
      })
  void refusesWhatPosixLeavesUndefined(String expression) {
    assertThatThrownBy(() -> PosixRegex.parse(expression))
        .isInstanceOf(UnreadableContainerException.class);
  }

  @Test
  void readsBytesThatAreNoAscii() {
    assertThat(matches("a.b", "a\u00e9b")).isTrue();
    assertThat(matches("a[^/]b", "a\u00e9b")).isTrue();
    assertThat(matches("a[[:alpha:]]b", "a\u00e9b")).isFalse();
    assertThat(matches("a.b", "a\u2028b")).isFalse();
    assertThat(matches("a.b", "a\u0000b")).isFalse();
  }

  @Property(tries = 1000)
  void agreesWithABacktracker(@ForAll("expression") String expression, @ForAll("text") String text)
      throws Exception {
    assertThat(PosixRegex.parse(expression).matches(text))
        .as("%s on %s", expression, text)
        .isEqualTo(Pattern.matches(expression, text));
  }

  @Provide
  Arbitrary<String> expression() {
    Arbitrary<String> one = Arbitraries.of("a", "b", ".", "[ab]", "[^a]", "ab", "c");
    return Arbitraries.recursive(
        () -> one,
        inner ->
            Combinators.combine(
                    inner,
                    inner,
                    Arbitraries.of(
                        "%1$s%2$s",
                        "(%1$s|%2$s)",
                        "(%1$s)*%2$s",
                        "(%1$s)+",
                        "(%1$s)?%2$s",
                        "(%1$s){2}",
                        "(%1$s){1,2}%2$s",
                        "(%1$s){2,}"))
                .as((left, right, form) -> String.format(form, left, right)),
        0,
        3);
  }

  @Provide
  Arbitrary<String> text() {
    return Arbitraries.strings().withChars("abc").ofMaxLength(8);
  }

  /** What makes backtracking programs run for years, and what would make many states. */
  @Test
  void hostileExpressionsCostLittle() {
    String text = "a".repeat(16_000) + "!";
    Duration spent =
        Requests.cpuTime(() -> {
          for (String expression :
              List.of(
                  "(a+)+$",
                  "(a|aa)+$",
                  "(a|a?)+$",
                  "(.*a){12}",
                  "(a*)*(a*)*(a*)*b",
                  "((a{1,9}){1,9}){1,9}b",
                  "(.*.*.*.*.*.*.*.*)*x",
                  "a".repeat(4000) + ".*b",
                  "(a?){255}a{255}")) {
            assertThat(matches(expression, text)).as(expression).isFalse();
          }
        });

    assertThat(spent).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void tooManyStatesAreRefusedBeforeTheyAreMade() {
    for (String expression :
        List.of(
            "((a{255}){255}){255}",
            "(((((a{9}){9}){9}){9}){9}){9}",
            "((((a{1,255}){1,255}){1,255}){1,255}){1,255}",
            "a".repeat(9000),
            "(a|".repeat(20) + "a{255}" + ")".repeat(20) + "{255}")) {
      Duration spent =
          Requests.cpuTime(() ->
              assertThatThrownBy(() -> PosixRegex.parse(expression))
                  .isInstanceOf(UnreadableContainerException.class));
      assertThat(spent).isLessThan(Duration.ofMillis(200));
    }
  }
}
