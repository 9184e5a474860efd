package io.playgate.edge.token;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.Reach;
import io.playgate.revocationlist.SessionData;
import io.playgate.revocationlist.TokenSubjects;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A token that proved genuine, and what it names to the revocation replica. Nothing in it depends
 * on a request or on the clock.
 *
 * @param accepted what it says
 * @param subjects what revocation rules can hit it by
 */
public record AuthenticatedToken(Authentication.Accepted accepted, TokenSubjects subjects) {

  /**
   * Reads the subjects out of a grant. Where the dialect has no place for ids, its data field may
   * hold digests of them. Rules on the one token are asked for by its identifier and its identity:
   * its text can be changed and still hold.
   */
  public static AuthenticatedToken of(Authentication.Accepted accepted, Reach reach) {
    PlaybackGrant grant = accepted.grant();
    String jti = grant.tokenId();
    // Computed at once: until then the request that the token stood in is kept with it.
    String identity = accepted.identity().value();
    List<String> own = jti == null ? List.of(identity) : List.of(jti, identity);
    TokenSubjects.TokenIds ids = () -> own;
    String kid = accepted.kid().isEmpty() ? null : accepted.kid();
    return new AuthenticatedToken(accepted, subjects(grant, reach, ids, kid));
  }

  private static TokenSubjects subjects(
      PlaybackGrant grant, Reach reach, TokenSubjects.TokenIds ids, @Nullable String kid) {
    String data = grant.data();
    if (data != null && reach != Reach.NAMES && grant.viewer() == null) {
      Optional<SessionData> digests = SessionData.decode(data);
      if (digests.isPresent()) {
        return digests.get().subjects(ids, grant.session(), kid);
      }
    }
    return TokenSubjects.issuedAtMillis(issuedAtMillis(grant.issuedAt()))
        .tokenIds(ids)
        .session(grant.session())
        .login(grant.login())
        .viewer(grant.viewer())
        .device(grant.device())
        .asset(grant.asset())
        .packageId(grant.packageId())
        .entitlement(grant.entitlement())
        .kid(kid)
        .build();
  }

  private static long issuedAtMillis(long seconds) {
    return seconds == PlaybackGrant.UNSET || seconds < 0 || seconds > Long.MAX_VALUE / 1000
        ? TokenSubjects.ISSUE_TIME_UNKNOWN
        : seconds * 1000;
  }
}
