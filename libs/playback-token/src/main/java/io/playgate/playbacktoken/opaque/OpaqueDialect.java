package io.playgate.playbacktoken.opaque;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Base64Url;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.GrantSyntax;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.TokenCutter;
import io.playgate.playbacktoken.UnsupportedGrantException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/**
 * Opaque tokens.
 *
 * <p>Signing places a token on a URL: its bits come as a key of algorithm {@value
 * OpaqueTokens#ALGORITHM} ({@link OpaqueTokens#key}), new for every token. The caller registers the
 * grant under {@link OpaqueTokens#sha256Hex}.
 *
 * <p>Verifying needs a look-up, which this library, doing no I/O, cannot do: {@link #authenticate}
 * rejects a text that is not such a token as malformed, and answers {@link DenyCode#UNAVAILABLE}
 * for any other. A verifier therefore performs the steps itself: {@link #cut}, {@link
 * OpaqueTokens#isWellFormed}, its look-up, {@link Authentication#of} with the grant found, and
 * {@link io.playgate.playbacktoken.GrantChecks#check}.
 */
public final class OpaqueDialect implements Dialect {

  private static final DialectDescription DESCRIPTION =
      new DialectDescription(
          "Playgate opaque token",
          "RFC 7662 for the look-up; docs/dialects.md",
          "1",
          List.of(Carrier.PATH, Carrier.QUERY, Carrier.COOKIE, Carrier.HEADER),
          "token",
          List.of(OpaqueTokens.ALGORITHM),
          EnumSet.allOf(GrantField.class),
          "exact, * and ?, any number, kept where the token is registered",
          Map.of(),
          ProofLevel.SELF_CONSISTENT,
          "there is nothing in the token that another program could read");

  @Override
  public String id() {
    return "opaque";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key, Placement placement)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(this, grant, key, placement);
    GrantSyntax.requireReadableBindings(grant);
    if (GrantSyntax.paths(grant).isEmpty()) {
      throw new UnsupportedGrantException("paths-missing", "an opaque token needs path patterns");
    }
    byte[] bits = key.key().getEncoded();
    if (bits == null || bits.length != 32) {
      throw new UnsupportedGrantException("key-length", "an opaque token has exactly 32 bytes");
    }
    return TokenCutter.place(Base64Url.encode(bits), url, placement);
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys, Placement placement) {
    return OpaqueTokens.isWellFormed(token.value())
        ? new Authentication.Rejected(DenyCode.UNAVAILABLE, "an opaque token needs a look-up")
        : new Authentication.Rejected(DenyCode.MALFORMED, "not the text of an opaque token");
  }
}
