package io.playgate.revocation.log;

import io.playgate.revocationlist.FeedPosition;

/**
 * One entry of the log.
 *
 * @param position its place
 * @param kind rule or lifting
 * @param data its JSON, as the feed carries it
 */
public record LogEntry(FeedPosition position, Kind kind, String data) {
  /** What was logged. */
  public enum Kind {
    /** A rule, new or in a new form. */
    RULE,
    /** The end of a rule. */
    LIFT
  }
}
