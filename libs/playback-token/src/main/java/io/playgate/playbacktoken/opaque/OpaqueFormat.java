package io.playgate.playbacktoken.opaque;

import io.playgate.playbacktoken.OpaqueTokens;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.ReferenceFormat;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.carrier.TokenCutter;
import io.playgate.playbacktoken.internal.dialect.GrantSyntax;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import java.security.SecureRandom;

/**
 * An {@link OpaqueDialect}, bound to one placement.
 *
 * @param placement where its tokens stand
 */
record OpaqueFormat(Placement placement) implements ReferenceFormat {

  @Override
  public TokenCut cut(PlaybackRequest request) {
    return TokenCutter.cut(request, placement);
  }

  @Override
  public SignedToken place(String value, String url) throws UnsupportedGrantException {
    return TokenCutter.place(value, url, placement);
  }

  @Override
  public String newToken(SecureRandom random, SigningKey key) throws UnsupportedGrantException {
    return OpaqueTokens.newToken(random, key);
  }

  @Override
  public SignedToken issue(String token, PlaybackGrant grant, String url)
      throws UnsupportedGrantException {
    if (!isWellFormed(token)) {
      throw new UnsupportedGrantException("token-invalid", "not the text of an opaque token");
    }
    GrantSyntax.requireReadableValues(grant);
    GrantSyntax.requireReadableBindings(grant);
    if (GrantSyntax.paths(grant).isEmpty()) {
      throw new UnsupportedGrantException("paths-missing", "an opaque token needs path patterns");
    }
    return place(token, url);
  }

  @Override
  public boolean isWellFormed(String token) {
    return OpaqueTokens.isWellFormed(token);
  }

  @Override
  public boolean isMarked(String token, KeyRing keys) {
    return OpaqueTokens.isMarked(token, keys);
  }
}
