package io.playgate.playbacktoken.alibaba;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectDescription;
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
import java.util.List;

/**
 * Alibaba Cloud CDN type F: {@code ?sign=MD5&time=TIME}, the MD5 over {@code KEY + PATH + TIME};
 * the time in decimal, or in hexadecimal by the option {@value TimestampAuthentication#TIMESTAMP}.
 * The parameters' names are {@link Placement#name()} and the option {@value #TIME_NAME}.
 *
 * <p>Type F does not work for URLs with a query of their own, so such a URL is refused. A token is
 * for one path.
 */
public final class AlibabaFDialect implements SignedDialect {

  /** The option that names the parameter of the time. */
  public static final String TIME_NAME = "timeName";

  private static final DialectDescription DESCRIPTION =
      DialectDescription.of(
              "Alibaba Cloud CDN type F", "alibabacloud.com: CDN, Type F URL signing", "2026-03")
          .carriers(Carrier.QUERY)
          .tokenName("sign")
          .algorithms(SharedSecrets.ALGORITHM)
          .acl(Scope.ONE_URL, "the one signed path, without a query")
          .options(
              TimestampAuthentication.LIFETIME_OPTION,
              TimestampAuthentication.TIMESTAMP_OPTION,
              OptionSpec.of(TIME_NAME, OptionType.PARAMETER_NAME, "the parameter of the time")
                  .otherwise("time"))
          .proof(
              ProofLevel.PUBLISHED_VECTOR,
              "the text of type C's example, which type F hashes alike");

  @Override
  public String id() {
    return "alibaba-f";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedFormat open(Placement placement) throws InvalidPlacementException {
    OptionValues values = OptionValues.read(this, placement);
    String timeName = values.required(TIME_NAME);
    if (timeName.equals(placement.name())) {
      throw InvalidPlacementException.option(
          TIME_NAME,
          "the option " + TIME_NAME + " must be another name than that of the token's parameter");
    }
    return new AlibabaFFormat(
        this,
        placement,
        values.number(TimestampAuthentication.LIFETIME, 0),
        values.required(TimestampAuthentication.TIMESTAMP).equals("hex"),
        List.of(placement.name(), timeName));
  }
}
