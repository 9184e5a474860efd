package io.playgate.playbacktoken;

import io.playgate.playbacktoken.internal.text.Decimals;
import io.playgate.playbacktoken.uri.RequestOrigin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the value of an option must be. */
public sealed interface OptionType {

  /** Any text. */
  OptionType TEXT = new Text();

  /** {@code true} or {@code false}. */
  OptionType FLAG = new OneOf(List.of("true", "false"));

  /** The name of a header field (RFC 9110 section 5.1), of 128 characters at most. */
  OptionType HEADER_NAME = new HeaderName();

  /** The name of a query parameter or cookie: letters, digits, {@code - _ .} */
  OptionType PARAMETER_NAME = new ParameterName();

  /** Scheme and host, such as {@code https://cdn.example:8443}. */
  OptionType ORIGIN = new Origin();

  /** What is wrong with a value, as in {@code must be a number}; null where nothing is. */
  @Nullable String violation(String value);

  /** Its name, for people and programs: {@code text}, {@code number} ... */
  String text();

  /** A decimal number without sign and leading zeros. */
  static OptionType number(long least, long most) {
    return new Decimal(least, most);
  }

  /** One of these words. */
  static OptionType oneOf(String... words) {
    return new OneOf(List.of(words));
  }

  /** Any text. */
  record Text() implements OptionType {
    @Override
    public @Nullable String violation(String value) {
      return null;
    }

    @Override
    public String text() {
      return "text";
    }
  }

  /** A decimal number between two, both included. */
  record Decimal(long least, long most) implements OptionType {
    @Override
    public @Nullable String violation(String value) {
      long number = Decimals.number(value);
      return number < Math.max(0, least) || number > most
          ? "must be a number from %d to %d".formatted(least, most)
          : null;
    }

    @Override
    public String text() {
      return "number";
    }
  }

  /** One of several words. */
  record OneOf(List<String> words) implements OptionType {
    public OneOf {
      words = List.copyOf(words);
    }

    @Override
    public @Nullable String violation(String value) {
      return words.contains(value) ? null : "must be one of " + String.join(", ", words);
    }

    @Override
    public String text() {
      return String.join(" | ", words);
    }
  }

  /** The name of a header field. */
  record HeaderName() implements OptionType {
    private static final String BESIDES_LETTERS_AND_DIGITS = "!#$%&'*+-.^_`|~";

    @Override
    public @Nullable String violation(String value) {
      boolean valid =
          !value.isEmpty()
              && value.length() <= 128
              && value
                  .chars()
                  .allMatch(c ->
                      (c < 128 && Character.isLetterOrDigit(c))
                          || BESIDES_LETTERS_AND_DIGITS.indexOf(c) >= 0);
      return valid ? null : "must be the name of a header (RFC 9110)";
    }

    @Override
    public String text() {
      return "header name";
    }
  }

  /** The name of a query parameter or cookie. */
  record ParameterName() implements OptionType {
    @Override
    public @Nullable String violation(String value) {
      boolean valid =
          !value.isEmpty()
              && value.length() <= 128
              && value
                  .chars()
                  .allMatch(
                      c -> (c < 128 && Character.isLetterOrDigit(c)) || "-_.".indexOf(c) >= 0);
      return valid ? null : "must be a name of letters, digits, - _ .";
    }

    @Override
    public String text() {
      return "parameter name";
    }
  }

  /** Scheme and host. */
  record Origin() implements OptionType {
    @Override
    public @Nullable String violation(String value) {
      return RequestOrigin.isOrigin(value)
          ? null
          : "must be scheme and host, such as https://cdn.example";
    }

    @Override
    public String text() {
      return "origin";
    }
  }
}
