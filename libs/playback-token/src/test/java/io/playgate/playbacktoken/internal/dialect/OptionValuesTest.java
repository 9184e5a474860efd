package io.playgate.playbacktoken.internal.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.OptionSpec;
import io.playgate.playbacktoken.OptionType;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.catalogue.Dialects;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options are known and of their type, or the dialect is not bound. */
class OptionValuesTest {

  private static OptionValues read(Map<String, String> options) throws InvalidPlacementException {
    return OptionValues.read(new Any(), new Placement(Carrier.QUERY, "t", "", options));
  }

  @ParameterizedTest
  @CsvSource({
    "countryHeader, CF-IPCountry",
    "flag, true",
    "flag, false",
    "number, 0",
    "number, 10",
    "word, red",
    "name, KEY_1",
    "origin, https://cdn.example:8443",
    "text, any text at all",
  })
  void aValueOfItsTypeIsRead(String name, String value) throws Exception {
    assertThat(read(Map.of(name, value)).text(name)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "countryHeader, X Country, must be the name of a header",
    "countryHeader, 'X-A,X-B', must be the name of a header",
    "countryHeader, '', must be the name of a header",
    "countryHeader, X-Country:, must be the name of a header",
    "countryHeader, X-Ländercode, must be the name of a header",
    "flag, yes, 'must be one of true, false'",
    "flag, TRUE, 'must be one of true, false'",
    "number, 11, must be a number from 0 to 10",
    "number, -1, must be a number from 0 to 10",
    "number, 1.5, must be a number from 0 to 10",
    "number, 99999999999999999999, must be a number from 0 to 10",
    "word, green, 'must be one of red, blue'",
    "name, a=b, must be a name",
    "origin, cdn.example, must be scheme and host",
    "origin, https://u@cdn.example, must be scheme and host",
  })
  void anotherValueIsRefusedWithItsName(String name, String value, String message) {
    assertThatThrownBy(() -> read(Map.of(name, value)))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> {
              assertThat(e.code()).isEqualTo("option-invalid");
              assertThat(e.option()).isEqualTo(name);
              assertThat(e).hasMessageStartingWith("the option " + name + " " + message);
            });
  }

  @Test
  void whatIsNotGivenHasItsDefault() throws Exception {
    OptionValues values = read(Map.of());

    assertThat(values.text("word")).isEqualTo("red");
    assertThat(values.text("text")).isNull();
    assertThat(values.flag("flag")).isFalse();
    assertThat(values.number("number", 7)).isEqualTo(7);
    assertThat(values.has("word")).isFalse();
  }

  @Test
  void anUnknownOptionIsRefusedWithThoseThatAreKnown() {
    assertThatThrownBy(() -> read(Map.of("flags", "true")))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> {
              assertThat(e.code()).isEqualTo("option-unknown");
              assertThat(e.option()).isEqualTo("flags");
              assertThat(e)
                  .hasMessage(
                      "dialect any has no option flags; it has text, flag, number, word, name,"
                          + " origin, countryHeader");
            });
  }

  @Test
  void anotherCarrierIsRefused() {
    assertThatThrownBy(
            () -> OptionValues.read(new Any(), new Placement(Carrier.PATH, "t", "", Map.of())))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> {
              assertThat(e.code()).isEqualTo("carrier-unsupported");
              assertThat(e.option()).isNull();
            });
  }

  /** The value of a secret option is quoted by nobody. */
  @Test
  void noDialectQuotesAValue() {
    String value = "s3cr\u00e9t value";
    for (Dialect dialect : Dialects.all()) {
      for (OptionSpec option : dialect.description().options()) {
        Placement placement =
            new Placement(
                dialect.description().carriers().getFirst(), "t", "", Map.of(option.name(), value));
        try {
          dialect.open(placement);
        } catch (InvalidPlacementException e) {
          assertThat(String.valueOf(e.getMessage())).doesNotContain(value);
        }
      }
    }
  }

  private static final class Any implements SignedDialect {
    @Override
    public String id() {
      return "any";
    }

    @Override
    public DialectDescription description() {
      return DialectDescription.of("Any", "this test", "1")
          .carriers(Carrier.QUERY)
          .tokenName("t")
          .algorithms("HS256")
          .fields(GrantField.COUNTRIES)
          .options(
              List.of(
                  OptionSpec.of("text", OptionType.TEXT, "a text"),
                  OptionSpec.of("flag", OptionType.FLAG, "a flag"),
                  OptionSpec.of("number", OptionType.number(0, 10), "a number"),
                  OptionSpec.of("word", OptionType.oneOf("red", "blue"), "a word").otherwise("red"),
                  OptionSpec.of("name", OptionType.PARAMETER_NAME, "a name"),
                  OptionSpec.of("origin", OptionType.ORIGIN, "an origin")))
          .proof(ProofLevel.SELF_CONSISTENT, "nobody");
    }

    @Override
    public SignedFormat open(Placement placement) {
      throw new UnsupportedOperationException();
    }
  }
}
