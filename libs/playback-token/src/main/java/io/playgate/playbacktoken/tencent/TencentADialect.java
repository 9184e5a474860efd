package io.playgate.playbacktoken.tencent;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.GrantSyntax;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.PlacedDialect;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.SharedSecrets;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.TokenCutter;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.alibaba.SignParameter;
import java.util.List;
import java.util.Set;

/**
 * Tencent Cloud CDN type A: {@code ?sign=TIME-RAND-UID-MD5}, see {@link SignParameter}; the time is
 * decimal, as in every example of Tencent's, or hexadecimal, as a table of its international page
 * has it, by the option timestamp. A token is for one path; the rest of the query takes no part.
 */
public final class TencentADialect implements PlacedDialect {
  private static final DialectDescription DESCRIPTION =
      new DialectDescription(
          "Tencent Cloud CDN type A",
          "cloud.tencent.com/document/product/228/41623",
          "2025-12",
          List.of(Carrier.QUERY),
          "sign",
          List.of(SharedSecrets.ALGORITHM),
          Set.of(GrantField.SESSION),
          "the one signed path",
          SignParameter.OPTIONS,
          ProofLevel.PUBLISHED_VECTOR,
          "the worked example of Tencent's documentation");

  @Override
  public String id() {
    return "tencent-a";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key, Placement placement)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(this, grant, key, placement);
    String path = TokenCutter.target(url, placement).path();
    return TokenCutter.place(SignParameter.sign(grant, path, key, placement), url, placement);
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys, Placement placement) {
    return SignParameter.authenticate(token, keys, placement);
  }
}
