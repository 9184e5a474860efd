package io.playgate.auth.revocation;

import io.playgate.auth.AuthConfig;
import io.playgate.auth.signin.SignInEnded;
import io.playgate.auth.viewer.ViewerDeleted;
import io.playgate.auth.viewer.ViewerLockedOut;
import io.playgate.auth.viewer.ViewerReinstated;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/**
 * Turns the ends of sign-ins and viewers into rules, within the same transaction.
 *
 * <p>A sign-in that ended is a hold on the sign-in until the last token of it has expired. A
 * disabled viewer is a hold until the viewer is enabled again; a deleted one a hold until the last
 * token has expired. So that nobody makes rules without bound by signing in and out, the sign-ins
 * of a viewer past {@link #ENDS_PER_HOUR} share one cut-off on the viewer, whose not-before moves
 * on.
 */
@ApplicationScoped
class EndedSignIns {

  /** How many sign-ins of one viewer have a rule of their own within an hour. */
  static final int ENDS_PER_HOUR = 20;

  static final Duration TALLY = Duration.ofHours(1);

  /** For clocks that differ, and for what is issued while a rule is on its way. */
  private static final Duration MARGIN = Duration.ofMinutes(5);

  private static final String COUNT =
      """
      insert into sign_in_end_tally as t (viewer_id, rule_id, since, ended)
      values (:viewer, :rule, :now, 1)
      on conflict (viewer_id) do update set
        rule_id = case when t.since < :forget then excluded.rule_id else t.rule_id end,
        ended = case when t.since < :forget then 1 else t.ended + 1 end,
        since = case when t.since < :forget then :now else t.since end
      returning ended, rule_id
      """;

  /**
   * How many sign-ins of a viewer ended within the hour, and the rule that those past the bound
   * share.
   */
  private record Tally(int ended, String ruleId) {}

  private final Session database;
  private final RevocationOutbox outbox;
  private final RevocationConfig config;
  private final AuthConfig auth;
  private final Clock clock;

  EndedSignIns(
      Session database,
      RevocationOutbox outbox,
      RevocationConfig config,
      AuthConfig auth,
      Clock clock) {
    this.database = database;
    this.outbox = outbox;
    this.config = config;
    this.auth = auth;
    this.clock = clock;
  }

  void onSignInEnded(@Observes SignInEnded event) {
    if (isOff()) {
      return;
    }
    Instant now = clock.instant();
    Tally tally = count(event.viewerId(), now);
    if (tally.ended() <= ENDS_PER_HOUR) {
      outbox.put(
          RevocationOutbox.newRuleId(),
          RuleDocument.hold(
              "sign-in", event.login().toString(), event.reason().text(), lastToken(now)));
      return;
    }
    // The not-before is when it arrives: one that still waits covers this sign-in too.
    if (!outbox.isWaiting(tally.ruleId())) {
      outbox.put(
          tally.ruleId(),
          RuleDocument.cutOff(
              "viewer", event.viewerId().toString(), event.reason().text(), lastToken(now)));
    }
  }

  void onLockedOut(@Observes ViewerLockedOut event) {
    if (isOff() || event.cause() != ViewerLockedOut.Cause.DISABLED) {
      return;
    }
    String ruleId = RevocationOutbox.newRuleId();
    boolean isNew =
        database
                .createNativeMutationQuery(
                    "insert into viewer_hold (viewer_id, rule_id) values (:viewer, :rule)"
                        + " on conflict do nothing")
                .setParameter("viewer", event.viewerId())
                .setParameter("rule", ruleId)
                .executeUpdate()
            == 1;
    if (isNew) {
      outbox.put(
          ruleId,
          RuleDocument.hold("viewer", event.viewerId().toString(), "viewer.disabled", null));
    }
  }

  void onReinstated(@Observes ViewerReinstated event) {
    String ruleId = takeHold(event.viewerId());
    if (ruleId != null) {
      outbox.lift(ruleId);
    }
  }

  void onDeleted(@Observes ViewerDeleted event) {
    String ruleId = takeHold(event.viewerId());
    if (isOff()) {
      return;
    }
    // In place of the hold of a disabled viewer, which would have no end.
    outbox.put(
        ruleId == null ? RevocationOutbox.newRuleId() : ruleId,
        RuleDocument.hold(
            "viewer", event.viewerId().toString(), "viewer.deleted", lastToken(clock.instant())));
  }

  private boolean isOff() {
    return config.url().isEmpty();
  }

  /** When the last playback token has expired that the last viewer token can have led to. */
  private Instant lastToken(Instant now) {
    return now.plus(auth.viewerTokenLifetime())
        .plus(config.outbox().playbackTokenLifetime())
        .plus(MARGIN);
  }

  private Tally count(UUID viewerId, Instant now) {
    Object[] row =
        database
            .createNativeQuery(COUNT, Object[].class)
            .addScalar("ended", Integer.class)
            .addScalar("rule_id", String.class)
            .setParameter("viewer", viewerId)
            .setParameter("rule", RevocationOutbox.newRuleId())
            .setParameter("now", now)
            .setParameter("forget", now.minus(TALLY))
            .getSingleResult();
    return new Tally((Integer) row[0], (String) row[1]);
  }

  private @Nullable String takeHold(UUID viewerId) {
    return database
        .createNativeQuery(
            "delete from viewer_hold where viewer_id = :viewer returning rule_id", String.class)
        .setParameter("viewer", viewerId)
        .uniqueResult();
  }
}
