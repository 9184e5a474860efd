package io.playgate.revocation.webhook;

import io.playgate.revocation.RevocationError;
import io.playgate.revocation.authservice.EntitlementEvent;
import io.playgate.revocation.entitlement.EntitlementInbox;
import io.playgate.revocation.feed.RevocationTail;
import io.playgate.revocation.log.RevocationLog;
import io.playgate.revocation.log.RuleDraft;
import io.playgate.revocation.rule.TokenHash;
import io.playgate.revocationlist.RevocationRule;
import io.playgate.revocationlist.RevocationScope;
import io.playgate.support.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;

/** What billing events do: rules, their order, and word to auth-service. */
@ApplicationScoped
class BillingEvents {
  private static final Logger LOG = Logger.getLogger(BillingEvents.class);

  /** How far billing's clock may be ahead. What is later would make later events look old. */
  private static final Duration AHEAD = Duration.ofMinutes(5);

  /** How far ahead an event may take effect. */
  private static final Duration HORIZON = Duration.ofDays(3 * 366);

  private static final Duration OBEYED = Duration.ofMillis(250);

  private final RevocationLog log;
  private final RevocationTail tail;
  private final EntitlementInbox inbox;
  private final StandardWebhooksConfig config;
  private final Clock clock;

  BillingEvents(
      RevocationLog log,
      RevocationTail tail,
      EntitlementInbox inbox,
      StandardWebhooksConfig config,
      Clock clock) {
    this.log = log;
    this.tail = tail;
    this.inbox = inbox;
    this.config = config;
    this.clock = clock;
  }

  /** What became of an event. */
  enum Outcome {
    APPLIED,
    DUPLICATE,
    STALE
  }

  /**
   * Takes an event; what it does is on disk when this returns.
   *
   * @param source who says so, such as {@code standard}
   * @param id the event's id there
   */
  Outcome take(String source, String id, BillingEvent event) {
    Instant now = clock.instant();
    if (event.occurredAt().isAfter(now.plus(AHEAD))) {
      throw BillingEvent.malformed("timestamp is in the future.");
    }
    Instant effectiveAt = event.effectiveAt();
    if (effectiveAt != null && effectiveAt.isAfter(now.plus(HORIZON))) {
      throw BillingEvent.malformed("effectiveAt is more than three years ahead.");
    }
    EntitlementEvent told =
        new EntitlementEvent(
            source + ':' + id,
            source,
            event.type().wireName(),
            event.viewerId(),
            event.packageId(),
            event.occurredAt(),
            effectiveAt == null ? now : effectiveAt);
    EntitlementInbox.Entry entry = inbox.entry(told);
    RevocationLog.Billed billed =
        log.bill(
            new RevocationLog.BillingStep(
                TokenHash.of(source + '\0' + id),
                TokenHash.of(source + '\0' + event.scope().wireName() + '\0' + event.subject()),
                event.occurredAt(),
                effectiveAt,
                effect(source, event),
                entry.id(),
                entry.json()),
            new RevocationLog.BillingBounds(
                config.duplicateTtl(), config.orderTtl(), inbox.ownDelivery(), inbox.maxEntries()));
    return switch (billed) {
      case RevocationLog.Billed.Duplicate() -> Outcome.DUPLICATE;
      case RevocationLog.Billed.Stale() -> Outcome.STALE;
      case RevocationLog.Billed.InboxFull() ->
          throw new ProblemException(
                  RevocationError.WEBHOOK_BACKLOG, "Nothing was done; send the event again.")
              .withHeader("Retry-After", "60");
      case RevocationLog.Billed.Applied applied -> {
        LOG.infof(
            "Billing event %s of %s applied at %s",
            event.type().eventType(), source, applied.position());
        tail.awaitReached(applied.position(), OBEYED);
        inbox.deliverNow(entry, config.entitlementWait());
        yield Outcome.APPLIED;
      }
    };
  }

  private RevocationLog.Effect effect(String source, BillingEvent event) {
    return switch (event.type()) {
      case SUSPENDED, CANCELLED ->
          new RevocationLog.Effect.Put(
              draft(
                  holdId(source, event.type(), event.scope(), event.subject()),
                  RevocationRule.Kind.HOLD,
                  source,
                  event));
      case REFUNDED ->
          new RevocationLog.Effect.Put(
              draft(RuleDraft.newId(clock.millis()), RevocationRule.Kind.CUT_OFF, source, event));
      case REACTIVATED ->
          new RevocationLog.Effect.Lift(
              List.of(
                  holdId(source, BillingEvent.Type.SUSPENDED, event.scope(), event.subject()),
                  holdId(source, BillingEvent.Type.CANCELLED, event.scope(), event.subject())));
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
   * The one id that a hold of this source, type and subject has. A lifting so finds it without any
   * record of it, even where the log lost it and only edges remember.
   */
  private static String holdId(
      String source, BillingEvent.Type type, RevocationScope scope, String subject) {
    return "b"
        + TokenHash.of(String.join("\0", source, type.wireName(), scope.wireName(), subject))
            .substring(0, 40);
  }
}
