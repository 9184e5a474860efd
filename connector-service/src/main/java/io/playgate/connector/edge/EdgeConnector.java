package io.playgate.connector.edge;

import io.playgate.revocationlist.FeedPosition;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the list of what is revoked at one target: a CDN's property, a proxy. Each call may be
 * repeated after it failed, whatever became of it, and then has the same effect as once. Called by
 * one thread at a time; other programs may change the target meanwhile.
 *
 * <p>Every connector passes {@code EdgeConnectorContract}.
 */
public interface EdgeConnector extends AutoCloseable {

  /** Which rules the target can obey; others are never handed to it. */
  ConnectorReach reach();

  /**
   * Puts a list in place of whatever the target holds. Until it returns, the target obeys the
   * former list or the new one, never a part, and it knows until when either is complete.
   *
   * @param position the place in the log that the list reflects
   * @param completeUntil as {@link #confirmUntil} is told, epoch seconds
   * @throws IOException if the target did not confirm it
   */
  void replaceAll(List<ListedSubject> list, FeedPosition position, long completeUntil)
      throws IOException, InterruptedException;

  /**
   * Changes the list. A subject that stands on it before and after is obeyed all the while.
   *
   * @throws IOException if the target did not confirm it, or no longer holds the list that is to be
   *     changed
   */
  void apply(ListChanges changes) throws IOException, InterruptedException;

  /**
   * Asks the target which place of the log its list reflects: its cursor.
   *
   * @return null where it holds no whole list of ours, for instance because it was started anew
   * @throws IOException if the target does not answer
   */
  @Nullable FeedPosition confirmed() throws IOException, InterruptedException;

  /**
   * Tells the target that its list is complete until then, so that it can deny in doubt once nobody
   * says so any more. It takes the place of the former word, be that later or earlier.
   *
   * @param epochSeconds when the word expires
   * @throws IOException if the target did not confirm it, or no longer holds the list that is
   *     vouched for: it must not count another one as complete
   */
  void confirmUntil(long epochSeconds) throws IOException, InterruptedException;

  /** Gives up what the connector holds on this side. The target keeps its list. */
  @Override
  default void close() {}
}
