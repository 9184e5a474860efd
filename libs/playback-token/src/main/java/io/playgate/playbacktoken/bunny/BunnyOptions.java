package io.playgate.playbacktoken.bunny;

import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.OptionSpec;
import io.playgate.playbacktoken.OptionType;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.internal.dialect.OptionValues;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a placement's options say.
 *
 * @param parameters what they add to every token, by bunny.net's names
 * @param ignoresParams whether other parameters of the query are left out
 * @param countryHeader the header that names the client's country, in lower case; null for none
 */
record BunnyOptions(
    Map<String, String> parameters, boolean ignoresParams, @Nullable String countryHeader) {

  static final String BLOCKED = "countriesBlocked";
  static final String LIMIT = "limit";
  static final String IGNORE = "ignoreParams";

  private static final long HIGHEST_LIMIT = 999_999_999_999_999L;

  static final List<OptionSpec> SPECS =
      List.of(
          OptionSpec.of(
              BLOCKED,
              OptionType.TEXT,
              "countries that are refused, joined by commas (token_countries_blocked)"),
          OptionSpec.of(
              LIMIT, OptionType.number(1, HIGHEST_LIMIT), "the speed limit in kB/s (limit)"),
          OptionSpec.of(
                  IGNORE,
                  OptionType.FLAG,
                  "leaves other query parameters out (token_ignore_params)")
              .otherwise("false"));

  /**
   * Reads the options.
   *
   * @throws InvalidPlacementException where one is wrong
   */
  static BunnyOptions of(Dialect dialect, Placement placement) throws InvalidPlacementException {
    OptionValues values = OptionValues.read(dialect, placement);
    Map<String, String> parameters = new TreeMap<>();
    if (values.has(LIMIT)) {
      parameters.put(BunnyForm.LIMIT, values.required(LIMIT));
    }
    String blocked = values.text(BLOCKED);
    if (blocked != null) {
      if (countries(blocked) == null) {
        throw InvalidPlacementException.option(
            BLOCKED,
            "the option " + BLOCKED + " must be upper-case country codes joined by commas");
      }
      parameters.put(BunnyForm.COUNTRIES_BLOCKED, blocked);
    }
    boolean ignoresParams = values.flag(IGNORE);
    if (ignoresParams) {
      if (!parameters.isEmpty()) {
        throw InvalidPlacementException.option(
            IGNORE,
            "the option %s cannot be true beside %s or %s, which bunny.net then ignores as well"
                .formatted(IGNORE, BLOCKED, LIMIT));
      }
      parameters.put(BunnyForm.IGNORE_PARAMS, "true");
    }
    String countryHeader = values.text(DialectDescription.COUNTRY_HEADER);
    return new BunnyOptions(
        Map.copyOf(parameters),
        ignoresParams,
        countryHeader == null ? null : countryHeader.toLowerCase(Locale.ROOT));
  }

  /** The countries of a list joined by commas; null where it is none. */
  static @Nullable List<String> countries(String text) {
    List<String> countries = List.of(text.split(",", -1));
    for (String country : countries) {
      if (country.length() != 2 || !country.chars().allMatch(c -> c >= 'A' && c <= 'Z')) {
        return null;
      }
    }
    return countries;
  }
}
