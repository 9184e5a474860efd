package io.playgate.token.signingkey;

import io.playgate.playbacktoken.DialectRegistry;
import io.playgate.playbacktoken.OpaqueTokens;
import io.playgate.playbacktoken.ReferenceDialect;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.key.InvalidJwkException;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.support.problem.ProblemException;
import io.playgate.support.vault.KeyVault;
import io.playgate.token.TokenError;
import io.playgate.token.catalogue.CatalogueVersion;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The rings of signing keys: makes keys, seals them, and moves them through their stages. Every
 * change takes the catalogue's lock first, so that of two replicas that do the same, the second
 * finds it done.
 */
@ApplicationScoped
public class SigningKeys {
  private static final Logger LOG = Logger.getLogger(SigningKeys.class);
  private static final String KID_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int KID_LENGTH = 16;

  private final DialectRegistry dialects;
  private final SigningKeyRepository keys;
  private final KeyedProfiles profiles;
  private final CatalogueVersion version;
  private final KeyVault vault;
  private final SigningKeyConfig config;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  SigningKeys(
      DialectRegistry dialects,
      SigningKeyRepository keys,
      KeyedProfiles profiles,
      CatalogueVersion version,
      KeyVault vault,
      SigningKeyConfig config,
      Clock clock) {
    this.dialects = dialects;
    this.keys = keys;
    this.profiles = profiles;
    this.version = version;
    this.vault = vault;
    this.config = config;
    this.clock = clock;
  }

  /** The algorithm of a dialect's keys; of opaque tokens that of the keys that mark them. */
  private Optional<String> algorithmOf(String dialect) {
    return dialects
        .find(dialect)
        .map(found ->
            switch (found) {
              case SignedDialect signed -> signed.description().algorithms().getFirst();
              case ReferenceDialect _ -> OpaqueTokens.MARK_ALGORITHM;
            });
  }

  /**
   * Gives every profile without an active key one: opaque profiles had none before their tokens
   * were marked.
   */
  @Transactional
  public void completeRings() {
    if (profilesWithoutActiveKey().isEmpty()) {
      return;
    }
    version.nextOfDelivery();
    // Looked at again under the lock: another replica may have done it meanwhile.
    keys.getEntityManager().clear();
    for (KeyedProfile profile : profilesWithoutActiveKey()) {
      ensureActive(profile.id(), profile.dialect());
      LOG.infof("Delivery profile %s has a signing key now", profile.id());
    }
  }

  private List<KeyedProfile> profilesWithoutActiveKey() {
    return profiles.withoutKey(KeyState.ACTIVE);
  }

  /** When the first key of each profile was made, retired ones included. */
  @Transactional
  public Map<String, Instant> firstKeys() {
    Map<String, Instant> first = new HashMap<>();
    for (SigningKeyEntity key : keys.listAll()) {
      first.merge(key.profileId, key.createdAt, (a, b) -> a.isBefore(b) ? a : b);
    }
    return first;
  }

  /**
   * Makes sure that a profile has an active key. Belongs into the transaction that writes the
   * profile and holds the catalogue's lock.
   */
  public void ensureActive(String profileId, String dialect) {
    Optional<String> algorithm = algorithmOf(dialect);
    if (algorithm.isPresent() && keys.ofProfile(profileId, KeyState.ACTIVE).isEmpty()) {
      SigningKeyEntity made = make(profileId, algorithm.get(), KeyState.ACTIVE);
      made.activatedAt = made.createdAt;
      keys.persist(made);
    }
  }

  /** The keys of a profile, retired ones included, oldest first. */
  @Transactional
  public List<SigningKeyDocument> list(String profileId) {
    requireProfile(profileId);
    return keys.ofProfile(profileId).stream().map(SigningKeyDocument::of).toList();
  }

  /** Makes a next key and so publishes it to edges. */
  @Transactional
  public SigningKeyDocument publishNext(String profileId) {
    version.nextOfDelivery();
    KeyedProfile profile = requireProfile(profileId);
    String algorithm =
        algorithmOf(profile.dialect())
            .orElseThrow(() ->
                new ProblemException(
                    TokenError.PROFILE_WITHOUT_KEYS,
                    "Each token of this dialect is random and registered by its hash."));
    keys.ofProfile(profileId, KeyState.NEXT)
        .ifPresent(next -> {
          throw new ProblemException(
              TokenError.NEXT_KEY_EXISTS, "Activate " + next.kid + " first.");
        });
    SigningKeyEntity made = make(profileId, algorithm, KeyState.NEXT);
    keys.persist(made);
    LOG.infof("Signing key %s of profile %s is published as next", made.kid, profileId);
    return SigningKeyDocument.of(made);
  }

  /**
   * Lets a next key become active once it has been published for the distribution time, or at once.
   *
   * @param now whether not to wait: for a key that must not sign any longer
   */
  @Transactional
  public SigningKeyDocument activate(String profileId, String kid, boolean now) {
    version.nextOfDelivery();
    requireProfile(profileId);
    SigningKeyEntity key = keys.findById(kid);
    if (key == null || !key.profileId.equals(profileId)) {
      throw new ProblemException(
          TokenError.UNKNOWN_KEY, "No key of this delivery profile has this kid.");
    }
    if (key.state() == KeyState.ACTIVE) {
      return SigningKeyDocument.of(key);
    }
    if (key.state() != KeyState.NEXT) {
      throw new ProblemException(TokenError.KEY_NOT_NEXT, "This key is " + key.state + ".");
    }
    Instant due = key.createdAt.plus(config.distributionTime());
    if (now || !due.isAfter(clock.instant())) {
      makeActive(key);
    } else {
      key.activateAt = due;
    }
    return SigningKeyDocument.of(key);
  }

  /**
   * Does what has become due: activates next keys that were asked for, retires keys whose last
   * token has expired and removes their material.
   *
   * @return whether anything changed
   */
  @Transactional
  public boolean advance() {
    Instant now = clock.instant();
    if (keys.dueForActivation(now).isEmpty() && keys.dueForRetirement(now).isEmpty()) {
      return false;
    }
    version.nextOfDelivery();
    // Looked at again under the lock: another replica may have done it meanwhile.
    keys.getEntityManager().clear();
    keys.dueForActivation(now).forEach(this::makeActive);
    for (SigningKeyEntity key : keys.dueForRetirement(now)) {
      key.state(KeyState.RETIRED);
      key.sealed = null;
      key.retireAt = null;
      LOG.infof("Signing key %s of profile %s is retired", key.kid, key.profileId);
    }
    return true;
  }

  /** All keys that sign or verify, by profile. */
  @Transactional
  public Map<String, List<RingKey>> rings() {
    Map<String, List<RingKey>> rings = new HashMap<>();
    for (SigningKeyEntity key : keys.inUse()) {
      rings.computeIfAbsent(key.profileId, id -> new ArrayList<>()).add(open(key));
    }
    return rings;
  }

  private void makeActive(SigningKeyEntity key) {
    Instant now = clock.instant();
    KeyedProfile profile = requireProfile(key.profileId);
    keys.ofProfile(key.profileId, KeyState.ACTIVE)
        .ifPresent(former -> {
          Duration longest = Duration.ofSeconds(profile.longestLifetimeSeconds());
          former.state(KeyState.RETIRING);
          former.retireAt = now.plus(longest).plus(config.retirementMargin());
          // Before the other becomes active: there is never more than one.
          keys.flush();
        });
    profile.restartLongestLifetime();
    key.state(KeyState.ACTIVE);
    key.activatedAt = now;
    key.activateAt = null;
    LOG.infof("Signing key %s of profile %s is active", key.kid, key.profileId);
  }

  private SigningKeyEntity make(String profileId, String algorithm, KeyState state) {
    StringBuilder kid = new StringBuilder(KID_LENGTH);
    for (int i = 0; i < KID_LENGTH; i++) {
      kid.append(KID_ALPHABET.charAt(random.nextInt(KID_ALPHABET.length())));
    }
    Jwk jwk = Jwk.generate(kid.toString(), algorithm, random);
    SigningKeyEntity entity = new SigningKeyEntity();
    entity.kid = jwk.kid();
    entity.profileId = profileId;
    entity.algorithm = algorithm;
    entity.state(state);
    entity.sealed =
        vault.seal(jwk.toJson().getBytes(StandardCharsets.UTF_8), aad(profileId, jwk.kid()));
    entity.createdAt = clock.instant();
    return entity;
  }

  private RingKey open(SigningKeyEntity key) {
    byte[] sealed = key.sealed;
    if (sealed == null) {
      throw new IllegalStateException("key " + key.kid + " is in use but its material is missing");
    }
    try {
      Jwk jwk =
          Jwk.parse(
              new String(vault.open(sealed, aad(key.profileId, key.kid)), StandardCharsets.UTF_8));
      return new RingKey(jwk, key.state(), key.createdAt, key.activateAt, key.retireAt);
    } catch (InvalidJwkException e) {
      throw new IllegalStateException("key " + key.kid + " cannot be read", e);
    }
  }

  private KeyedProfile requireProfile(String profileId) {
    return profiles
        .findKeyed(profileId)
        .orElseThrow(() ->
            new ProblemException(TokenError.UNKNOWN_PROFILE, "No delivery profile has this id."));
  }

  private static String aad(String profileId, String kid) {
    return "signing-key/" + profileId + "/" + kid;
  }
}
