package io.playgate.playbacktoken.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class AsciiTextTest {

  @Property(tries = 5000)
  void agreesWithLookingAtEveryCharacter(@ForAll("texts") String text) {
    assertThat(AsciiText.of(text) != null)
        .isEqualTo(text.chars().allMatch(c -> c > ' ' && c < 0x7f));
  }

  @Property(tries = 5000)
  void aTargetMayHoldNoFragmentEither(@ForAll("texts") String text) {
    assertThat(AsciiText.ofTarget(text, text.indexOf('?')) != null)
        .isEqualTo(text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#'));
  }

  @Property(tries = 5000)
  void aNameIsOfLettersDigitsAndTwoMore(
      @ForAll("texts") String text, @ForAll("names") String name) {
    assertThat(AsciiText.ofName(text) != null).isEqualTo(text.matches("[A-Za-z0-9_-]*"));
    assertThat(AsciiText.ofName(name) != null).isEqualTo(name.matches("[A-Za-z0-9_-]*"));
  }

  @Property
  void readsAPartAsTheStringItIs(
      @ForAll @CharRange(from = '!', to = '/') @StringLength(max = 40) String text,
      @ForAll @IntRange(max = 40) int one,
      @ForAll @IntRange(max = 40) int other,
      @ForAll @CharRange(from = '!', to = '/') char wanted) {
    int from = Math.min(Math.min(one, other), text.length());
    int to = Math.min(Math.max(one, other), text.length());
    String string = text.substring(from, to);
    int index = string.indexOf(wanted);

    AsciiText part = ascii(text).part(from, to);

    assertThat(part.toString()).isEqualTo(string);
    assertThat(part.length()).isEqualTo(string.length());
    assertThat(part.indexOf(wanted, 0, part.length()))
        .isEqualTo(index < 0 ? string.length() : index);
    assertThat(part).isEqualTo(ascii(string)).hasSameHashCodeAs(ascii(string));
    assertThat(part.copy()).isEqualTo(part).hasSameHashCodeAs(part);
  }

  /** What stands behind a part in the longer text is not of the part. */
  @Property
  void seesOnlyWhatIsInside(
      @ForAll @CharRange(from = 'a', to = 'c') @StringLength(max = 20) String before,
      @ForAll @CharRange(from = 'a', to = 'c') @StringLength(max = 20) String inside,
      @ForAll @CharRange(from = 'a', to = 'c') @StringLength(max = 20) String behind,
      @ForAll @CharRange(from = 'a', to = 'c') @StringLength(min = 1, max = 8) String word,
      @ForAll @IntRange(max = 20) int at) {
    AsciiText part =
        ascii(before + inside + behind).part(before.length(), before.length() + inside.length());

    assertThat(part.has(new AsciiText.Word(word), at)).isEqualTo(inside.startsWith(word, at));
    assertThat(ascii(word).isPartOf(part, at, 0, word.length()))
        .isEqualTo(inside.startsWith(word, at));
    assertThat(part.startsWith(word)).isEqualTo(inside.startsWith(word));
    assertThat(part.equals(ascii(word))).isEqualTo(inside.equals(word));
  }

  @Property
  void readsNumbers(@ForAll("numbers") String text) {
    long expected = text.matches("[0-9]{1,15}") ? Long.parseLong(text) : -1;

    assertThat(ascii("x" + text + "x").number(1, 1 + text.length())).isEqualTo(expected);
  }

  @Example
  void refusesAPartThatIsNotInside() {
    AsciiText part = ascii("abcdef").part(1, 4);

    assertThatThrownBy(() -> part.part(0, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> part.part(2, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> part.part(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static AsciiText ascii(String text) {
    return Objects.requireNonNull(AsciiText.of(text));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.frequency(
            Tuple.of(60, "a"),
            Tuple.of(10, "~"),
            Tuple.of(10, "!"),
            Tuple.of(10, "?"),
            Tuple.of(1, "#"),
            Tuple.of(1, "\""),
            Tuple.of(1, "$"),
            Tuple.of(1, " "),
            Tuple.of(1, "\u007f"),
            Tuple.of(1, "\u0000"),
            Tuple.of(1, "\u00bf"),
            Tuple.of(1, "\u00e9"),
            Tuple.of(1, "\u013f"),
            Tuple.of(1, "\u20ac"),
            Tuple.of(1, "\ud83d\ude00"),
            Tuple.of(1, "\ud800"),
            Tuple.of(1, "\udc00"))
        .list()
        .ofMaxSize(40)
        .map(parts -> String.join("", parts));
  }

  /** Names, some with one character that borders on those of names. */
  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings()
        .withChars("azAZ09-_")
        .ofMaxLength(20)
        .flatMap(name ->
            Arbitraries.of("", "", "`", "{", "@", "[", "/", ":", ",", ".", "^", "\u007f", "\u00ad")
                .map(other -> {
                  int middle = name.length() / 3;
                  return name.substring(0, middle) + other + name.substring(middle);
                }));
  }

  @Provide
  Arbitrary<String> numbers() {
    return Arbitraries.strings()
        .withChars("0123456789")
        .ofMaxLength(17)
        .flatMap(digits ->
            Arbitraries.frequency(
                    Tuple.of(4, ""), Tuple.of(1, "/"), Tuple.of(1, ":"), Tuple.of(1, "-"))
                .map(other -> {
                  int middle = digits.length() / 2;
                  return digits.substring(0, middle) + other + digits.substring(middle);
                }));
  }
}
