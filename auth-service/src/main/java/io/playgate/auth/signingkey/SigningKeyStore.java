package io.playgate.auth.signingkey;

import io.playgate.auth.AuthConfig;
import io.playgate.support.vault.KeyVault;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jboss.logging.Logger;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** The stored signing keys, and the one place that changes their state. */
@ApplicationScoped
class SigningKeyStore implements PanacheRepositoryBase<StoredKey, String> {

  private static final Logger LOG = Logger.getLogger(SigningKeyStore.class);

  /** Names the lock that a replica holds while it generates or rotates. */
  static final long LOCK = 0x706c_6179_6761_7465L;

  /**
   * How much longer than its last token a key is published: verifiers' clocks, and replicas that
   * noticed a rotation late.
   */
  private static final Duration RETIRING_MARGIN = Duration.ofMinutes(5);

  private final KeyVault vault;
  private final AuthConfig config;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  @Inject
  SigningKeyStore(KeyVault vault, AuthConfig config, Clock clock) {
    this.vault = vault;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Brings both rings to what they should be now: an active and a next key each, generated where
   * missing, exchanged when due; keys that no living token needs lose their private half. Only one
   * replica does this at a time, and none waits for another: one that hangs in the middle, with its
   * lock, would stop them all.
   *
   * @return whether it was done; false while another replica is at it
   */
  @Transactional
  boolean tryBringUpToDate() {
    boolean locked =
        getSession()
            .createNativeQuery("select pg_try_advisory_xact_lock(:lock)", Boolean.class)
            .setParameter("lock", LOCK)
            .getSingleResult();
    if (!locked) {
      return false;
    }
    Instant now = clock.instant();
    for (KeyRing ring : KeyRing.values()) {
      bringUpToDate(ring, now);
    }
    return true;
  }

  /** Returns every key that is published: next, active and retiring. */
  @Transactional
  List<StoredKey> published() {
    return list("state <> ?1 order by createdAt, kid", StoredKey.RETIRED);
  }

  /** Opens a key's private half. */
  JsonWebKey open(StoredKey key) {
    byte[] sealed = key.privateKey();
    if (sealed == null) {
      throw new IllegalStateException("key " + key.kid() + " lacks its private half");
    }
    try {
      return JsonWebKey.Factory.newJwk(
          new String(vault.open(sealed, aad(key.ring(), key.kid())), StandardCharsets.UTF_8));
    } catch (JoseException e) {
      throw new IllegalStateException("key " + key.kid() + " is not a JWK");
    }
  }

  private void bringUpToDate(KeyRing ring, Instant now) {
    StoredKey active = first(ring, StoredKey.ACTIVE);
    StoredKey next = first(ring, StoredKey.NEXT);
    if (active == null) {
      active = next == null ? generate(ring, now) : next;
      next = null;
      active.activate(now);
      flush();
      LOG.infof("Signing key %s of ring %s is active", active.kid(), ring.text());
    } else if (next != null && isDue(active, next, now)) {
      active.beginRetiring(now);
      flush();
      next.activate(now);
      flush();
      LOG.infof("Signing key %s of ring %s follows %s", next.kid(), ring.text(), active.kid());
      next = null;
    }
    if (next == null) {
      generate(ring, now);
    }
    for (StoredKey retiring : new ArrayList<>(all(ring, StoredKey.RETIRING))) {
      Instant since = retiring.retiringAt();
      if (since == null || since.plus(longestToken(ring)).plus(RETIRING_MARGIN).isBefore(now)) {
        retiring.retire();
        LOG.infof("Signing key %s of ring %s is retired", retiring.kid(), ring.text());
      }
    }
  }

  private boolean isDue(StoredKey active, StoredKey next, Instant now) {
    Instant activatedAt = active.activatedAt();
    return (activatedAt == null
            || !activatedAt.plus(config.signingKeys().rotationPeriod()).isAfter(now))
        && !next.createdAt().plus(config.signingKeys().publishAhead()).isAfter(now);
  }

  private Duration longestToken(KeyRing ring) {
    return switch (ring) {
      case VIEWER -> config.viewerTokenLifetime();
      case CLIENT -> config.accessTokenLifetime();
    };
  }

  private StoredKey generate(KeyRing ring, Instant now) {
    byte[] id = new byte[12];
    random.nextBytes(id);
    String kid = Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    try {
      EllipticCurveJsonWebKey jwk = EcJwkGenerator.generateJwk(EllipticCurves.P256, null, random);
      jwk.setKeyId(kid);
      jwk.setAlgorithm("ES256");
      jwk.setUse("sig");
      byte[] sealed =
          vault.seal(
              jwk.toJson(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE)
                  .getBytes(StandardCharsets.UTF_8),
              aad(ring.text(), kid));
      StoredKey key =
          new StoredKey(
              kid, ring, jwk.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY), sealed, now);
      persistAndFlush(key);
      LOG.infof("Signing key %s of ring %s generated", kid, ring.text());
      return key;
    } catch (JoseException e) {
      throw new IllegalStateException("P-256 is not available", e);
    }
  }

  private @Nullable StoredKey first(KeyRing ring, String state) {
    return find("ring = ?1 and state = ?2", ring.text(), state).firstResult();
  }

  private List<StoredKey> all(KeyRing ring, String state) {
    return list("ring = ?1 and state = ?2", ring.text(), state);
  }

  private static String aad(String ring, String kid) {
    return "playgate:auth:signing-key:" + ring + ":" + kid;
  }
}
