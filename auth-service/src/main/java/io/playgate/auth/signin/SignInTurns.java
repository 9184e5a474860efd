package io.playgate.auth.signin;

import io.playgate.auth.AuthConfig;
import io.playgate.auth.AuthError;
import io.playgate.support.limit.CallerAddress;
import io.playgate.support.limit.FairTurns;
import io.playgate.support.limit.SampledLog;
import io.playgate.support.limit.TokenBuckets;
import io.playgate.support.problem.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Lets sign-ins have their turns by network and address, as each costs a slow hash: a flood from
 * one place keeps others waiting for one sign-in, not for all of it.
 */
@Singleton
class SignInTurns {

  /** Sign-ins under way per hash that is computed at once: one waits for the database meanwhile. */
  private static final int PER_HASH = 2;

  /** Sign-ins of one viewer at once, and the time in which one more may be. */
  private static final int PER_VIEWER = 60;

  private static final Duration PER_VIEWER_INTERVAL = Duration.ofSeconds(5);
  private static final int MAX_VIEWERS = 50_000;

  private final FairTurns turns;
  private final TokenBuckets<UUID> viewers;
  private final SampledLog log;

  @Inject
  SignInTurns(AuthConfig config, Clock clock) {
    int hashes =
        config.password().maxConcurrent().orElse(Runtime.getRuntime().availableProcessors());
    this.turns =
        new FairTurns(
            Math.max(1, hashes) * PER_HASH,
            config.signIn().maxWaiting(),
            config.password().maxWait());
    this.viewers = new TokenBuckets<>(PER_VIEWER, PER_VIEWER_INTERVAL, MAX_VIEWERS, clock);
    this.log = new SampledLog(Logger.getLogger(SignInTurns.class), Duration.ofMinutes(1), clock);
  }

  /**
   * Counts a sign-in whose password was right: each makes rows, and a rule that ends the one
   * before.
   *
   * @throws ProblemException {@link AuthError#TOO_MANY_ATTEMPTS} when the viewer has to wait
   */
  void countOf(UUID viewerId) {
    Duration wait = viewers.take(viewerId);
    if (!wait.isZero()) {
      log.warn("Viewer " + viewerId + " signs in too often");
      throw new ProblemException(AuthError.TOO_MANY_ATTEMPTS, "This viewer signs in too often.")
          .withHeader("Retry-After", Long.toString(wait.toSeconds() + 1));
    }
  }

  /**
   * Does a sign-in when its turn comes.
   *
   * @throws ProblemException {@link AuthError#TOO_MANY_ATTEMPTS} when the caller's share of places
   *     is taken, {@link AuthError#BUSY} when all are or the turn did not come in time
   */
  <T> T inTurn(CallerAddress caller, Supplier<T> signIn) {
    try {
      return turns.inTurn(caller, signIn);
    } catch (FairTurns.NoTurnException none) {
      if (none.refusal() == FairTurns.Refusal.SHARE) {
        log.warn("Sign-ins from network " + caller.network() + " refused: too many at once");
        throw new ProblemException(
                AuthError.TOO_MANY_ATTEMPTS, "Too many at once from your network; try again.")
            .withHeader("Retry-After", "2");
      }
      log.warn("Sign-ins refused: busy");
      throw new ProblemException(AuthError.BUSY, "Try again in a moment.")
          .withHeader("Retry-After", "1");
    }
  }
}
