package io.playgate.auth.signin;

import io.playgate.auth.AuthConfig;
import io.playgate.auth.AuthError;
import io.playgate.support.limit.CallerAddress;
import io.playgate.support.limit.SourceBuckets;
import io.playgate.support.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/**
 * Slows down whoever guesses passwords, without locking the viewer out.
 *
 * <p>Failures are counted three times. By login and caller's address: after a few free ones each
 * further failure doubles the delay until the next try, up to a quarter of an hour. By login alone,
 * over all addresses: after more free ones the delay grows to half a minute only, which leaves
 * somebody with many addresses two guesses a minute. By address and network alone, over all logins:
 * so many at once and then one per interval, which is what slows down trying one password with many
 * logins.
 *
 * <p>An address that signed the login in within the last month is exempt from the last two, so that
 * the viewer at home notices nothing of an attack, nor of a neighbour behind the same address. So
 * is a device of the viewer's, named by its id; its failures are counted by login and device, so
 * that guesses from its address do not hold it up.
 *
 * <p>A try is counted before its password is looked at and taken back when it was right: a burst of
 * parallel tries is counted as what it is. An unknown login is counted like any other. What is
 * counted by login is in the database, common to all replicas, under a hash of login and address;
 * rows are deleted when their time is over, and an address that has to wait makes none. What is
 * counted by address alone is in this replica's memory.
 */
@ApplicationScoped
class GuessingBrake {

  /** Most addresses, and most networks, that are counted at once. */
  private static final int MAX_SOURCES = 50_000;

  private static final String COUNT =
      """
      insert into sign_in_attempt as a (subject, failures, blocked_until, failed_at, prune_at)
      values (:subject, 1, 'epoch', :now, :prune)
      on conflict (subject) do update set
        failures = case when a.failed_at < :forget then 1 else a.failures + 1 end,
        blocked_until = case
          when a.failed_at < :forget or a.failures + 1 <= :free then 'epoch'
          else cast(:now as timestamptz) + least(power(2, least(a.failures + 1 - :free, 20)), :longest)
            * interval '1 second' end,
        failed_at = :now,
        prune_at = greatest(a.prune_at, :prune)
      where a.blocked_until <= :now
      returning succeeded_at
      """;

  private final Session database;
  private final AuthConfig.SignIn config;
  private final Clock clock;
  private final SourceBuckets sources;

  @Inject
  GuessingBrake(Session database, AuthConfig config, Clock clock) {
    this.database = database;
    this.config = config.signIn();
    this.clock = clock;
    this.sources =
        new SourceBuckets(
            this.config.attemptsPerAddress(), this.config.attemptInterval(), MAX_SOURCES, clock);
  }

  /**
   * A try that was counted.
   *
   * @param caller where it came from
   * @param own what it was counted by beside the login
   * @param login what it was counted by over all addresses
   * @param exempt whether it was counted by {@code own} alone
   */
  // Never compared.
  @SuppressWarnings("ArrayRecordComponent")
  record Try(CallerAddress caller, byte[] own, byte[] login, boolean exempt) {}

  /**
   * Counts a try as failed.
   *
   * @param login what was typed
   * @param caller the caller's address
   * @param deviceId the device that the caller names, where it names one
   * @throws ProblemException {@link AuthError#TOO_MANY_ATTEMPTS} when the next try has to wait;
   *     then this one is not counted
   */
  @Transactional
  Try begin(String login, CallerAddress caller, @Nullable String deviceId) {
    Instant now = clock.instant();
    boolean byDevice = deviceId != null && isDeviceOf(login, deviceId);
    byte[] own = subject(login, byDevice ? "device " + deviceId : caller.host());
    boolean exempt = byDevice || hasSucceeded(own, now);
    if (!exempt) {
      Duration wait = sources.take(caller);
      if (!wait.isZero()) {
        throw tooMany(wait);
      }
    }
    Try counted = new Try(caller, own, subject(login, null), exempt);
    try {
      count(own, config.freeFailuresPerAddress(), config.maxDelayPerAddress(), now);
      if (!exempt) {
        count(counted.login, config.freeFailuresPerLogin(), config.maxDelayPerLogin(), now);
      }
    } catch (RuntimeException notCounted) {
      returnToSource(counted);
      throw notCounted;
    }
    return counted;
  }

  /** Takes a try back: its password was right. */
  @Transactional
  void succeeded(Try counted) {
    Instant now = clock.instant();
    database
        .createNativeMutationQuery(
            "update sign_in_attempt set failures = 0, blocked_until = 'epoch', succeeded_at = :now,"
                + " prune_at = :prune where subject = :subject")
        .setParameter("now", now)
        .setParameter("prune", now.plus(config.addressMemory()))
        .setParameter("subject", counted.own)
        .executeUpdate();
    takeBackFromAll(counted);
  }

  /** Takes a try back: its password was not looked at. */
  @Transactional
  void notJudged(Try counted) {
    takeBack(counted.own);
    takeBackFromAll(counted);
  }

  private void takeBackFromAll(Try counted) {
    if (!counted.exempt) {
      takeBack(counted.login);
    }
    returnToSource(counted);
  }

  private void returnToSource(Try counted) {
    if (!counted.exempt) {
      sources.giveBack(counted.caller);
    }
  }

  private boolean hasSucceeded(byte[] subject, Instant now) {
    return !database
        .createNativeQuery(
            "select succeeded_at from sign_in_attempt"
                + " where subject = :subject and succeeded_at > :since",
            Instant.class)
        .setParameter("subject", subject)
        .setParameter("since", now.minus(config.addressMemory()))
        .getResultList()
        .isEmpty();
  }

  private boolean isDeviceOf(String login, String deviceId) {
    return database
            .createNativeQuery(
                "select count(*) from device d join viewer v on v.id = d.viewer_id"
                    + " where d.id = :device and (v.email_key = :email or v.external_id = :external)",
                Long.class)
            .setParameter("device", deviceId)
            .setParameter("email", login.toLowerCase(Locale.ROOT))
            .setParameter("external", login)
            .getSingleResult()
        > 0;
  }

  private void takeBack(byte[] subject) {
    database
        .createNativeMutationQuery(
            "update sign_in_attempt set failures = greatest(failures - 1, 0),"
                + " blocked_until = 'epoch' where subject = :subject")
        .setParameter("subject", subject)
        .executeUpdate();
  }

  /** Counts a failure, unless the subject is blocked. */
  private void count(byte[] subject, int free, Duration longest, Instant now) {
    boolean blocked =
        database
            .createNativeQuery(COUNT, Instant.class)
            .setParameter("subject", subject)
            .setParameter("now", now)
            .setParameter("prune", now.plus(config.failureMemory()))
            .setParameter("forget", now.minus(config.failureMemory()))
            .setParameter("free", free)
            .setParameter("longest", longest.toSeconds())
            .getResultList()
            .isEmpty();
    if (blocked) {
      throw tooMany(untilFree(subject, now));
    }
  }

  private Duration untilFree(byte[] subject, Instant now) {
    List<Instant> blockedUntil =
        database
            .createNativeQuery(
                "select blocked_until from sign_in_attempt where subject = :subject", Instant.class)
            .setParameter("subject", subject)
            .getResultList();
    return blockedUntil.isEmpty() ? Duration.ZERO : Duration.between(now, blockedUntil.getFirst());
  }

  private static ProblemException tooMany(Duration left) {
    long wait = Math.max(1, left.toSeconds() + 1);
    return new ProblemException(AuthError.TOO_MANY_ATTEMPTS, "Try again in " + wait + " seconds.")
        .withHeader("Retry-After", Long.toString(wait));
  }

  private static byte[] subject(String login, @Nullable String source) {
    String key = login.toLowerCase(Locale.ROOT) + (source == null ? "" : "\n" + source);
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
