package io.playgate.playbacktoken.urisigning;

import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.UnsupportedGrantException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of a placement, read.
 *
 * @param origin in normal form
 * @param transport of renewal, as a claim says it; {@link UriSigningClaims#ABSENT} for none
 */
record UriSigningOptions(
    @Nullable String issuer,
    @Nullable String audience,
    @Nullable String origin,
    boolean hash,
    boolean pathParameter,
    boolean tokenIdAccepted,
    long transport,
    long renewalSeconds,
    long depth) {

  private static final long MOST_SECONDS = 31_536_000;
  private static final long DEEPEST = 64;

  /**
   * Reads them.
   *
   * @throws UnsupportedGrantException {@code option-invalid}
   */
  static UriSigningOptions read(Placement placement) throws UnsupportedGrantException {
    Map<String, String> options = placement.options();
    String origin = options.get(UriSigningDialect.ORIGIN);
    String normal = origin == null ? null : ContainerUri.origin(origin);
    if (origin != null && normal == null) {
      throw invalid(UriSigningDialect.ORIGIN, "an http or https URL of a host and nothing else");
    }
    int transport = choice(options, UriSigningDialect.RENEWAL, List.of("none", "cookie", "query"));
    return new UriSigningOptions(
        options.get(UriSigningDialect.ISSUER),
        options.get(UriSigningDialect.AUDIENCE),
        normal,
        choice(options, UriSigningDialect.CONTAINER, List.of("regex", "hash")) == 1,
        choice(options, UriSigningDialect.PATH_STYLE, List.of("segment", "parameter")) == 1,
        choice(options, UriSigningDialect.TOKEN_ID, List.of("refuse", "accept")) == 1,
        transport == UriSigningClaims.TRANSPORT_NONE ? UriSigningClaims.ABSENT : transport,
        number(options, UriSigningDialect.RENEWAL_SECONDS, 1, MOST_SECONDS),
        number(options, UriSigningDialect.RENEWAL_DEPTH, 0, DEEPEST));
  }

  private static int choice(Map<String, String> options, String name, List<String> choices)
      throws UnsupportedGrantException {
    int choice = choices.indexOf(options.getOrDefault(name, choices.getFirst()));
    if (choice < 0) {
      throw invalid(name, "one of " + choices);
    }
    return choice;
  }

  private static long number(Map<String, String> options, String name, long least, long most)
      throws UnsupportedGrantException {
    String text = options.get(name);
    if (text == null) {
      return UriSigningClaims.ABSENT;
    }
    if (text.length() <= 9 && !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw invalid(name, "a whole number from " + least + " to " + most);
  }

  private static UnsupportedGrantException invalid(String name, String wanted) {
    return new UnsupportedGrantException(
        "option-invalid", "the option " + name + " must be " + wanted);
  }
}
