package io.playgate.playbacktoken;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class VisibleAsciiTest {

  @Property(tries = 5000)
  void agreesWithLookingAtEveryCharacter(@ForAll("texts") String text) {
    assertThat(VisibleAscii.isAll(text)).isEqualTo(text.chars().allMatch(c -> c > ' ' && c < 0x7f));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.frequency(
            Tuple.of(60, "a"),
            Tuple.of(10, "~"),
            Tuple.of(10, "!"),
            Tuple.of(10, "?"),
            Tuple.of(1, " "),
            Tuple.of(1, "\u007f"),
            Tuple.of(1, "\u0000"),
            Tuple.of(1, "\u00e9"),
            Tuple.of(1, "\u20ac"),
            Tuple.of(1, "\ud800"),
            Tuple.of(1, "\udc00"))
        .list()
        .ofMaxSize(40)
        .map(parts -> String.join("", parts));
  }
}
