package io.playgate.support.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class HowToAddTest {

  private static HowToAdd list(String... steps) {
    List<String> page = new java.util.ArrayList<>(List.of("## How to add a thing", ""));
    page.addAll(List.of(steps));
    page.addAll(List.of("", "## Other", "1. not a step"));
    return HowToAdd.of(Path.of("../.."), "a thing", page);
  }

  @Test
  void everyListNamesWhatExists() {
    for (String thing : List.of("a dialect", "a billing source", "a grant", "a connector")) {
      HowToAdd.read(thing).assertNamesWhatExists();
    }
  }

  @Test
  void whatIsNamedAndGoneIsFound() {
    HowToAdd there = list("1. An `XGrant`, see `HowToAdd`.", "2. In `libs/service-support`.");
    assertThatCode(there::assertNamesWhatExists).doesNotThrowAnyException();
    assertThatThrownBy(list("1. See `HowToRemove`.", "2. Done.")::assertNamesWhatExists)
        .hasMessageContaining("HowToRemove");
    assertThatThrownBy(list("1. In `libs/gone`.", "2. Done.")::assertNamesWhatExists)
        .hasMessageContaining("libs/gone");
  }

  @Test
  void aListIsShortAndNumbered() {
    assertThatThrownBy(() -> list("1. One.")).isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> list("1. One.", "3. Three.")).isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> HowToAdd.of(Path.of("."), "another", List.of("## How to add a thing")))
        .isInstanceOf(AssertionError.class);
  }
}
