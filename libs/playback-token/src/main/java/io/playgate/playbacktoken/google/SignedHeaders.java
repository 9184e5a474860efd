package io.playgate.playbacktoken.google;

import io.playgate.playbacktoken.InvalidPlacementException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The headers that tokens are bound to when they are signed.
 *
 * @param names their names, joined by commas, as a token holds them
 * @param text names and values, {@code Foo=bar,BAZ=quux}, as they are signed
 */
record SignedHeaders(String names, String text) {

  /** How many headers a token may be bound to. */
  static final int MOST = 16;

  /**
   * Reads the option.
   *
   * @throws InvalidPlacementException where it is wrong
   */
  static SignedHeaders parse(String option) throws InvalidPlacementException {
    List<String> names = new ArrayList<>();
    for (String header : option.split(",", -1)) {
      int equals = header.indexOf('=');
      if (equals < 0
          || !isName(header.substring(0, equals))
          || !isValue(header.substring(equals + 1))
          || header.endsWith(" ")
          || header.startsWith(" ", equals + 1)) {
        throw invalid(
            "must be name=value, joined by commas; values must not contain a comma or ~, or start"
                + " or end with a space");
      }
      names.add(header.substring(0, equals));
    }
    if (names.stream().map(name -> name.toLowerCase(Locale.ROOT)).distinct().count()
        < names.size()) {
      throw invalid("must name each header once, as a request has one value of it");
    }
    if (names.size() > MOST) {
      throw invalid("must name at most " + MOST + " headers");
    }
    return new SignedHeaders(String.join(",", names), option);
  }

  private static InvalidPlacementException invalid(String expectation) {
    return InvalidPlacementException.option(
        MediaCdnDialect.HEADERS, "the option " + MediaCdnDialect.HEADERS + " " + expectation);
  }

  static boolean isName(String name) {
    return !name.isEmpty()
        && name.chars()
            .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '_'));
  }

  /** Whether a header's value can be told from what follows it in the signed text. */
  static boolean isValue(String value) {
    return value.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != ',' && c != '~');
  }
}
