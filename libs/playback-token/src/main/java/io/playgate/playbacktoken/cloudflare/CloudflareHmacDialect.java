package io.playgate.playbacktoken.cloudflare;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.OptionSpec;
import io.playgate.playbacktoken.OptionType;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.Scope;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.internal.dialect.OptionValues;
import io.playgate.playbacktoken.internal.dialect.SharedSecrets;
import io.playgate.playbacktoken.uri.MediaPath;

/**
 * Cloudflare's {@code is_timed_hmac_valid_v0}: {@code ?verify=TIME-MAC} as the last parameter, the
 * MAC being the HMAC-SHA256, in base64 and percent-encoded, of all of the URL before the separator
 * ({@code /path} or {@code /path?a=b}) followed by TIME.
 *
 * <p>TIME is what Cloudflare calls the time of issue, in epoch seconds; how long the token holds
 * from then on stands in Cloudflare's rule, and here in the option {@value #LIFETIME}, in seconds.
 * A token is dated back from its grant's expiry by that much, so that it may hold for less than the
 * rule says. TIME is therefore not the grant's issuedAt, which has no place here. A rule with the
 * flag {@code s} takes base64url without padding: option {@value #URL_SAFE}. A rule over {@code
 * concat(substring(path, 0, n), "?", query)} signs a directory: option {@value #PREFIX_LENGTH}; the
 * grant's one path pattern must then be the first n characters of the URL's path and {@code *}. The
 * rest of the query is signed in either case.
 */
public final class CloudflareHmacDialect implements SignedDialect {

  /** The option with the lifetime in the rule, in seconds. */
  public static final String LIFETIME = "lifetime";

  /** The option for rules with the flag {@code s}. */
  public static final String URL_SAFE = "urlSafe";

  /** The option for rules over the first characters of the path. */
  public static final String PREFIX_LENGTH = "prefixLength";

  private static final long LONGEST_LIFETIME = 9_999_999_999L;

  private static final DialectDescription DESCRIPTION =
      DialectDescription.of(
              "Cloudflare timed HMAC",
              "cloudflare-docs: WAF, configure token authentication",
              "is_timed_hmac_valid_v0")
          .carriers(Carrier.QUERY)
          .tokenName("verify")
          .algorithms(SharedSecrets.ALGORITHM)
          .fields(GrantField.PATHS)
          .acl(Scope.SUBTREE, "the one signed path, or one prefix of a length that the rule fixes")
          .options(
              OptionSpec.of(
                      LIFETIME,
                      OptionType.number(0, LONGEST_LIFETIME),
                      "the lifetime in the rule, in seconds, by which the token's time is before"
                          + " the expiry")
                  .otherwise("10800"),
              OptionSpec.of(
                      URL_SAFE,
                      OptionType.FLAG,
                      "whether the rule has the flag s: base64url without padding")
                  .otherwise("false"),
              OptionSpec.of(
                  PREFIX_LENGTH,
                  OptionType.number(1, MediaPath.MAX_LENGTH),
                  "how many characters of the path the rule signs, and the query; default all"))
          .proof(
              ProofLevel.PUBLISHED_VECTOR,
              "the documentation's three URLs of a signed prefix, and links that users of the rule"
                  + " published; the documentation's URL of one path does not follow from its"
                  + " inputs");

  @Override
  public String id() {
    return "cloudflare-hmac";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedFormat open(Placement placement) throws InvalidPlacementException {
    OptionValues options = OptionValues.read(this, placement);
    return new CloudflareHmacFormat(
        this,
        placement,
        Long.parseLong(options.required(LIFETIME)),
        options.flag(URL_SAFE),
        (int) options.number(PREFIX_LENGTH, CloudflareHmacFormat.WHOLE_PATH));
  }
}
