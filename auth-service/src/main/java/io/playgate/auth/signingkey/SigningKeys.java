package io.playgate.auth.signingkey;

import io.playgate.support.clock.Heartbeat;
import io.playgate.support.jose.EcJwk;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jspecify.annotations.Nullable;

/**
 * The signing keys in memory: what signs, what verifies, what is published. Read at start-up, which
 * fails without database or vault key but waits for no other replica, and every half minute, so
 * that each replica follows a rotation that another one did; a key stays published long enough for
 * that.
 */
@ApplicationScoped
@Startup
public class SigningKeys {

  private static final Logger LOG = Logger.getLogger(SigningKeys.class);

  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

  private final SigningKeyStore store;
  private final Heartbeat heartbeat = new Heartbeat();
  private volatile Snapshot snapshot = new Snapshot(Map.of(), Map.of(), "{\"keys\":[]}");

  private record Snapshot(
      Map<KeyRing, SigningKey> active, Map<String, Verifier> verifiers, String jwks) {

    boolean isComplete() {
      return active.keySet().containsAll(Set.of(KeyRing.values()));
    }
  }

  private record Verifier(KeyRing ring, ECPublicKey key) {}

  @Inject
  SigningKeys(SigningKeyStore store) {
    this.store = store;
  }

  @PostConstruct
  void load() {
    load(START_TIMEOUT);
  }

  /**
   * Starts from the keys that are published. Only where a ring has none yet does it wait for the
   * replica that makes them.
   *
   * @throws IllegalStateException when there are none for that long
   */
  void load(Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      Snapshot published = read(store.published());
      if (published.isComplete()) {
        snapshot = published;
        break;
      }
      boolean made = store.tryBringUpToDate();
      if (!made && System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "There are no signing keys, and another process holds the lock for making them since "
                + atMost
                + ": look in pg_locks for the advisory lock and who holds it");
      }
      if (!made) {
        pause();
      }
    }
    follow();
  }

  /** Runs on a platform thread: in a native executable, JDBC must stay off virtual threads. */
  @Scheduled(
      every = "30s",
      delayed = "30s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void follow() {
    try {
      heartbeat.run(() -> {
        rotate();
        snapshot = read(store.published());
      });
    } catch (RuntimeException e) {
      // The keys in memory go on working; the next round tries again.
      LOG.error("The signing keys could not be read again", e);
    }
  }

  private void rotate() {
    try {
      if (!store.tryBringUpToDate()) {
        LOG.debug("Another replica looks after the signing keys");
      }
    } catch (RuntimeException e) {
      // What others made is read all the same.
      LOG.warn("The signing keys could not be brought up to date; the next round tries again", e);
    }
  }

  /** When the keys were last read, and for how long they are being read now. */
  Heartbeat heartbeat() {
    return heartbeat;
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_INTERVAL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for signing keys", e);
    }
  }

  /** Returns the key that signs for a ring. */
  public SigningKey active(KeyRing ring) {
    SigningKey key = snapshot.active.get(ring);
    if (key == null) {
      throw new IllegalStateException("ring " + ring + " has no active key");
    }
    return key;
  }

  /**
   * Returns the public key of a ring with an id, whatever its state; null when the ring has none.
   */
  public @Nullable ECPublicKey find(KeyRing ring, String kid) {
    Verifier verifier = snapshot.verifiers.get(kid);
    return verifier == null || verifier.ring != ring ? null : verifier.key;
  }

  /** Returns the published key set of both rings (RFC 7517 section 5). */
  public String jwks() {
    return snapshot.jwks;
  }

  private Snapshot read(List<StoredKey> keys) {
    Map<KeyRing, SigningKey> active = new EnumMap<>(KeyRing.class);
    Map<String, Verifier> verifiers = new HashMap<>();
    StringBuilder jwks = new StringBuilder("{\"keys\":[");
    for (StoredKey stored : keys) {
      KeyRing ring = stored.ring().equals(KeyRing.VIEWER.text()) ? KeyRing.VIEWER : KeyRing.CLIENT;
      verifiers.put(stored.kid(), new Verifier(ring, EcJwk.parse(stored.publicJwk()).publicKey()));
      if (stored.state().equals(StoredKey.ACTIVE)) {
        SigningKey before = snapshot.active.get(ring);
        active.put(
            ring,
            before != null && before.kid().equals(stored.kid())
                ? before
                : new SigningKey(
                    stored.kid(),
                    (ECPrivateKey) ((EllipticCurveJsonWebKey) store.open(stored)).getPrivateKey()));
      }
      if (jwks.charAt(jwks.length() - 1) != '[') {
        jwks.append(',');
      }
      jwks.append(stored.publicJwk());
    }
    return new Snapshot(active, verifiers, jwks.append("]}").toString());
  }
}
