package io.playgate.token.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * A playback session as it stands in Redis, under its viewer's key.
 *
 * @param sid its id
 * @param identity what makes it the same session again, see {@link SessionIdentity}
 * @param asset the asset
 * @param profile the delivery profile
 * @param packageId the package that granted it
 * @param login the sign-in session under which it is refreshed and ended
 * @param device the device
 * @param lifetimeSeconds how long its tokens hold
 * @param token the token that asking again answers; null until an opaque one is registered
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record PlaybackSession(
    String sid,
    String identity,
    String asset,
    String profile,
    String packageId,
    String login,
    String device,
    long lifetimeSeconds,
    @Nullable Token token) {

  /**
   * The token that was issued last by starting or asking again, for as long as it may be answered
   * once more. Times are epoch seconds.
   *
   * @param issuedAt when it was issued
   * @param expiresAt when it expires
   * @param tokenId its identifier
   * @param kid the key that signed it; empty for an opaque one
   * @param assetRevision the revision of the asset it was made by
   * @param profileRevision the revision of the profile it was made by
   * @param sealed its text and the address it is bound to, encrypted
   */
  @RegisterForReflection
  record Token(
      long issuedAt,
      long expiresAt,
      String tokenId,
      String kid,
      long assetRevision,
      long profileRevision,
      String sealed) {}

  PlaybackSession with(String newPackage, String newLogin, long newLifetime, Token newToken) {
    return new PlaybackSession(
        sid, identity, asset, profile, newPackage, newLogin, device, newLifetime, newToken);
  }
}
