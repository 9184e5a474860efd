package io.playgate.playbacktoken.tencent;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.Scope;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.alibaba.SignParameterFormat;
import io.playgate.playbacktoken.internal.dialect.SharedSecrets;

/**
 * Tencent Cloud CDN type A: {@code ?sign=TIME-RAND-UID-MD5}, see {@link SignParameterFormat}; the
 * time is decimal, as in every example of Tencent's, or hexadecimal, as a table of its
 * international page has it, by the option timestamp. A token is for one path; the rest of the
 * query takes no part.
 */
public final class TencentADialect implements SignedDialect {
  private static final DialectDescription DESCRIPTION =
      DialectDescription.of(
              "Tencent Cloud CDN type A", "cloud.tencent.com/document/product/228/41623", "2025-12")
          .carriers(Carrier.QUERY)
          .tokenName("sign")
          .algorithms(SharedSecrets.ALGORITHM)
          .fields(GrantField.SESSION)
          .acl(Scope.ONE_URL, "the one signed path")
          .options(SignParameterFormat.OPTIONS)
          .proof(ProofLevel.PUBLISHED_VECTOR, "the worked example of Tencent's documentation");

  @Override
  public String id() {
    return "tencent-a";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedFormat open(Placement placement) throws InvalidPlacementException {
    return SignParameterFormat.open(this, placement);
  }
}
