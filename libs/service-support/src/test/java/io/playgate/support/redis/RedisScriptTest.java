package io.playgate.support.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisScriptTest {
  private final RedisScript told = RedisScript.load(RedisScriptTest.class, "told");
  private final List<List<String>> sent = new ArrayList<>();

  /** A Redis that knows no script by its hash. */
  private Uni<String> forgetful(String command, String... arguments) {
    sent.add(List.of(command, String.join(" ", List.of(arguments).subList(1, arguments.length))));
    return command.equals("EVALSHA")
        ? Uni.createFrom().failure(new IllegalStateException("NOSCRIPT No matching script."))
        : Uni.createFrom().item(arguments[0]);
  }

  private RedisScript.Call whole() {
    return told.call()
        .with("others", List.of("o1", "o2"))
        .with("margin", Duration.ofSeconds(2))
        .key("second_key", "k2")
        .key("first_key", "k1")
        .with("word", "w");
  }

  @Test
  void whatIsGivenByNameIsSentInTheDeclaredOrder() {
    assertThat(whole().run(this::forgetful).await().indefinitely()).isEqualTo(told.text());

    assertThat(sent)
        .containsExactly(
            List.of("EVALSHA", "2 k1 k2 w 2000 o1 o2"), List.of("EVAL", "2 k1 k2 w 2000 o1 o2"));
  }

  @Test
  void theTextIsOnlySentToARedisThatLacksIt() {
    RedisScript.Commands<String> knowing =
        (command, arguments) -> {
          sent.add(List.of(command, arguments[0]));
          return Uni.createFrom().item("done");
        };

    assertThat(whole().run(knowing).await().indefinitely()).isEqualTo("done");

    assertThat(sent).containsExactly(List.of("EVALSHA", told.sha1()));
    assertThat(told.sha1()).matches("[0-9a-f]{40}");
  }

  @Test
  void anotherFailureIsPassedOn() {
    RedisScript.Commands<String> broken =
        (command, arguments) -> {
          sent.add(List.of(command));
          return Uni.createFrom().failure(new IllegalStateException("OOM no memory"));
        };

    assertThatThrownBy(() -> whole().run(broken).await().indefinitely())
        .hasMessage("OOM no memory");
    assertThat(sent).hasSize(1);
  }

  @Test
  void theScriptReadsItByTheSameNames() {
    assertThat(told.text().lines().limit(5))
        .containsExactly(
            "local first_key = KEYS[1]",
            "local second_key = KEYS[2]",
            "local word = ARGV[1]",
            "local margin = tonumber(ARGV[2])",
            "local others = {} for i = 3, #ARGV do others[#others + 1] = ARGV[i] end");
  }

  @Test
  void timesAreEpochMillisecondsAndNoneIsEmpty() {
    RedisScript script =
        RedisScript.of("-- TEXT a\n-- TEXT b\n-- TEXT c\n-- TEXT d\nreturn {a, b, c, d}");
    script
        .call()
        .with("a", Instant.ofEpochMilli(1234))
        .with("b", (Instant) null)
        .with("c", true)
        .with("d", 5L)
        .run(this::forgetful)
        .await()
        .indefinitely();

    assertThat(sent.getFirst()).containsExactly("EVALSHA", "0 1234  1 5");
  }

  @Test
  void whatIsMissingUnknownTwiceOrOfTheWrongKindIsRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> told.call().key("first_key", "k").run(this::forgetful))
        .withMessage("second_key was not given");
    assertThat(sent).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> told.call().with("wrod", "x"))
        .withMessage("wrod is not declared");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> told.call().with("word", "x").with("word", "x"))
        .withMessage("word was given before");
    assertThatIllegalArgumentException().isThrownBy(() -> told.call().key("word", "x"));
    assertThatIllegalArgumentException().isThrownBy(() -> told.call().with("first_key", "x"));
    assertThatIllegalArgumentException().isThrownBy(() -> told.call().with("others", "x"));
    assertThatIllegalArgumentException().isThrownBy(() -> told.call().with("word", List.of("x")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-- TEXT a\n-- KEY a\nreturn a",
        "-- TEXT end\nreturn 1",
        "-- TEXT a\nreturn 1 -- a",
        "-- TEXT a\nlocal a = 1\nreturn a",
        "-- TEXT a\nlocal b, a = 1, 2\nreturn a",
        "-- TEXT a\nlocal function a() end\nreturn a",
        "-- TEXT a\nreturn a .. ARGV[2]",
        "-- KEY a\nreturn a .. KEYS[2]",
        "-- REST a\n-- TEXT b\nreturn b .. #a",
        "-- REST a\n-- REST b\nreturn #b + #a",
      })
  void aTextThatBreaksARuleIsNotLoaded(String text) {
    assertThatIllegalStateException().isThrownBy(() -> RedisScript.of(text));
  }

  @Test
  void localsOfFunctionsAndOtherCommentsAreLeftAlone() {
    RedisScript script =
        RedisScript.of(
            "-- KEYS and TEXTS are words\n-- TEXT a\nlocal function f(a)\n  local a = a\n  return a\nend",
            "-- KEY  b  meaning\nreturn f(a) .. b");

    assertThat(script.text()).startsWith("local b = KEYS[1]\nlocal a = ARGV[1]\n-- KEYS and");
  }

  @Test
  void aMissingTextIsNamed() {
    assertThatIllegalStateException()
        .isThrownBy(() -> RedisScript.load(RedisScriptTest.class, "gone"))
        .withMessageContaining("gone");
  }

  @Test
  void aCallShowsNamesOnly() {
    assertThat(whole()).asString().contains("word").doesNotContain("k1").doesNotContain("2000");
  }
}
