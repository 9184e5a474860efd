package io.playgate.auth.password;

import io.playgate.auth.AuthConfig;
import io.playgate.auth.AuthError;
import io.playgate.support.problem.ProblemException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/**
 * Hashes and checks passwords by Argon2id (RFC 9106).
 *
 * <p>One hash takes some 20 MiB and a tenth of a second of one processor, so their number at a time
 * is bounded: a caller waits a little for its turn and is then told that the service is busy. They
 * run on platform threads of their own, as a virtual thread that computes holds up all others.
 *
 * <p>Passwords are normalised to NFKC (NIST SP 800-63B section 5.1.1.2), so that the same password
 * typed on another keyboard is the same.
 */
@Singleton
public class PasswordHasher {

  /** Longest password that is looked at, in characters. */
  public static final int MAX_LENGTH = 256;

  /** Shortest password that can be set, in characters (NIST SP 800-63B section 5.1.1.1). */
  public static final int MIN_LENGTH = 8;

  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  private final int memoryKib;
  private final int iterations;
  private final int parallelism;
  private final Duration maxWait;
  private final Semaphore turns;
  private final ExecutorService threads;
  private final SecureRandom random = new SecureRandom();
  private final Argon2Hash nobody;

  /** Makes the hasher. */
  @Inject
  public PasswordHasher(AuthConfig config) {
    this(
        config.password().memoryKib(),
        config.password().iterations(),
        config.password().parallelism(),
        config.password().maxConcurrent().orElse(Runtime.getRuntime().availableProcessors()),
        config.password().maxWait());
  }

  PasswordHasher(
      int memoryKib, int iterations, int parallelism, int maxConcurrent, Duration maxWait) {
    if (maxConcurrent < 1) {
      throw new IllegalStateException(
          "playgate.auth.password.max-concurrent: set it to at least 1, or leave it out");
    }
    this.memoryKib = memoryKib;
    this.iterations = iterations;
    this.parallelism = parallelism;
    this.maxWait = maxWait;
    this.turns = new Semaphore(maxConcurrent);
    this.threads =
        Executors.newFixedThreadPool(
            maxConcurrent, Thread.ofPlatform().daemon().name("password-", 0).factory());
    byte[] unmatchable = new byte[HASH_BYTES];
    random.nextBytes(unmatchable);
    this.nobody =
        new Argon2Hash(memoryKib, iterations, parallelism, new byte[SALT_BYTES], unmatchable);
  }

  /**
   * Hashes a new password.
   *
   * @param password at most {@link #MAX_LENGTH} characters
   * @return the PHC string to store
   * @throws ProblemException {@link AuthError#BUSY} when too many are being hashed
   */
  public String hash(String password) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return inTurn(() -> {
      byte[] hash = argon2(password, memoryKib, iterations, parallelism, salt, HASH_BYTES);
      return new Argon2Hash(memoryKib, iterations, parallelism, salt, hash).format();
    });
  }

  /**
   * Checks a password. It takes the same time whether there is a stored hash or not.
   *
   * @param password what the caller sent
   * @param stored the PHC string, or null where there is nobody or no password
   * @throws ProblemException {@link AuthError#BUSY} when too many are being checked
   */
  public PasswordCheck check(String password, @Nullable String stored) {
    Argon2Hash parsed = stored == null ? null : Argon2Hash.parse(stored);
    Argon2Hash expected = parsed == null ? nobody : parsed;
    return inTurn(() -> {
      byte[] actual =
          argon2(
              password,
              expected.memoryKib(),
              expected.iterations(),
              expected.parallelism(),
              expected.salt(),
              expected.hash().length);
      boolean equal = MessageDigest.isEqual(actual, expected.hash());
      if (!equal || parsed == null) {
        return PasswordCheck.DIFFERS;
      }
      return isCurrent(parsed) ? PasswordCheck.MATCHES : PasswordCheck.MATCHES_NEEDS_REHASH;
    });
  }

  private boolean isCurrent(Argon2Hash hash) {
    return hash.memoryKib() == memoryKib
        && hash.iterations() == iterations
        && hash.parallelism() == parallelism
        && hash.hash().length == HASH_BYTES
        && hash.salt().length >= SALT_BYTES;
  }

  private <T> T inTurn(Callable<T> work) {
    try {
      if (!turns.tryAcquire(maxWait.toMillis(), TimeUnit.MILLISECONDS)) {
        throw busy();
      }
      try {
        return threads.submit(work).get();
      } finally {
        turns.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a password could not be hashed", e.getCause());
    }
  }

  private static ProblemException busy() {
    return new ProblemException(AuthError.BUSY, "Try again in a moment.")
        .withHeader("Retry-After", "1");
  }

  private static byte[] argon2(
      String password, int memoryKib, int iterations, int parallelism, byte[] salt, int length) {
    byte[] secret =
        Normalizer.normalize(password, Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8);
    try {
      Argon2BytesGenerator generator = new Argon2BytesGenerator();
      generator.init(
          new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
              .withVersion(Argon2Parameters.ARGON2_VERSION_13)
              .withMemoryAsKB(memoryKib)
              .withIterations(iterations)
              .withParallelism(parallelism)
              .withSalt(salt)
              .build());
      byte[] hash = new byte[length];
      generator.generateBytes(secret, hash);
      return hash;
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  @PreDestroy
  void stop() {
    threads.shutdownNow();
  }
}
