package io.playgate.revocation.billing;

import io.playgate.revocation.RevocationError;
import io.playgate.revocation.authservice.EntitlementEvent;
import io.playgate.revocation.entitlement.EntitlementInbox;
import io.playgate.revocation.feed.RevocationTail;
import io.playgate.revocation.log.BillingStep;
import io.playgate.revocation.log.InboxStore;
import io.playgate.revocation.log.RuleDraft;
import io.playgate.revocation.rule.TokenHash;
import io.playgate.revocationlist.RevocationRule;
import io.playgate.revocationlist.RevocationScope;
import io.playgate.support.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jboss.logging.Logger;

/** What billing events do: rules, their order, and word to auth-service. */
@ApplicationScoped
public class BillingEvents {
  private static final Logger LOG = Logger.getLogger(BillingEvents.class);

  /** How far billing's clock may be ahead. What is later would make later events look old. */
  private static final Duration AHEAD = Duration.ofMinutes(5);

  /** How far ahead an event may take effect. */
  private static final Duration HORIZON = Duration.ofDays(3 * 366);

  private static final Duration OBEYED = Duration.ofMillis(250);

  private final RevocationTail tail;
  private final EntitlementInbox inbox;
  private final Clock clock;

  BillingEvents(RevocationTail tail, EntitlementInbox inbox, Clock clock) {
    this.tail = tail;
    this.inbox = inbox;
    this.clock = clock;
  }

  /** What became of an event. */
  public enum Outcome {
    /** What it does is in force. */
    APPLIED,
    /** It was taken before. */
    DUPLICATE,
    /** A later word on its subject was taken before. */
    STALE,
    /** Nobody knows whom or what it is about: it does nothing for now. */
    PARKED
  }

  /**
   * Takes an event; what it does is on disk when this returns.
   *
   * @param from who says so
   * @param id the event's id there
   * @throws ProblemException if it is dated wrongly, or cannot be taken now
   */
  public Outcome take(BillingSource from, String id, BillingEvent event) {
    String source = from.name();
    BillingSource.Limits limits = from.limits();
    Instant now = clock.instant();
    if (event.occurredAt().isAfter(now.plus(AHEAD))) {
      throw new ProblemException(
          RevocationError.WEBHOOK_EVENT_TIME,
          "The time of the event is more than 300 seconds ahead of the clock here.");
    }
    Instant effectiveAt = event.effectiveAt();
    if (effectiveAt != null && effectiveAt.isAfter(now.plus(HORIZON))) {
      throw WebhookRefusal.event("What the event says takes effect more than three years ahead.");
    }
    // Nothing happens later than it is told: a clock that is ahead must not make what follows look
    // old, here or at auth-service. In milliseconds, so that both see the same order.
    Instant occurredAt =
        (event.occurredAt().isAfter(now) ? now : event.occurredAt()).truncatedTo(ChronoUnit.MILLIS);
    EntitlementEvent told =
        new EntitlementEvent(
            source + ':' + id,
            source,
            event.type().wireName(),
            event.viewerId(),
            event.packageId(),
            occurredAt,
            effectiveAt == null ? now : effectiveAt);
    BillingStep step =
        new BillingStep(
            told.eventId(),
            TokenHash.of(source + '\0' + event.scope().wireName() + '\0' + event.subject()),
            limits.orderTtl(),
            occurredAt,
            effectiveAt,
            effect(source, told.eventId(), event));
    InboxStore.Taken taken =
        inbox.take(step, TokenHash.of(source + '\0' + id), limits.duplicateTtl(), told);
    return switch (taken) {
      case InboxStore.Taken.Duplicate() -> Outcome.DUPLICATE;
      case InboxStore.Taken.Stale() -> Outcome.STALE;
      case InboxStore.Taken.InboxFull() ->
          throw new ProblemException(
                  RevocationError.WEBHOOK_BACKLOG, "Nothing was done; send the event again.")
              .withHeader("Retry-After", "60");
      case InboxStore.Taken.Applied applied -> {
        LOG.infof(
            "Billing event %s of %s applied at %s",
            event.type().eventType(), source, applied.position());
        tail.awaitReached(applied.position(), OBEYED);
        yield switch (inbox.deliverNow(step, told, limits.entitlementWait())) {
          case TAKEN -> Outcome.APPLIED;
          case PARKED -> Outcome.PARKED;
        };
      }
    };
  }

  private BillingStep.Effect effect(String source, String eventId, BillingEvent event) {
    return switch (event.type()) {
      case SUSPENDED, CANCELLED ->
          new BillingStep.Effect.Hold(
              draft(
                  ruleId(source, event.type(), event.scope(), event.subject()),
                  RevocationRule.Kind.HOLD,
                  source,
                  event));
      case REFUNDED ->
          new BillingStep.Effect.Refund(
              draft(
                  ruleId(source, event.type(), event.scope(), event.subject() + '\0' + eventId),
                  RevocationRule.Kind.HOLD,
                  source,
                  event),
              draft(RuleDraft.newId(clock.millis()), RevocationRule.Kind.CUT_OFF, source, event));
      case REACTIVATED ->
          new BillingStep.Effect.Lift(
              List.of(
                  ruleId(source, BillingEvent.Type.SUSPENDED, event.scope(), event.subject()),
                  ruleId(source, BillingEvent.Type.CANCELLED, event.scope(), event.subject())));
    };
  }

  private static RuleDraft draft(
      String id, RevocationRule.Kind kind, String source, BillingEvent event) {
    return new RuleDraft(
        id,
        kind,
        event.scope(),
        event.subject(),
        event.type().eventType(),
        "billing:" + source,
        null);
  }

  /**
   * The one id that a hold of this source, type and subject has, or the hold of one refund. A
   * lifting so finds it without any record of it, even where the log lost it and only edges
   * remember.
   */
  private static String ruleId(
      String source, BillingEvent.Type type, RevocationScope scope, String subject) {
    return "b"
        + TokenHash.of(String.join("\0", source, type.wireName(), scope.wireName(), subject))
            .substring(0, 40);
  }
}
