package io.playgate.connector.testing;

import io.playgate.connector.edge.ConnectorReach;
import io.playgate.connector.edge.EdgeConnector;
import io.playgate.connector.edge.ListChanges;
import io.playgate.connector.edge.ListedSubject;
import io.playgate.connector.edge.Subject;
import io.playgate.revocationlist.FeedPosition;
import io.playgate.revocationlist.RevocationScope;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A target in memory, which can be stopped, started anew, and made to lose its answers. */
public final class MemoryTarget implements EdgeConnector {
  private final ConnectorReach reach;
  private final Map<Subject, Long> list = new HashMap<>();
  private @Nullable FeedPosition position;
  private boolean stopped;
  private int lostAnswers;
  private @Nullable Error error;
  private OptionalLong until = OptionalLong.empty();
  private int replacements;

  /** A target that can obey every rule. */
  public MemoryTarget() {
    this(new ConnectorReach(EnumSet.allOf(RevocationScope.class), true));
  }

  /** A target of less reach. */
  public MemoryTarget(ConnectorReach reach) {
    this.reach = reach;
  }

  @Override
  public ConnectorReach reach() {
    return reach;
  }

  @Override
  public synchronized void replaceAll(List<ListedSubject> all, FeedPosition at, long completeUntil)
      throws IOException {
    requireRunning();
    replacements++;
    list.clear();
    all.forEach(listed -> list.put(listed.subject(), listed.hitsUntilMillis()));
    position = at;
    until = OptionalLong.of(completeUntil);
    answer();
  }

  @Override
  public synchronized void apply(ListChanges changes) throws IOException {
    requireRunning();
    if (position == null) {
      throw new IOException("there is no list to change");
    }
    changes.put().forEach(listed -> list.put(listed.subject(), listed.hitsUntilMillis()));
    changes.removed().forEach(list::remove);
    position = changes.position();
    answer();
  }

  @Override
  public synchronized @Nullable FeedPosition confirmed() throws IOException {
    requireRunning();
    return position;
  }

  @Override
  public synchronized void confirmUntil(long epochSeconds) throws IOException {
    requireRunning();
    if (until.isEmpty()) {
      throw new IOException("there is no list to vouch for");
    }
    until = OptionalLong.of(epochSeconds);
  }

  /** Whether a token that names the subject and was issued then is denied. */
  public synchronized boolean denies(Subject subject, long issuedAtMillis) {
    Long hitsUntil = list.get(subject);
    return hitsUntil != null && issuedAtMillis <= hitsUntil;
  }

  /** What stands on the list. */
  public synchronized Map<Subject, Long> list() {
    return Map.copyOf(list);
  }

  /** The last word on completeness, epoch seconds; empty before any. */
  public synchronized OptionalLong until() {
    return until;
  }

  /** How often the list was replaced. */
  public synchronized int replacements() {
    return replacements;
  }

  /** Starts anew, without a list. */
  public synchronized void restart() {
    list.clear();
    position = null;
    until = OptionalLong.empty();
    stopped = false;
  }

  /** No longer answers; keeps its list. */
  public synchronized void stop() {
    stopped = true;
  }

  /** Answers again, with the list it had. */
  public synchronized void resume() {
    stopped = false;
  }

  /** Does what it is told so many times, and fails to say so. */
  public synchronized void loseAnswers(int count) {
    lostAnswers = count;
  }

  /** Throws that, once, in place of what it is to do next. */
  public synchronized void breakWith(Error next) {
    error = next;
  }

  private void answer() throws IOException {
    if (lostAnswers > 0) {
      lostAnswers--;
      throw new IOException("the answer was lost, as it should be");
    }
  }

  private void requireRunning() throws IOException {
    Error once = error;
    if (once != null) {
      error = null;
      throw once;
    }
    if (stopped) {
      throw new IOException("stopped, as it should be");
    }
  }
}
