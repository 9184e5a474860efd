package io.playgate.auth.entitlement;

import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A viewer's right to a package, as one source has it by one subscription. Its state holds from a
 * time on; before that the previous one holds, so that a cancellation to the end of the month can
 * be taken in today.
 */
@Entity
@Table(name = "entitlement")
class Entitlement {

  @EmbeddedId private EntitlementKey key;

  @Column private String state;

  @Column(name = "state_at")
  private Instant stateAt;

  @Column(name = "previous_state")
  private String previousState;

  @Column(name = "by_event")
  private boolean byEvent;

  @Column(name = "event_at")
  private @Nullable Instant eventAt;

  @Column(name = "starts_at")
  private @Nullable Instant startsAt;

  @Column(name = "ends_at")
  private @Nullable Instant endsAt;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "updated_at")
  private Instant updatedAt;

  /** For the persistence layer. */
  protected Entitlement() {}

  Entitlement(EntitlementKey key, Instant now) {
    this.key = key;
    this.state = EntitlementState.ACTIVE.text();
    this.previousState = EntitlementState.ENDED.text();
    this.stateAt = now;
    this.createdAt = now;
    this.updatedAt = now;
  }

  EntitlementKey key() {
    return key;
  }

  @Nullable Instant startsAt() {
    return startsAt;
  }

  @Nullable Instant endsAt() {
    return endsAt;
  }

  /** The state last set, which may begin to hold in the future only. */
  EntitlementState state() {
    return EntitlementState.of(state);
  }

  /** From when {@link #state()} holds. */
  Instant stateAt() {
    return stateAt;
  }

  /** The state that holds at a time, start and end left aside. */
  EntitlementState stateAt(Instant time) {
    return EntitlementState.of(time.isBefore(stateAt) ? previousState : state);
  }

  /** Whether the viewer may watch by this source's word at a time. */
  boolean grantsAt(Instant time) {
    return stateAt(time) == EntitlementState.ACTIVE
        && (startsAt == null || !time.isBefore(startsAt))
        && (endsAt == null || time.isBefore(endsAt));
  }

  /**
   * When the right that holds at a time ends by what is known then: by its end, or by a state that
   * is to hold from later on. Null when it has no end; meaningful only where {@link #grantsAt}.
   */
  @Nullable Instant endAfter(Instant time) {
    boolean endsByState = stateAt.isAfter(time) && state() != EntitlementState.ACTIVE;
    if (!endsByState) {
      return endsAt;
    }
    return endsAt == null || stateAt.isBefore(endsAt) ? stateAt : endsAt;
  }

  /**
   * Sets what an administrator wants, at once.
   *
   * @param asRead whether the state came with the time that was read with it: the same state then
   *     keeps its time, also one to come
   */
  void set(
      EntitlementState wanted,
      @Nullable Instant startsAt,
      @Nullable Instant endsAt,
      boolean asRead,
      Instant now) {
    if (!asRead || state() != wanted) {
      this.previousState = stateAt(now).text();
      this.state = wanted.text();
      this.stateAt = now;
    }
    this.byEvent = false;
    this.startsAt = startsAt;
    this.endsAt = endsAt;
    this.updatedAt = now;
  }

  /**
   * Applies what billing says, unless something later was applied before.
   *
   * @return whether it changed anything
   */
  boolean apply(EntitlementEventType type, Instant occurredAt, Instant effectiveAt, Instant now) {
    if (eventAt != null && occurredAt.isBefore(eventAt)) {
      return false;
    }
    boolean isSameTime = occurredAt.equals(eventAt);
    eventAt = occurredAt;
    EntitlementState wanted =
        switch (type) {
          case SUSPENDED -> EntitlementState.SUSPENDED;
          case CANCELLED, REFUNDED -> EntitlementState.ENDED;
          case REACTIVATED -> EntitlementState.ACTIVE;
        };
    EntitlementState present = EntitlementState.of(state);
    if (isSameTime && wanted == EntitlementState.ACTIVE && present != wanted) {
      // Of two words of one time the stricter counts, in whatever order they come.
      return false;
    }
    boolean endedByHand = present == EntitlementState.ENDED && !byEvent;
    boolean nothingNew = wanted == present && !stateAt.isAfter(effectiveAt);
    if (nothingNew || endedByHand) {
      // Nothing new; and what an administrator ended, billing does not bring back.
      return false;
    }
    previousState = stateAt(now).text();
    state = wanted.text();
    stateAt = effectiveAt;
    byEvent = true;
    updatedAt = now;
    return true;
  }
}
