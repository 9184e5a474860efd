package io.playgate.feedclient;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What is particular to one feed: where it begins and what its events mean. Called on the feed's
 * thread, one call at a time: slow work delays the next event. What {@link #onConnected} and its
 * like throw is logged and has no other effect.
 */
public interface FeedHandler {
  /** What to do after an event. */
  enum Step {
    /** Read on. */
    CONTINUE,
    /** Read on; the peer has said that everything until now has come: the feed is connected. */
    CURRENT,
    /** The feed cannot be continued from here: connect again, after {@link #reset}. */
    RESTART
  }

  /** Reads documents of the same peer, with the feed's credential and time-outs. */
  @FunctionalInterface
  interface Documents {
    /**
     * Fetches a document and hands its body to a reader, which must read it within the fetch
     * time-out.
     *
     * @param path where it is, below the peer's base URI
     * @param reader reads the body of an answer of status 200
     * @throws IOException if there is no such answer
     */
    <T> T fetch(String path, Reader<T> reader)
        throws IOException, InterruptedException, TimeoutException;
  }

  /** Reads the body of a document. */
  @FunctionalInterface
  interface Reader<T> {
    /** Reads it; need not close it. */
    T read(InputStream body) throws IOException;
  }

  /**
   * Prepares a connection, for instance by fetching a snapshot.
   *
   * @return what to resume from ({@code Last-Event-ID}), or null where each connection brings all
   */
  default @Nullable String begin(Documents documents)
      throws IOException, InterruptedException, TimeoutException {
    return null;
  }

  /**
   * Takes one event.
   *
   * @throws MalformedFeedException if it cannot be understood: the feed connects again
   */
  Step take(ServerSentEvent event);

  /**
   * The next connection must not continue this one: an event said {@link Step#RESTART}, or
   * something came that is malformed.
   */
  default void reset() {}

  /** The feed is connected. */
  default void onConnected() {}

  /**
   * The connection was lost or could not be made; the feed tries again.
   *
   * @param reason what happened, in words for a log; holds no secret
   * @param wasConnected whether it had been connected
   */
  default void onDisconnected(String reason, boolean wasConnected) {}

  /** The peer refused the credential (401 or 403); called once until it takes it again. */
  default void onRefused(int status) {}
}
