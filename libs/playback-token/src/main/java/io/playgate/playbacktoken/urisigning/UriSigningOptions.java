package io.playgate.playbacktoken.urisigning;

import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.OptionSpec;
import io.playgate.playbacktoken.OptionType;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.internal.dialect.OptionValues;
import org.jspecify.annotations.Nullable;

/**
 * What a placement's options say.
 *
 * @param origin in normal form
 * @param transport of renewal, as a claim says it; {@link UriSigningClaims#ABSENT} for none
 * @param renewalSeconds {@link UriSigningClaims#ABSENT} where it is not given, as is {@code depth}
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
  private static final String COOKIE = "cookie";
  private static final String QUERY = "query";

  static final OptionSpec AUDIENCE =
      OptionSpec.of(
          UriSigningDialect.AUDIENCE,
          OptionType.TEXT,
          "this CDN's name (aud): written when signing, demanded when verifying");

  static final OptionSpec ORIGIN =
      OptionSpec.of(
          UriSigningDialect.ORIGIN,
          OptionType.ORIGIN,
          "scheme and host as the checker sees them; without it the signed URL's, and the request's"
              + " own: of an absolute target, else https and Host");

  static final OptionSpec CONTAINER =
      OptionSpec.of(
              UriSigningDialect.CONTAINER,
              OptionType.oneOf("regex", "hash"),
              "the form of the container: hash is for one URL, its query included")
          .otherwise("regex");

  static final OptionSpec PATH_STYLE =
      OptionSpec.of(
              UriSigningDialect.PATH_STYLE,
              OptionType.oneOf("segment", "parameter"),
              "how the token stands in the path when signing: parameter is ;name= at the end")
          .otherwise("segment");

  static final OptionSpec TOKEN_ID =
      OptionSpec.of(
              UriSigningDialect.TOKEN_ID,
              OptionType.oneOf("refuse", "accept"),
              "accept: tokens may have an identifier (jti), whose reuse is not noticed")
          .otherwise("refuse");

  static final OptionSpec RENEWAL_BY_COOKIE = renewal(OptionType.oneOf("none", COOKIE));

  static final OptionSpec RENEWAL = renewal(OptionType.oneOf("none", COOKIE, QUERY));

  static final OptionSpec RENEWAL_SECONDS =
      OptionSpec.of(
          UriSigningDialect.RENEWAL_SECONDS,
          OptionType.number(1, MOST_SECONDS),
          "how long a successor holds (cdniets), in seconds");

  static final OptionSpec RENEWAL_DEPTH =
      OptionSpec.of(
              UriSigningDialect.RENEWAL_DEPTH,
              OptionType.number(0, DEEPEST),
              "how many path segments the cookie of a successor is for (cdnistd); 0 for all paths")
          .otherwise("0");

  private static OptionSpec renewal(OptionType ways) {
    return OptionSpec.of(
            UriSigningDialect.RENEWAL,
            ways,
            "whether tokens ask for a successor at each use, and how it travels")
        .otherwise("none");
  }

  static OptionSpec issuer(String meaning) {
    return OptionSpec.of(UriSigningDialect.ISSUER, OptionType.TEXT, meaning);
  }

  /**
   * Reads the options.
   *
   * @throws InvalidPlacementException where one is wrong
   */
  static UriSigningOptions of(Dialect dialect, Placement placement)
      throws InvalidPlacementException {
    OptionValues values = OptionValues.read(dialect, placement);
    String origin = values.text(UriSigningDialect.ORIGIN);
    String renewal = values.required(UriSigningDialect.RENEWAL);
    long transport =
        switch (renewal) {
          case COOKIE -> UriSigningClaims.TRANSPORT_COOKIE;
          case QUERY -> UriSigningClaims.TRANSPORT_QUERY;
          default -> UriSigningClaims.ABSENT;
        };
    if (transport != UriSigningClaims.ABSENT && !values.has(UriSigningDialect.RENEWAL_SECONDS)) {
      throw InvalidPlacementException.option(
          UriSigningDialect.RENEWAL_SECONDS,
          "the option %s must be set beside %s %s"
              .formatted(UriSigningDialect.RENEWAL_SECONDS, UriSigningDialect.RENEWAL, renewal));
    }
    String normalOrigin = origin == null ? null : ContainerUri.origin(origin);
    if (origin != null && normalOrigin == null) {
      throw InvalidPlacementException.option(
          UriSigningDialect.ORIGIN,
          "the option origin must be scheme and host, such as https://cdn.example");
    }
    return new UriSigningOptions(
        values.text(UriSigningDialect.ISSUER),
        values.text(UriSigningDialect.AUDIENCE),
        normalOrigin,
        isGivenAs("hash", UriSigningDialect.CONTAINER, values),
        isGivenAs("parameter", UriSigningDialect.PATH_STYLE, values),
        isGivenAs("accept", UriSigningDialect.TOKEN_ID, values),
        transport,
        given(UriSigningDialect.RENEWAL_SECONDS, values),
        given(UriSigningDialect.RENEWAL_DEPTH, values));
  }

  /** Whether an option, which not every dialect has, is given with this value. */
  private static boolean isGivenAs(String word, String name, OptionValues values) {
    return values.has(name) && values.required(name).equals(word);
  }

  private static long given(String name, OptionValues values) {
    return values.has(name)
        ? values.number(name, UriSigningClaims.ABSENT)
        : UriSigningClaims.ABSENT;
  }
}
