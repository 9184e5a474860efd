package io.playgate.revocation.feed;

import io.playgate.revocation.log.LogEntry;
import io.playgate.revocationlist.FeedPosition;

/**
 * What a subscriber is told (docs/reference/service-calls.md, "Revocation snapshot and feed").
 * After a reset there is nothing more.
 */
sealed interface FeedEvent {
  /** A rule or a lifting. */
  record Logged(LogEntry entry) implements FeedEvent {}

  /** Nothing was logged behind that place until that time (epoch milliseconds of Redis' clock). */
  record Position(FeedPosition position, long timeMillis) implements FeedEvent {}

  /** The log cannot be continued from where the subscriber is. */
  record Reset(String reason) implements FeedEvent {}
}
