package io.playgate.playbacktoken.mux;

import com.fasterxml.jackson.core.JsonParser;
import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.PathProof;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.internal.carrier.PlacedFormat;
import io.playgate.playbacktoken.internal.carrier.TokenCutter;
import io.playgate.playbacktoken.internal.dialect.GrantSyntax;
import io.playgate.playbacktoken.internal.dialect.JwsTokens;
import io.playgate.playbacktoken.internal.jose.CompactJws;
import io.playgate.playbacktoken.internal.text.StrictJson;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes and reads the tokens of one placement. */
final class MuxFormat implements PlacedFormat {
  private static final Set<String> ALGORITHMS = Set.of("RS256");
  private static final String RESTRICTION = "playback_restriction_id";

  private final Dialect dialect;
  private final Placement placement;
  private final String audience;

  /**
   * @param audience what tokens are for: the claim {@code aud}
   */
  MuxFormat(Dialect dialect, Placement placement, String audience) {
    this.dialect = dialect;
    this.placement = placement;
    this.audience = audience;
  }

  @Override
  public Placement placement() {
    return placement;
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(dialect, grant, key);
    String id = playbackId(TokenCutter.target(url, placement).path());
    if (id == null) {
      throw new UnsupportedGrantException(
          "url-without-playback-id",
          "the URL's path must be a playback id and what it is wanted as");
    }
    if (grant.asset() != null && !grant.asset().equals(id)) {
      throw new UnsupportedGrantException(
          "asset-mismatch", "asset must be the URL's playback id, or absent");
    }
    byte[] claims =
        StrictJson.writeObject(out -> {
          out.writeStringField("sub", id);
          out.writeStringField("aud", audience);
          out.writeNumberField("exp", grant.expiresAt());
          out.writeStringField("kid", key.kid());
        });
    return TokenCutter.place(JwsTokens.sign(claims, key, "JWT", false), url, placement);
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys) {
    Claims claims = new Claims();
    CompactJws jws;
    try {
      jws = CompactJws.read(token.value());
      StrictJson.readObject(jws.payload(), claims::read);
    } catch (CompactJws.MalformedException e) {
      return JwsTokens.rejected(e);
    } catch (IOException e) {
      return malformed("the claims must be one JSON object of the expected members, each once");
    }
    String kid = claims.kid == null ? jws.kid() : claims.kid;
    if (kid == null || (jws.kid() != null && !kid.equals(jws.kid()))) {
      return new Authentication.Rejected(
          DenyCode.SIGNATURE, "kid is missing, or differs between header and payload");
    }
    Authentication.Rejected refusal = JwsTokens.refusal(jws, kid, keys, ALGORITHMS);
    if (refusal != null) {
      return refusal;
    }
    if (!audience.equals(claims.audience)) {
      return new Authentication.Rejected(DenyCode.AUDIENCE, "the token is for another kind");
    }
    if (claims.restricted) {
      return new Authentication.Rejected(
          DenyCode.CRITICAL_CLAIM, "the token has a restriction that only Mux can judge");
    }
    String id = claims.subject;
    if (id == null || claims.expiresAt == PlaybackGrant.UNSET) {
      return malformed("sub or exp is missing");
    }
    if (claims.notBefore != PlaybackGrant.UNSET && claims.notBefore >= claims.expiresAt) {
      return malformed("nbf is not before exp");
    }
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(claims.expiresAt).notBefore(claims.notBefore).asset(id).build();
    return Authentication.on(
        (presented, now, uses) ->
            id.equals(playbackId(presented.path()))
                ? null
                : new Verdict.Deny(DenyCode.OUTSIDE_ACL, "the token is for another playback id"),
        PathProof.CONDITION,
        grant,
        JwsTokens.identity(jws, kid));
  }

  /** The first segment behind the base path, up to its first dot; null where it is empty. */
  private @Nullable String playbackId(String path) {
    int start = placement.basePath().length() + 1;
    if (path.length() <= start || !path.startsWith(placement.basePath() + "/")) {
      return null;
    }
    int end = start;
    while (end < path.length() && path.charAt(end) != '/' && path.charAt(end) != '.') {
      end++;
    }
    return end == start ? null : path.substring(start, end);
  }

  private static Authentication malformed(String detail) {
    return new Authentication.Rejected(DenyCode.MALFORMED, detail);
  }

  private static final class Claims {
    private @Nullable String subject;
    private @Nullable String audience;
    private @Nullable String kid;
    private long notBefore = PlaybackGrant.UNSET;
    private long expiresAt = PlaybackGrant.UNSET;
    private boolean restricted;

    void read(String name, JsonParser value) throws IOException {
      switch (name) {
        case "sub" -> subject = StrictJson.string(value);
        case "aud" -> audience = StrictJson.string(value);
        case "kid" -> kid = StrictJson.string(value);
        case "nbf" -> notBefore = StrictJson.seconds(value);
        case "exp" -> expiresAt = StrictJson.seconds(value);
        case RESTRICTION -> {
          restricted = true;
          value.skipChildren();
        }
        default -> value.skipChildren();
      }
    }
  }
}
