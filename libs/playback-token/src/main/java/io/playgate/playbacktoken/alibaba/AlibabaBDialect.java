package io.playgate.playbacktoken.alibaba;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.Scope;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.internal.dialect.OptionValues;
import io.playgate.playbacktoken.internal.dialect.SharedSecrets;

/**
 * Alibaba Cloud CDN type B: {@code /YYYYMMDDHHMM/MD5/FILE}, the time in UTC+8, the MD5 over {@code
 * KEY + TIME + /FILE}.
 *
 * <p>The format knows whole minutes: an expiry within a minute is brought forward to its beginning,
 * so that a token may end up to 59 seconds early and never late. A token is for one path.
 */
public final class AlibabaBDialect implements SignedDialect {
  private static final DialectDescription DESCRIPTION =
      DialectDescription.of(
              "Alibaba Cloud CDN type B", "help.aliyun.com: URL signing, type B", "2026")
          .carriers(Carrier.PATH)
          .tokenName("auth_key")
          .algorithms(SharedSecrets.ALGORITHM)
          .acl(Scope.ONE_URL, "the one signed path")
          .options(TimestampAuthentication.LIFETIME_OPTION)
          .proof(ProofLevel.PUBLISHED_VECTOR, "the example of Alibaba's documentation");

  @Override
  public String id() {
    return "alibaba-b";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedFormat open(Placement placement) throws InvalidPlacementException {
    OptionValues values = OptionValues.read(this, placement);
    return new AlibabaBFormat(this, placement, values.number(TimestampAuthentication.LIFETIME, 0));
  }
}
