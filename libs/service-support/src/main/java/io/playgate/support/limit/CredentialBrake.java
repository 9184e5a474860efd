package io.playgate.support.limit;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Rate-limits guesses of client secrets. Failures are counted by address and network, whatever
 * client they name. A client that an address has proved to be before has a bucket of its own there:
 * guesses of others at the same address, or through the same proxy or service, do not hold it up.
 *
 * <p>An attempt is taken before the secret is looked at and put back when it was right, so that a
 * burst of parallel guesses counts as what it is. In memory, of this replica; bounded.
 */
public final class CredentialBrake {

  /** Failures at once, and the time in which one more may be. */
  private static final int BURST = 30;

  private static final Duration INTERVAL = Duration.ofSeconds(20);
  private static final int MAX_SOURCES = 50_000;
  private static final int MAX_KNOWN = 10_000;

  private record Pair(String client, String host) {}

  /** A way to say what became of an attempt. */
  public interface Attempt {
    /** The secret was right. */
    void succeeded();

    /** The secret was not looked at. */
    void notJudged();
  }

  /** No attempt may be made now. Carries no stack trace, as under a flood it is ordinary. */
  public static final class BrakedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Duration wait;

    BrakedException(Duration wait) {
      super("wait " + wait, null, false, false);
      this.wait = wait;
    }

    /** Whole seconds until an attempt may be made, for {@code Retry-After}; at least 1. */
    public long retryAfter() {
      return wait.toSeconds() + 1;
    }
  }

  private final SourceBuckets sources;
  private final TokenBuckets<Pair> ofKnown;

  /** Clients by the addresses they proved themselves at; the longest unused first. */
  private final Map<Pair, Boolean> known = new LinkedHashMap<>(16, 0.75f, true);

  /** Makes a brake. */
  public CredentialBrake(Clock clock) {
    this.sources = new SourceBuckets(BURST, INTERVAL, MAX_SOURCES, clock);
    this.ofKnown = new TokenBuckets<>(BURST, INTERVAL, MAX_KNOWN, clock);
  }

  /**
   * Counts an attempt as failed.
   *
   * @param client the client it names
   * @param caller where it comes from
   * @throws BrakedException when it has to wait; then it is not counted
   */
  public Attempt begin(String client, CallerAddress caller) throws BrakedException {
    Pair pair = new Pair(client.length() > 200 ? "" : client, caller.host());
    boolean isKnown;
    synchronized (known) {
      isKnown = known.get(pair) != null;
    }
    Duration wait = isKnown ? ofKnown.take(pair) : sources.take(caller);
    if (!wait.isZero()) {
      throw new BrakedException(wait);
    }
    return new Attempt() {
      @Override
      public void succeeded() {
        notJudged();
        if (!isKnown) {
          synchronized (known) {
            known.put(pair, Boolean.TRUE);
            if (known.size() > MAX_KNOWN) {
              known.remove(known.keySet().iterator().next());
            }
          }
        }
      }

      @Override
      public void notJudged() {
        if (isKnown) {
          ofKnown.giveBack(pair);
        } else {
          sources.giveBack(caller);
        }
      }
    };
  }

  /** How many addresses, networks and clients are kept. */
  public int size() {
    synchronized (known) {
      return sources.size() + ofKnown.size() + known.size();
    }
  }
}
