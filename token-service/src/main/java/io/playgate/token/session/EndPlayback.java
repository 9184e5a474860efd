package io.playgate.token.session;

import io.playgate.token.revocation.RevocationService;
import io.playgate.token.session.SessionMetrics.Operation;
import io.playgate.token.session.SessionMetrics.Outcome;
import io.playgate.token.session.SessionStore.Held;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** Ends a session of the same viewer and sign-in: revokes its tokens, then frees its slot. */
@ApplicationScoped
class EndPlayback {
  private final Admission admission;
  private final RevocationService revocationService;
  private final SessionStore store;
  private final SessionClock clock;
  private final SessionMetrics metrics;

  EndPlayback(
      Admission admission,
      RevocationService revocationService,
      SessionStore store,
      SessionClock clock,
      SessionMetrics metrics) {
    this.admission = admission;
    this.revocationService = revocationService;
    this.store = store;
    this.clock = clock;
    this.metrics = metrics;
  }

  Uni<Void> end(ViewerToken viewer, String sid) {
    return Uni.createFrom()
        .deferred(() -> {
          SessionId.requireWellFormed(sid);
          return store.toEnd(viewer.viewer(), sid, viewer.login(), clock.nowMillis());
        })
        .chain(held -> {
          if (held == null) {
            throw SessionId.unknown();
          }
          return revoke(held).chain(() -> store.remove(viewer.viewer(), sid));
        })
        .invoke(done -> metrics.granted(Outcome.ENDED))
        .onFailure()
        .invoke(failure -> metrics.failed(Operation.END, failure));
  }

  /** Revokes all tokens of a session. */
  Uni<Void> revoke(Held held) {
    return revocationService.endSession(held.session().sid(), lastExpiry(held));
  }

  /**
   * When the last token of a session will have expired, counting one that is issued by a refresh
   * that runs while the session is being ended.
   */
  private Instant lastExpiry(Held held) {
    long lifetime =
        Math.max(
            held.session().lifetimeSeconds(),
            admission
                .delivery(held.session())
                .map(delivery -> delivery.profile().lifetime().toSeconds())
                .orElse(0L));
    long racing =
        clock.nowMillis() + lifetime * 1000 + RevocationService.CALL_BUDGET.toMillis() + 1000;
    return Instant.ofEpochMilli(Math.max(held.expiresAtMillis(), racing));
  }
}
