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
 * Alibaba Cloud CDN type C: {@code /MD5/TIME/FILE}, or {@code ?KEY1=MD5&KEY2=TIME} (the names by
 * the options {@value #HASH_NAME} and {@value #TIME_NAME}); the MD5 is over {@code KEY + /FILE +
 * TIME}, the time in hexadecimal. A token is for one path.
 */
public final class AlibabaCDialect implements SignedDialect {

  /** The option that names the parameter of the hash. */
  public static final String HASH_NAME = "hashName";

  /** The option that names the parameter of the time. */
  public static final String TIME_NAME = "timeName";

  private static final DialectDescription DESCRIPTION =
      DialectDescription.of(
              "Alibaba Cloud CDN type C", "help.aliyun.com: URL signing, type C", "2026")
          .carriers(Carrier.PATH, Carrier.QUERY)
          .tokenName("KEY1")
          .algorithms(SharedSecrets.ALGORITHM)
          .acl(Scope.ONE_URL, "the one signed path")
          .options(
              TimestampAuthentication.LIFETIME_OPTION,
              OptionSpec.of(
                      HASH_NAME,
                      OptionType.PARAMETER_NAME,
                      "the parameter of the hash in the query")
                  .otherwise("KEY1"),
              OptionSpec.of(
                      TIME_NAME,
                      OptionType.PARAMETER_NAME,
                      "the parameter of the time in the query")
                  .otherwise("KEY2"))
          .proof(ProofLevel.PUBLISHED_VECTOR, "the example of Alibaba's documentation, both forms");

  @Override
  public String id() {
    return "alibaba-c";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedFormat open(Placement placement) throws InvalidPlacementException {
    OptionValues values = OptionValues.read(this, placement);
    String hashName = values.required(HASH_NAME);
    String timeName = values.required(TIME_NAME);
    if (timeName.equals(hashName)) {
      throw InvalidPlacementException.option(
          values.has(TIME_NAME) ? TIME_NAME : HASH_NAME,
          "the options " + HASH_NAME + " and " + TIME_NAME + " must be two names");
    }
    return new AlibabaCFormat(
        this,
        placement,
        values.number(TimestampAuthentication.LIFETIME, 0),
        List.of(hashName, timeName));
  }
}
