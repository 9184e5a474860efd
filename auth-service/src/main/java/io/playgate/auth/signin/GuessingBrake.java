package io.playgate.auth.signin;

import io.playgate.auth.AuthConfig;
import io.playgate.auth.AuthError;
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
 * <p>Failures are counted twice. By login and caller's address: after a few free ones each further
 * failure doubles the delay until the next try, up to a quarter of an hour. By login alone, over
 * all addresses: after more free ones the delay grows to half a minute only, which leaves somebody
 * with many addresses two guesses a minute; and an address that signed the login in within the last
 * month is exempt from this second count, so that the viewer at home notices nothing of an attack.
 *
 * <p>A try is counted before its password is looked at and taken back when it was right: a burst of
 * parallel tries is counted as what it is. An unknown login is counted like any other. State is in
 * the database, common to all replicas, under a hash of login and address; rows are deleted when
 * their time is over.
 *
 * <p>Behind a proxy, set {@code quarkus.http.proxy.*} so that the caller's address is the viewer's.
 */
@ApplicationScoped
class GuessingBrake {

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

  @Inject
  GuessingBrake(Session database, AuthConfig config, Clock clock) {
    this.database = database;
    this.config = config.signIn();
    this.clock = clock;
  }

  /**
   * Counts a try as failed.
   *
   * @param login what was typed
   * @param address the caller's address
   * @throws ProblemException {@link AuthError#TOO_MANY_ATTEMPTS} when the next try has to wait;
   *     then this one is not counted
   */
  @Transactional
  void begin(String login, String address) {
    Instant now = clock.instant();
    List<Instant> byAddress =
        count(
            subject(login, address),
            config.freeFailuresPerAddress(),
            config.maxDelayPerAddress(),
            now);
    if (byAddress.isEmpty()) {
      throw tooMany(subject(login, address), now);
    }
    Instant succeededAt = byAddress.getFirst();
    boolean known = succeededAt != null && succeededAt.plus(config.addressMemory()).isAfter(now);
    if (!known) {
      List<Instant> byLogin =
          count(
              subject(login, null), config.freeFailuresPerLogin(), config.maxDelayPerLogin(), now);
      if (byLogin.isEmpty()) {
        throw tooMany(subject(login, null), now);
      }
    }
  }

  /** Takes a try back: its password was right. */
  @Transactional
  void succeeded(String login, String address) {
    Instant now = clock.instant();
    database
        .createNativeMutationQuery(
            "update sign_in_attempt set failures = 0, blocked_until = 'epoch', succeeded_at = :now,"
                + " prune_at = :prune where subject = :subject")
        .setParameter("now", now)
        .setParameter("prune", now.plus(config.addressMemory()))
        .setParameter("subject", subject(login, address))
        .executeUpdate();
    takeBack(subject(login, null));
  }

  /** Takes a try back: its password was not looked at. */
  @Transactional
  void notJudged(String login, String address) {
    takeBack(subject(login, address));
    takeBack(subject(login, null));
  }

  private void takeBack(byte[] subject) {
    database
        .createNativeMutationQuery(
            "update sign_in_attempt set failures = greatest(failures - 1, 0),"
                + " blocked_until = 'epoch' where subject = :subject")
        .setParameter("subject", subject)
        .executeUpdate();
  }

  /** Counts a failure; answers nothing when the subject is blocked, else when it last succeeded. */
  private List<Instant> count(byte[] subject, int free, Duration longest, Instant now) {
    return database
        .createNativeQuery(COUNT, Instant.class)
        .setParameter("subject", subject)
        .setParameter("now", now)
        .setParameter("prune", now.plus(config.failureMemory()))
        .setParameter("forget", now.minus(config.failureMemory()))
        .setParameter("free", free)
        .setParameter("longest", longest.toSeconds())
        .getResultList();
  }

  private ProblemException tooMany(byte[] subject, Instant now) {
    List<Instant> blockedUntil =
        database
            .createNativeQuery(
                "select blocked_until from sign_in_attempt where subject = :subject", Instant.class)
            .setParameter("subject", subject)
            .getResultList();
    long wait =
        blockedUntil.isEmpty()
            ? 1
            : Math.max(1, Duration.between(now, blockedUntil.getFirst()).toSeconds() + 1);
    return new ProblemException(AuthError.TOO_MANY_ATTEMPTS, "Try again in " + wait + " seconds.")
        .withHeader("Retry-After", Long.toString(wait));
  }

  private static byte[] subject(String login, @Nullable String address) {
    String key = login.toLowerCase(Locale.ROOT) + (address == null ? "" : "\n" + address);
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
