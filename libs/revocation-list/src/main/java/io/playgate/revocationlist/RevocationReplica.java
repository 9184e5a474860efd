package io.playgate.revocationlist;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All revocation rules, in memory, as of a place in the log. Any number of threads ask it, once per
 * media request; one feed keeps it current. A question costs one hash look-up per scope and
 * allocates nothing beyond the identifiers that the token itself computes.
 *
 * <p><b>Clocks.</b> A rule is in force once either the caller's clock or the log's clock, as far as
 * it is known, has reached its {@code effectiveAt}: a slow clock at an edge does not delay a
 * revocation. Expired rules are ignored by the caller's clock, the one that also judges whether the
 * token itself expired, and are removed by the log's clock, so that a clock that jumps ahead and
 * back loses nothing.
 *
 * <p><b>A new epoch</b> means that the log may have lost entries (a failover, a restore). Rules
 * that the replica holds and the new epoch's snapshot lacks were perhaps lost: they stay in force
 * until the new epoch contains them again, lifts them, or they expire, but no longer than the
 * carry-over limit, which is the longest lifetime of a token: after it, no token that was issued
 * before the loss is left to match. The same applies to a snapshot that is older than what the
 * replica has already seen.
 */
public final class RevocationReplica {
  /** The carry-over limit unless told otherwise: the longest life of a token by default. */
  public static final Duration DEFAULT_CARRY_OVER = Duration.ofHours(24);

  /** Expired rules removed per change, so that no change has to pay for all of them. */
  private static final int REMOVALS_PER_CHANGE = 64;

  private static final int REMOVALS_PER_CONFIRMATION = 10_000;

  private static final long NEVER = Long.MIN_VALUE;

  private final long carryOverMillis;
  private final LongSupplier nanoTime;
  private final Object lock = new Object();

  private volatile RevocationIndex index = new RevocationIndex();
  private volatile @Nullable FeedPosition position;
  private volatile long logTimeMillis = NEVER;
  private volatile long confirmedNanos;
  private volatile boolean loaded;

  /** Rules that only a former epoch vouched for, as it had them; guarded by the lock. */
  private final Map<String, RevocationRule> carriedOver = new HashMap<>();

  /** Guarded by the lock. */
  private List<SubjectDigest> digests = List.of();

  /** What became of an event. */
  public enum Outcome {
    /** The replica now reflects it. */
    APPLIED,
    /** The replica had seen this place of the log already: nothing changed. */
    ALREADY_SEEN,
    /** It does not continue what the replica has seen: a snapshot is needed. Nothing changed. */
    NOT_CONTINUOUS
  }

  /**
   * What a snapshot changed.
   *
   * @param added rules that the replica did not hold before, or held in another form
   * @param removed rules that it held and that were lifted meanwhile; not those that expired
   * @param carriedOver how many rules stand only because a former epoch had them
   */
  public record Changes(List<RevocationRule> added, List<RevocationRule> removed, int carriedOver) {
    public Changes {
      added = List.copyOf(added);
      removed = List.copyOf(removed);
    }
  }

  /** An empty replica that knows no place in the log yet. */
  public RevocationReplica() {
    this(DEFAULT_CARRY_OVER, System::nanoTime);
  }

  /**
   * An empty replica that knows no place in the log yet.
   *
   * @param carryOver how long rules stand that only a former epoch had; the longest life of a token
   * @param nanoTime monotonic nanoseconds, as {@link System#nanoTime()}
   */
  public RevocationReplica(Duration carryOver, LongSupplier nanoTime) {
    if (carryOver.isNegative() || carryOver.isZero()) {
      throw new IllegalArgumentException("carryOver must be positive");
    }
    this.carryOverMillis = carryOver.toMillis();
    this.nanoTime = nanoTime;
  }

  /**
   * The strictest rule that hits the token now, or null where none does. Before the first snapshot
   * there are no rules: ask {@link #isLoaded()} and {@link #ageMillis()} too.
   *
   * @param token what the token names
   * @param nowMillis the caller's clock, epoch milliseconds
   */
  public @Nullable RevocationRule find(TokenSubjects token, long nowMillis) {
    return index.find(token, nowMillis, Math.max(nowMillis, logTimeMillis));
  }

  /**
   * Sets the digests that tokens may carry in place of ids: the current key's, and while tokens of
   * a former key live, that one's too. Without any, no rule hits a digested token but by its
   * session, key or token id.
   */
  public void useDigests(List<SubjectDigest> digests) {
    synchronized (lock) {
      this.digests = List.copyOf(digests);
      index.useDigests(this.digests);
    }
  }

  /** Whether rules can be compared with digested tokens. */
  public boolean hasDigests() {
    synchronized (lock) {
      return !digests.isEmpty();
    }
  }

  /** Takes a snapshot in place of what the replica holds, and answers what that changed. */
  public Changes replaceAll(RevocationSnapshot snapshot) {
    synchronized (lock) {
      boolean continuous = position == null || snapshot.position().hasReached(position);
      RevocationIndex former = index;
      RevocationIndex next = new RevocationIndex();
      Map<String, RevocationRule> missing = new HashMap<>();
      for (RevocationRule rule : former.rules()) {
        if (!rule.isExpired(snapshot.timeMillis())) {
          missing.put(rule.id(), rule);
        }
      }
      List<RevocationRule> added = new ArrayList<>();
      for (RevocationRule rule : snapshot.rules()) {
        next.put(rule);
        missing.remove(rule.id());
        if (!rule.equals(former.get(rule.id()))) {
          added.add(rule);
        }
      }
      List<RevocationRule> removed = new ArrayList<>();
      Map<String, RevocationRule> carried = new HashMap<>();
      for (RevocationRule rule : missing.values()) {
        RevocationRule before = carriedOver.get(rule.id());
        if (before != null) {
          next.put(rule);
          carried.put(rule.id(), before);
        } else if (!continuous) {
          next.put(rule.expiringAtLatest(snapshot.timeMillis() + carryOverMillis));
          carried.put(rule.id(), rule);
        } else {
          removed.add(rule);
        }
      }
      next.useDigests(digests);
      carriedOver.clear();
      carriedOver.putAll(carried);
      index = next;
      position = snapshot.position();
      // Not the larger of both: a log that was restored may also have another clock.
      logTimeMillis = snapshot.timeMillis();
      confirmedNanos = nanoTime.getAsLong();
      loaded = true;
      return new Changes(added, removed, carriedOver.size());
    }
  }

  /** Takes a rule that was logged at that place. */
  public Outcome apply(FeedPosition at, RevocationRule rule) {
    synchronized (lock) {
      Outcome outcome = advance(at);
      if (outcome == Outcome.APPLIED) {
        index.put(rule);
        carriedOver.remove(rule.id());
        index.removeExpired(logTimeMillis, REMOVALS_PER_CHANGE);
      }
      return outcome;
    }
  }

  /** Removes a rule whose lifting was logged at that place; unknown ids change nothing. */
  public Outcome lift(FeedPosition at, String id) {
    synchronized (lock) {
      Outcome outcome = advance(at);
      if (outcome == Outcome.APPLIED) {
        index.remove(id);
        carriedOver.remove(id);
        index.removeExpired(logTimeMillis, REMOVALS_PER_CHANGE);
      }
      return outcome;
    }
  }

  /**
   * Takes the log's word that nothing was logged after that place until that time.
   *
   * @return {@link Outcome#NOT_CONTINUOUS} if the log is beyond what the replica has seen: entries
   *     are missing
   */
  public Outcome confirm(FeedPosition at, long timeMillis) {
    synchronized (lock) {
      if (position == null || !position.hasReached(at)) {
        return Outcome.NOT_CONTINUOUS;
      }
      if (!position.equals(at)) {
        return Outcome.ALREADY_SEEN;
      }
      logTimeMillis = Math.max(logTimeMillis, timeMillis);
      confirmedNanos = nanoTime.getAsLong();
      index.removeExpired(logTimeMillis, REMOVALS_PER_CONFIRMATION);
      carriedOver.keySet().removeIf(id -> index.get(id) == null);
      return Outcome.APPLIED;
    }
  }

  /** The place in the log up to which the replica reflects everything; null before a snapshot. */
  public @Nullable FeedPosition position() {
    return position;
  }

  /** Whether the replica reflects everything up to that place, of the same epoch. */
  public boolean hasReached(FeedPosition other) {
    FeedPosition current = position;
    return current != null && current.hasReached(other);
  }

  /** Whether a snapshot was ever taken. */
  public boolean isLoaded() {
    return loaded;
  }

  /**
   * How long ago, in milliseconds of this process' monotonic clock, the log last confirmed that the
   * replica is current; {@link Long#MAX_VALUE} if it never did. What to do about a stale replica is
   * the caller's policy.
   */
  public long ageMillis() {
    return loaded
        ? TimeUnit.NANOSECONDS.toMillis(Math.max(0, nanoTime.getAsLong() - confirmedNanos))
        : Long.MAX_VALUE;
  }

  /**
   * When that was on the log's clock, epoch milliseconds; {@link Long#MIN_VALUE} if it never did.
   */
  public long lastConfirmedMillis() {
    return logTimeMillis;
  }

  /** How many rules the replica holds, those not yet in force and just expired included. */
  public int size() {
    return index.size();
  }

  /** How many rules stand only because a former epoch had them. */
  public int carriedOver() {
    synchronized (lock) {
      return carriedOver.size();
    }
  }

  /** The rules that stand only because a former epoch had them, in the form it had them. */
  public List<RevocationRule> carriedOverRules() {
    synchronized (lock) {
      return List.copyOf(carriedOver.values());
    }
  }

  /** The rule of that id, or null. */
  public @Nullable RevocationRule rule(String id) {
    return index.get(id);
  }

  /** All rules as of one place; null before the first snapshot. */
  public @Nullable RevocationSnapshot snapshot() {
    synchronized (lock) {
      FeedPosition at = position;
      return at == null ? null : new RevocationSnapshot(at, logTimeMillis, index.rules());
    }
  }

  private Outcome advance(FeedPosition to) {
    FeedPosition from = position;
    if (from == null || !from.isComparableTo(to)) {
      return Outcome.NOT_CONTINUOUS;
    }
    if (from.hasReached(to)) {
      return Outcome.ALREADY_SEEN;
    }
    position = to;
    logTimeMillis = Math.max(logTimeMillis, to.millis());
    return Outcome.APPLIED;
  }
}
