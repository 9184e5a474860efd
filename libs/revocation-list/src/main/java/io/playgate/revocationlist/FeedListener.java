package io.playgate.revocationlist;

/**
 * Is notified of the feed's events, after the replica reflects them. Called on the feed's thread,
 * one call at a time: a slow listener delays the next rule, so hand long work to another thread.
 * What a listener throws is logged and has no other effect.
 */
public interface FeedListener {
  /** A listener that does nothing. */
  FeedListener NONE = new FeedListener() {};

  /** A snapshot was taken: at start, and whenever the log could not be continued. */
  default void onSnapshot(RevocationReplica.Changes changes) {}

  /** A rule was logged. */
  default void onRule(RevocationRule rule) {}

  /** A rule was lifted; the replica may not have known it. */
  default void onLift(String id) {}

  /**
   * The log said that nothing was logged after the replica's place until that time.
   *
   * @param timeMillis epoch milliseconds on the log's clock
   */
  default void onConfirmed(long timeMillis) {}

  /** The tail of the log runs, from the replica's place on. */
  default void onConnected() {}

  /**
   * The connection was lost or could not be made; the feed tries again.
   *
   * @param reason what happened, in words for a log; holds no secret
   */
  default void onDisconnected(String reason) {}
}
