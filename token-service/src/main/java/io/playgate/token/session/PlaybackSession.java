package io.playgate.token.session;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A playback session as it stands in Redis, under its viewer's key.
 *
 * @param sid its id
 * @param identity what makes it the same session again, see {@link SessionIdentity}
 * @param asset the asset
 * @param profile the delivery profile
 * @param packageId the package that granted it
 * @param entitlement the entitlement that granted it; null where the viewer token named none
 * @param login the sign-in session under which it is refreshed and ended
 * @param device the device
 * @param lifetimeSeconds how long its tokens hold
 * @param opaque true where its tokens are opaque; null where not, and in records of former releases
 * @param token the token that asking again answers; null until an opaque one is registered, and
 *     where it was granted by another right than the session is now
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
record PlaybackSession(
    String sid,
    String identity,
    String asset,
    String profile,
    String packageId,
    @Nullable String entitlement,
    String login,
    String device,
    long lifetimeSeconds,
    @Nullable Boolean opaque,
    @Nullable Token token) {

  /**
   * The token that was issued last by starting or asking again, for as long as it may be answered
   * once more. Times are epoch seconds.
   *
   * @param issuedAt what it names as its issue time
   * @param madeAt when it was made; null in records of former releases, where it is the issue time
   * @param expiresAt when it expires
   * @param tokenId its identifier
   * @param kid the key that signed it; empty for an opaque one
   * @param assetRevision the revision of the asset it was made by
   * @param profileRevision the revision of the profile it was made by
   * @param sealed its text and the address it is bound to, encrypted
   */
  @RegisterForReflection
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Token(
      long issuedAt,
      @Nullable Long madeAt,
      long expiresAt,
      String tokenId,
      String kid,
      long assetRevision,
      long profileRevision,
      String sealed) {

    /** From when its life is counted. */
    long firstSecond() {
      return madeAt == null ? issuedAt : madeAt;
    }
  }

  /** Whether its tokens are known to be opaque. */
  boolean hasOpaqueTokens() {
    return opaque != null && opaque;
  }

  /** A new session. */
  static PlaybackSession of(Plan plan, String sid, Right right, @Nullable Token token) {
    return new PlaybackSession(
        sid,
        SessionIdentity.of(
            plan.asset().id(),
            plan.viewer().device(),
            plan.player(),
            plan.delivery().profile().id()),
        plan.asset().id(),
        plan.delivery().profile().id(),
        right.packageId(),
        right.entitlement(),
        plan.viewer().login(),
        plan.viewer().device(),
        plan.delivery().profile().lifetime().toSeconds(),
        plan.delivery().issuesReferences() ? true : null,
        token);
  }

  /** The session under that right; a token that another right granted is forgotten. */
  PlaybackSession granted(Right right, Duration lifetime) {
    boolean same =
        packageId.equals(right.packageId()) && Objects.equals(entitlement, right.entitlement());
    return new PlaybackSession(
        sid,
        identity,
        asset,
        profile,
        right.packageId(),
        right.entitlement(),
        login,
        device,
        lifetime.toSeconds(),
        opaque,
        same ? token : null);
  }

  /** The session with another token. */
  PlaybackSession withToken(Token newToken) {
    return new PlaybackSession(
        sid,
        identity,
        asset,
        profile,
        packageId,
        entitlement,
        login,
        device,
        lifetimeSeconds,
        opaque,
        newToken);
  }
}
