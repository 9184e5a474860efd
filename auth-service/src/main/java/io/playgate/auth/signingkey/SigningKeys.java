package io.playgate.auth.signingkey;

import io.playgate.support.client.EcJwk;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jspecify.annotations.Nullable;

/**
 * The signing keys in memory: what signs, what verifies, what is published. Read at start-up, which
 * fails without database or vault key, and every half minute, so that each replica follows a
 * rotation that another one did; a key stays published long enough for that.
 */
@ApplicationScoped
@Startup
public class SigningKeys {

  private static final Logger LOG = Logger.getLogger(SigningKeys.class);

  private final SigningKeyStore store;
  private volatile Snapshot snapshot = new Snapshot(Map.of(), Map.of(), "{\"keys\":[]}");

  private record Snapshot(
      Map<KeyRing, SigningKey> active, Map<String, Verifier> verifiers, String jwks) {}

  private record Verifier(KeyRing ring, ECPublicKey key) {}

  @Inject
  SigningKeys(SigningKeyStore store) {
    this.store = store;
  }

  @PostConstruct
  void load() {
    snapshot = read(store.bringUpToDate());
  }

  @Scheduled(
      every = "30s",
      delayed = "30s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void follow() {
    try {
      snapshot = read(store.bringUpToDate());
    } catch (RuntimeException e) {
      // The keys in memory go on working; the next round tries again.
      LOG.error("The signing keys could not be read again", e);
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
