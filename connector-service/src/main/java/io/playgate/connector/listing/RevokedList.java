package io.playgate.connector.listing;

import io.playgate.connector.edge.ConnectorReach;
import io.playgate.connector.edge.ListChanges;
import io.playgate.connector.edge.ListedSubject;
import io.playgate.connector.edge.Subject;
import io.playgate.revocationlist.FeedPosition;
import io.playgate.revocationlist.RevocationRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules in force, by subject, and for each target what it has not been told yet. A target that
 * falls behind costs one entry per subject that changed, however often it did. Safe for use by many
 * threads.
 *
 * <p>Rules begin and end by the log's clock alone. What is taken off here no longer stands at any
 * target, so a clock of this machine that is ahead for a moment would lose rules for good.
 */
public final class RevokedList {
  /** A rule stays listed for so long after its end, whatever the target's clock says. */
  static final Duration EXPIRY_MARGIN = Duration.ofSeconds(60);

  private record Turn(long atMillis, RevocationRule rule) {}

  private final Map<String, RevocationRule> rules = new HashMap<>();
  private final Map<Subject, List<RevocationRule>> bySubject = new HashMap<>();

  /** When rules begin and end; what was lifted meanwhile is passed over. */
  private final PriorityQueue<Turn> turns =
      new PriorityQueue<>(Comparator.comparingLong(Turn::atMillis));

  private final List<Tap> taps = new ArrayList<>();
  private @Nullable FeedPosition position;
  private long logTimeMillis = Long.MIN_VALUE;

  /** An empty list that reflects no place of the log yet. */
  public RevokedList() {}

  /** Puts a snapshot in place of all rules. */
  public synchronized void replaceAll(
      Collection<RevocationRule> snapshot, FeedPosition at, long timeMillis) {
    rules.clear();
    bySubject.clear();
    turns.clear();
    position = at;
    logTimeMillis = timeMillis;
    for (RevocationRule rule : snapshot) {
      add(rule);
    }
    taps.forEach(Tap::tellAll);
    notifyAll();
  }

  /** Takes a rule that was logged at that place. */
  public synchronized void put(RevocationRule rule, FeedPosition at) {
    advance(at);
    RevocationRule former = remove(rule.id());
    add(rule);
    if (former != null && !subject(former).equals(subject(rule))) {
      tell(subject(former));
    }
    tell(subject(rule));
  }

  /** Takes the lifting of a rule that was logged at that place. */
  public synchronized void lift(String id, FeedPosition at) {
    advance(at);
    RevocationRule rule = remove(id);
    if (rule != null) {
      tell(subject(rule));
    }
  }

  /** Takes the log's word that it has come to that time, on its clock. */
  public synchronized void confirm(long timeMillis) {
    if (position != null) {
      logTimeMillis = Math.max(logTimeMillis, timeMillis);
      turn();
    }
  }

  /** How many rules there are, those not yet in force included. */
  public synchronized int size() {
    return rules.size();
  }

  /** What a target of that reach has to be told: at first, all. */
  public synchronized Tap tap(ConnectorReach reach) {
    Tap tap = new Tap(reach);
    taps.add(tap);
    return tap;
  }

  private void advance(FeedPosition at) {
    position = at;
    logTimeMillis = Math.max(logTimeMillis, at.millis());
  }

  private void add(RevocationRule rule) {
    rules.put(rule.id(), rule);
    bySubject.computeIfAbsent(subject(rule), absent -> new ArrayList<>(1)).add(rule);
    if (rule.effectiveAtMillis() > logTimeMillis) {
      turns.add(new Turn(rule.effectiveAtMillis(), rule));
    }
    if (rule.expiresAtMillis() != RevocationRule.UNTIL_LIFTED) {
      turns.add(new Turn(rule.expiresAtMillis() + EXPIRY_MARGIN.toMillis(), rule));
    }
  }

  private @Nullable RevocationRule remove(String id) {
    RevocationRule rule = rules.remove(id);
    if (rule != null) {
      List<RevocationRule> same = bySubject.get(subject(rule));
      if (same != null && same.remove(rule) && same.isEmpty()) {
        bySubject.remove(subject(rule));
      }
    }
    return rule;
  }

  private void tell(Subject subject) {
    taps.forEach(tap -> tap.tell(subject));
    notifyAll();
  }

  /** Takes rules off that ended, and notes those that began. */
  private void turn() {
    long now = logTimeMillis;
    for (Turn next = turns.peek(); next != null && next.atMillis() <= now; next = turns.peek()) {
      turns.remove();
      RevocationRule rule = next.rule();
      if (rule.equals(rules.get(rule.id()))) {
        if (rule.expiresAtMillis() <= now - EXPIRY_MARGIN.toMillis()) {
          remove(rule.id());
        }
        tell(subject(rule));
      }
    }
  }

  private static Subject subject(RevocationRule rule) {
    return new Subject(rule.scope(), rule.subject());
  }

  /** What one target has not been told yet. */
  public final class Tap {
    private final ConnectorReach reach;
    private final Set<Subject> untold = new LinkedHashSet<>();
    private boolean untoldAll = true;
    private long untoldSinceNanos = System.nanoTime();

    private Tap(ConnectorReach reach) {
      this.reach = reach;
    }

    /**
     * Takes what is to be told now; it counts as told unless it is {@link #putBack}.
     *
     * @return null where there is nothing, or no snapshot yet
     */
    public @Nullable Untold take() {
      synchronized (RevokedList.this) {
        FeedPosition at = position;
        if (at == null) {
          return null;
        }
        turn();
        if (!untoldAll && untold.isEmpty()) {
          return null;
        }
        List<ListedSubject> put = new ArrayList<>();
        List<Subject> removed = new ArrayList<>();
        boolean all = untoldAll;
        for (Subject subject : all ? bySubject.keySet() : untold) {
          ListedSubject listed = listed(subject);
          if (listed != null) {
            put.add(listed);
          } else if (!all && reach.scopes().contains(subject.scope())) {
            removed.add(subject);
          }
        }
        untoldAll = false;
        untold.clear();
        return new Untold(new ListChanges(put, removed, at), all, untoldSinceNanos);
      }
    }

    /** Has the same told again, for it was not confirmed. */
    public void putBack(Untold untaken) {
      synchronized (RevokedList.this) {
        untoldSinceNanos = untaken.sinceNanos();
        untoldAll |= untaken.all();
        if (!untoldAll) {
          untaken.changes().put().forEach(listed -> untold.add(listed.subject()));
          untold.addAll(untaken.changes().removed());
        }
      }
    }

    /** Has all told again. */
    public void putBackAll() {
      synchronized (RevokedList.this) {
        tellAll();
      }
    }

    /** Waits until there is something to tell, for so long at most. */
    public void await(Duration longest) throws InterruptedException {
      long end = System.nanoTime() + longest.toNanos();
      synchronized (RevokedList.this) {
        while (position == null || (!untoldAll && untold.isEmpty())) {
          long nanos = end - System.nanoTime();
          if (nanos <= 0) {
            return;
          }
          RevokedList.this.wait(nanos / 1_000_000 + 1);
        }
      }
    }

    /** How many rules this target cannot obey. */
    public long beyondReach() {
      synchronized (RevokedList.this) {
        return rules.values().stream().filter(rule -> !reach.covers(rule)).count();
      }
    }

    private void tell(Subject subject) {
      if (!untoldAll && untold.isEmpty()) {
        untoldSinceNanos = System.nanoTime();
      }
      if (!untoldAll) {
        untold.add(subject);
      }
    }

    private void tellAll() {
      if (!untoldAll && untold.isEmpty()) {
        untoldSinceNanos = System.nanoTime();
      }
      untoldAll = true;
      untold.clear();
    }

    private @Nullable ListedSubject listed(Subject subject) {
      long now = logTimeMillis;
      long hitsUntil = Long.MIN_VALUE;
      for (RevocationRule rule : bySubject.getOrDefault(subject, List.of())) {
        if (rule.effectiveAtMillis() <= now && reach.covers(rule)) {
          hitsUntil = Math.max(hitsUntil, rule.hitsUntilMillis());
        }
      }
      return hitsUntil == Long.MIN_VALUE ? null : new ListedSubject(subject, hitsUntil);
    }
  }

  /**
   * What a target is to be told.
   *
   * @param changes the changes; where {@code all} is set, everything that is to stand on the list
   * @param all whether it replaces the list
   * @param sinceNanos {@link System#nanoTime()} of the oldest change in it
   */
  public record Untold(ListChanges changes, boolean all, long sinceNanos) {}
}
