package io.playgate.playbacktoken.alibaba;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.Scope;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.internal.dialect.SharedSecrets;

/**
 * Alibaba Cloud CDN type A: {@code ?auth_key=TIME-RAND-UID-MD5}, see {@link SignParameterFormat};
 * the time is decimal, or hexadecimal by the option timestamp. A token is for one path; the rest of
 * the query takes no part.
 */
public final class AlibabaADialect implements SignedDialect {
  private static final DialectDescription DESCRIPTION =
      DialectDescription.of(
              "Alibaba Cloud CDN type A", "help.aliyun.com: URL signing, type A", "2026")
          .carriers(Carrier.QUERY)
          .tokenName("auth_key")
          .algorithms(SharedSecrets.ALGORITHM)
          .fields(GrantField.SESSION)
          .acl(Scope.ONE_URL, "the one signed path")
          .options(SignParameterFormat.OPTIONS)
          .proof(ProofLevel.PUBLISHED_VECTOR, "the example of Alibaba's documentation");

  @Override
  public String id() {
    return "alibaba-a";
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
