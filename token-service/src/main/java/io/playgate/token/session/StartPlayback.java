package io.playgate.token.session;

import io.playgate.support.problem.CommonError;
import io.playgate.support.problem.ProblemException;
import io.playgate.token.TokenError;
import io.playgate.token.revocation.Revocations;
import io.playgate.token.session.SessionMetrics.Operation;
import io.playgate.token.session.SessionMetrics.Outcome;
import io.playgate.token.session.SessionStore.Held;
import io.playgate.token.session.SessionStore.Slot;
import io.playgate.token.session.TokenIssuer.Issued;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Starts a session, or answers the live one. It stays on the thread it came on and makes one round
 * trip to Redis, all else it needs is in memory; only an opaque token has to be registered first.
 */
@ApplicationScoped
class StartPlayback {
  /** Bounds the attempts while others start and end the same session at the same time. */
  private static final int MAX_ATTEMPTS = 6;

  private final Admission admission;
  private final TokenMinter minter;
  private final EndPlayback ending;
  private final Revocations revocations;
  private final SessionStore store;
  private final SessionMetrics metrics;
  private final SessionId ids = new SessionId();

  StartPlayback(
      Admission admission,
      TokenMinter minter,
      EndPlayback ending,
      Revocations revocations,
      SessionStore store,
      SessionMetrics metrics) {
    this.admission = admission;
    this.minter = minter;
    this.ending = ending;
    this.revocations = revocations;
    this.store = store;
    this.metrics = metrics;
  }

  Uni<Playable> start(ViewerToken viewer, StartRequest request, @Nullable String clientIp) {
    return admission
        .plan(
            viewer,
            request.assetId(),
            request.profile(),
            request.format(),
            request.device(),
            clientIp)
        .chain(plan -> {
          admission.requireRight(plan, admission.moment());
          revocations.requireCurrentForStart();
          return open(plan, List.of(), 1);
        })
        .invoke(playable -> metrics.granted(playable.created() ? Outcome.CREATED : Outcome.RESUMED))
        .onFailure()
        .invoke(failure -> metrics.failed(Operation.START, failure));
  }

  private Uni<Playable> open(Plan plan, List<String> drop, int attempt) {
    if (attempt > MAX_ATTEMPTS) {
      throw changing("The session keeps changing. Ask again shortly.");
    }
    Moment moment = admission.moment();
    String sid = ids.next(moment.millis());
    Right right = admission.grantingRight(plan, sid, null, moment);
    Issued issued = minter.mint(plan, sid, right, moment);
    boolean opaque = plan.delivery().issuesReferences();
    PlaybackSession session =
        PlaybackSession.of(plan, sid, right, opaque ? null : minter.stored(plan, sid, issued));
    return store
        .start(
            plan.viewer().viewer(),
            session,
            TokenMinter.slotMillis(issued, right),
            admission.limit(plan.viewer()),
            moment.millis(),
            attempt == 1,
            drop)
        .chain(outcome ->
            switch (outcome) {
              case SessionStore.Start.Started() ->
                  opaque
                      ? finish(plan, session, right, issued, moment)
                      : item(minter.playable(plan, sid, issued, true));
              case SessionStore.Start.Live(PlaybackSession live, int opaqueTokens) ->
                  resume(plan, live, opaqueTokens, attempt);
              case SessionStore.Start.Other(Held other) -> replace(plan, other, attempt);
              case SessionStore.Start.Full(List<Slot> slots) -> full(plan, slots, drop, attempt);
            });
  }

  /** Registers the token of a new session; without it, neither session nor slot is left behind. */
  private Uni<Playable> finish(
      Plan plan, PlaybackSession session, Right right, Issued issued, Moment moment) {
    String viewer = plan.viewer().viewer();
    PlaybackSession finished = session.withToken(minter.stored(plan, session.sid(), issued));
    return minter
        .register(plan, issued)
        .onFailure()
        .call(() -> store.removeUnfinished(viewer, session.sid()).onFailure().recoverWithNull())
        .chain(() ->
            store.replace(
                viewer, finished, TokenMinter.slotMillis(issued, right), moment.millis(), true))
        .map(stillThere -> {
          if (!stillThere) {
            throw changing("The session ended meanwhile. Ask again.");
          }
          return minter.playable(plan, session.sid(), issued, true);
        });
  }

  /**
   * Ends the session that another sign-in has for the same, as that sign-in itself would, and
   * starts a new one: no two sign-ins share a session, its slot and its id.
   */
  private Uni<Playable> replace(Plan plan, Held other, int attempt) {
    if (attempt == MAX_ATTEMPTS) {
      // Nobody's session is ended for a request that comes to nothing.
      throw changing("Others sign in on this device. Ask again shortly.");
    }
    PlaybackSession former = other.session();
    List<String> drop = List.of(former.sid());
    return admission.isDead(former.sid(), former.login())
        ? open(plan, drop, attempt + 1)
        : ending.revoke(other).chain(() -> open(plan, drop, attempt + 1));
  }

  private Uni<Playable> full(Plan plan, List<Slot> slots, List<String> drop, int attempt) {
    List<String> dead =
        slots.stream()
            .filter(slot -> admission.isDead(slot.sid(), slot.login()))
            .map(Slot::sid)
            .toList();
    if (dead.isEmpty() || dead.equals(drop)) {
      throw new ProblemException(
          TokenError.TOO_MANY_SESSIONS, "End another playback session of this viewer first.");
    }
    return open(plan, dead, attempt + 1);
  }

  /** Answers a session that lives: by the token it has, or by a new one. */
  private Uni<Playable> resume(Plan plan, PlaybackSession live, int opaqueTokens, int attempt) {
    if (admission.isSessionRevoked(live.sid())) {
      return open(plan, List.of(live.sid()), attempt + 1);
    }
    Moment moment = admission.moment();
    Right right = admission.grantingRight(plan, live.sid(), live, moment);
    Playable same = minter.sameToken(plan, live, right, moment.millis()).orElse(null);
    if (same != null) {
      return item(same);
    }
    minter.requireFewer(live, opaqueTokens);
    Issued issued = minter.mint(plan, live.sid(), right, moment);
    PlaybackSession renewed =
        live.granted(right, plan.delivery().profile().lifetime())
            .withToken(minter.stored(plan, live.sid(), issued));
    return minter
        .register(plan, issued)
        .chain(() ->
            store.replace(
                plan.viewer().viewer(),
                renewed,
                TokenMinter.slotMillis(issued, right),
                moment.millis(),
                live.hasOpaqueTokens()))
        .chain(stillThere ->
            stillThere
                ? item(minter.playable(plan, live.sid(), issued, false))
                : open(plan, List.of(), attempt + 1));
  }

  private static ProblemException changing(String detail) {
    return new ProblemException(CommonError.UNAVAILABLE, detail).withHeader("Retry-After", "1");
  }

  private static <T> Uni<T> item(T item) {
    return Uni.createFrom().item(item);
  }
}
