package io.playgate.playbacktoken;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The uses of tokens in this process alone. It holds a limited number of tokens until they expire;
 * while it is full, tokens that it does not know are refused. So are those that it may have
 * forgotten: a claim that was held up, or made while the clock was set back, comes late for a token
 * that expired before others were forgotten.
 */
public final class MemoryTokenUses implements TokenUses {
  private final int most;
  private final ConcurrentMap<String, Use> uses = new ConcurrentHashMap<>();
  private volatile long sweptAt = Long.MIN_VALUE;

  /**
   * @param most how many tokens it holds
   */
  public MemoryTokenUses(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("it must hold one token at least");
    }
    this.most = most;
  }

  @Override
  public boolean claim(String token, @Nullable String user, long expiresAt, long now) {
    Use use = new Use(user, expiresAt);
    if (uses.size() >= most && !sweep(now)) {
      Use first = uses.get(token);
      return first != null && first.isAgain(use);
    }
    Use first = uses.putIfAbsent(token, use);
    // Asked last: a sweep that has forgotten this token had said so before it did.
    return first == null ? expiresAt > sweptAt : first.isAgain(use);
  }

  @Override
  public boolean mayClaim(String token, @Nullable String user, long expiresAt, long now) {
    Use first = uses.get(token);
    if (first != null) {
      return first.isAgain(new Use(user, expiresAt));
    }
    return expiresAt > sweptAt
        && (uses.size() < most
            || (now > sweptAt && uses.values().stream().anyMatch(use -> use.expiresAt <= now)));
  }

  /** Forgets what has expired, once a second; whether there is room now. */
  private synchronized boolean sweep(long now) {
    if (now > sweptAt) {
      sweptAt = now;
      uses.values().removeIf(use -> use.expiresAt <= now);
    }
    return uses.size() < most;
  }

  private record Use(@Nullable String user, long expiresAt) {

    boolean isAgain(Use next) {
      return user != null && user.equals(next.user);
    }
  }
}
