package io.playgate.playbacktoken.mux;

import com.fasterxml.jackson.core.JsonParser;
import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.CompactJws;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.GrantSyntax;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.PathProof;
import io.playgate.playbacktoken.PlacedDialect;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.StrictJson;
import io.playgate.playbacktoken.TokenCutter;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Signed playback at Mux: {@code /PLAYBACK_ID.m3u8?token=JWT}, RS256, with the key's id in the
 * payload ({@code kid}), {@code sub} the playback id, {@code aud} the kind of thing ({@code v}
 * video, {@code t} thumbnail, {@code g} animated image, {@code s} storyboard, {@code d} DRM
 * licence) and {@code exp}.
 *
 * <p>The playback id is the first segment behind the base path, without what follows its first dot.
 * A token is for everything of that id: the grant's asset, if any, must be it. The option {@value
 * #TYPE} says which {@code aud} is written, and demanded. A token with {@code
 * playback_restriction_id} is refused, since the restriction itself is known to Mux alone; other
 * claims (widths, times of thumbnails) are left aside.
 */
public final class MuxDialect implements PlacedDialect {

  /** The option that says what the token is for. */
  public static final String TYPE = "type";

  private static final Set<String> ALGORITHMS = Set.of("RS256");
  private static final Map<String, String> AUDIENCES =
      Map.ofEntries(
          Map.entry("video", "v"),
          Map.entry("thumbnail", "t"),
          Map.entry("gif", "g"),
          Map.entry("storyboard", "s"),
          Map.entry("drm_license", "d"),
          Map.entry("v", "v"),
          Map.entry("t", "t"),
          Map.entry("g", "g"),
          Map.entry("s", "s"),
          Map.entry("d", "d"));
  private static final String RESTRICTION = "playback_restriction_id";

  private static final DialectDescription DESCRIPTION =
      new DialectDescription(
          "Mux signed playback",
          "muxinc/mux-node-sdk: jwt; Mux documentation: Secure video playback",
          "@mux/mux-node 15",
          List.of(Carrier.QUERY),
          "token",
          List.of("RS256"),
          Set.of(GrantField.ASSET),
          "everything of one playback id",
          Map.of(
              TYPE, "video (the default), thumbnail, gif, storyboard, drm_license; or v t g s d"),
          ProofLevel.JUDGED,
          "@mux/mux-node signs what is accepted here, jose verifies what is signed here");

  @Override
  public String id() {
    return "mux";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key, Placement placement)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(this, grant, key, placement);
    String id = playbackId(TokenCutter.target(url, placement).path(), placement);
    String audience = audience(placement);
    if (id == null) {
      throw new UnsupportedGrantException(
          "url-without-playback-id",
          "the URL's path must be a playback id and what it is wanted as");
    }
    if (audience == null) {
      throw new UnsupportedGrantException("option-invalid", "type must be one of Mux's kinds");
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
    return TokenCutter.place(CompactJws.sign(claims, key, "JWT", false), url, placement);
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys, Placement placement) {
    Claims claims = new Claims();
    CompactJws jws;
    try {
      jws = CompactJws.read(token.value());
      StrictJson.readObject(jws.payload(), claims::read);
    } catch (CompactJws.MalformedException e) {
      return e.rejected();
    } catch (IOException e) {
      return malformed("the claims must be one JSON object of the expected members, each once");
    }
    String kid = claims.kid == null ? jws.kid() : claims.kid;
    if (kid == null || (jws.kid() != null && !kid.equals(jws.kid()))) {
      return new Authentication.Rejected(
          DenyCode.SIGNATURE, "kid is missing, or differs between header and payload");
    }
    Authentication.Rejected refusal = jws.refusal(kid, keys, ALGORITHMS);
    if (refusal != null) {
      return refusal;
    }
    String audience = audience(placement);
    if (audience == null || !audience.equals(claims.audience)) {
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
            id.equals(playbackId(presented.path(), placement))
                ? null
                : new Verdict.Deny(DenyCode.OUTSIDE_ACL, "the token is for another playback id"),
        PathProof.CONDITION,
        grant,
        jws.identity(kid));
  }

  private static @Nullable String audience(Placement placement) {
    return AUDIENCES.get(placement.options().getOrDefault(TYPE, "video"));
  }

  /** The first segment behind the base path, up to its first dot; null where it is empty. */
  private static @Nullable String playbackId(String path, Placement placement) {
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
