package io.playgate.token.session;

import io.playgate.support.problem.ProblemException;
import io.playgate.token.TokenError;
import io.playgate.token.revocation.Revocations;
import io.playgate.token.session.SessionMetrics.Operation;
import io.playgate.token.session.SessionMetrics.Outcome;
import io.playgate.token.session.SessionStore.Held;
import io.playgate.token.session.TokenIssuer.Issued;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/**
 * Issues the next token of a live session of the same viewer and sign-in. Whether the viewer may
 * still play is asked again; it makes one round trip to Redis unless what granted the session, or
 * its end, has changed.
 */
@ApplicationScoped
class RefreshPlayback {
  private final Admission admission;
  private final TokenMinter minter;
  private final Revocations revocations;
  private final SessionStore store;
  private final SessionMetrics metrics;

  RefreshPlayback(
      Admission admission,
      TokenMinter minter,
      Revocations revocations,
      SessionStore store,
      SessionMetrics metrics) {
    this.admission = admission;
    this.minter = minter;
    this.revocations = revocations;
    this.store = store;
    this.metrics = metrics;
  }

  Uni<Playable> refresh(
      ViewerToken viewer, String sid, @Nullable String format, @Nullable String clientIp) {
    return Uni.createFrom()
        .deferred(() -> {
          SessionId.requireWellFormed(sid);
          revocations.requireCurrentForRefresh();
          Moment moment = admission.moment();
          return store
              .refresh(
                  viewer.viewer(), sid, viewer.login(), moment.seconds() * 1000, moment.millis())
              .chain(held -> {
                if (held == null) {
                  throw SessionId.unknown();
                }
                return next(viewer, held, format, clientIp, moment)
                    .onFailure()
                    .call(() -> store.restore(viewer.viewer(), held, moment.millis()));
              });
        })
        .invoke(playable -> metrics.granted(Outcome.REFRESHED))
        .onFailure()
        .invoke(failure -> metrics.failed(Operation.REFRESH, failure));
  }

  private Uni<Playable> next(
      ViewerToken viewer,
      Held held,
      @Nullable String format,
      @Nullable String clientIp,
      Moment moment) {
    PlaybackSession session = held.session();
    return admission
        .plan(viewer, session.asset(), session.profile(), format, null, clientIp)
        .onFailure(RefreshPlayback::isUnknownProfile)
        .transform(failure ->
            new ProblemException(
                TokenError.UNKNOWN_PROFILE, "The asset is no longer delivered by this profile."))
        .chain(plan -> {
          Right right = admission.grantingRight(plan, session.sid(), session, moment);
          Issued issued = minter.mint(plan, session.sid(), right, moment);
          return minter
              .register(plan, issued)
              .chain(() -> keep(plan, held, right, issued, moment))
              .map(stillThere -> {
                if (!stillThere) {
                  throw SessionId.unknown();
                }
                return minter.playable(plan, session.sid(), issued, false);
              });
        });
  }

  /**
   * Writes down what has changed: the right that grants, a lifetime that the profile was given
   * meanwhile, and an end that comes before the slot would have expired.
   */
  private Uni<Boolean> keep(Plan plan, Held held, Right right, Issued issued, Moment moment) {
    PlaybackSession session = held.session();
    String viewer = plan.viewer().viewer();
    long expiresAtMillis = TokenMinter.slotMillis(issued, right);
    boolean outlived = issued.grant().expiresAt() * 1000 > held.expiresAtMillis();
    if (!right.isThatOf(session) || outlived) {
      PlaybackSession changed = session.granted(right, plan.delivery().profile().lifetime());
      return store.replace(viewer, changed, expiresAtMillis, moment.millis(), false);
    }
    if (expiresAtMillis < held.expiresAtMillis() && held.formerMillis() < held.expiresAtMillis()) {
      return store.shorten(viewer, held, expiresAtMillis, moment.millis()).replaceWith(true);
    }
    return Uni.createFrom().item(true);
  }

  private static boolean isUnknownProfile(Throwable failure) {
    return failure instanceof ProblemException problem
        && problem.code() == TokenError.UNKNOWN_PROFILE;
  }
}
