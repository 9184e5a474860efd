package io.playgate.token.profile;

import io.playgate.playbacktoken.DialectRegistry;
import io.playgate.support.problem.CommonError;
import io.playgate.support.problem.ProblemException;
import io.playgate.token.TokenError;
import io.playgate.token.catalogue.CatalogueVersion;
import io.playgate.token.catalogue.Page;
import io.playgate.token.signingkey.SigningKeys;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockTimeoutException;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Keeps delivery profiles. A profile that exists and signs has a key: both are written at once. */
@ApplicationScoped
public class DeliveryProfiles {
  private static final Logger LOG = Logger.getLogger(DeliveryProfiles.class);

  /** Before the catalogue is loaded. */
  private static final int SEAL_PRIORITY = 100;

  private final DialectRegistry dialects;
  private final DeliveryProfileRepository profiles;
  private final SigningKeys keys;
  private final CatalogueVersion version;
  private final EntityManager entities;
  private final DeliveryTrial trial;
  private final SecretOptions secrets;
  private final Clock clock;

  DeliveryProfiles(
      DialectRegistry dialects,
      DeliveryProfileRepository profiles,
      SigningKeys keys,
      CatalogueVersion version,
      EntityManager entities,
      DeliveryTrial trial,
      SecretOptions secrets,
      Clock clock) {
    this.dialects = dialects;
    this.profiles = profiles;
    this.keys = keys;
    this.version = version;
    this.entities = entities;
    this.trial = trial;
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * What a write came to.
   *
   * @param document the profile as it stands now
   * @param created whether there was none before
   */
  public record Written(DeliveryProfileDocument document, boolean created) {}

  /** All profiles, for a replica's memory. */
  @Transactional
  public List<DeliveryProfile> all() {
    return profiles.listAll().stream().map(entity -> entity.toProfile(secrets)).toList();
  }

  /** The profile of that id. */
  @Transactional
  public DeliveryProfileDocument get(String id) {
    return DeliveryProfileDocument.of(require(id).toProfile(secrets), secrets);
  }

  /** Up to {@code size} profiles by ascending id, from the first after the given id. */
  @Transactional
  public Page<DeliveryProfileDocument> list(@Nullable String after, int size) {
    List<DeliveryProfileDocument> found =
        profiles.listAfter(after, size + 1).stream()
            .map(entity -> DeliveryProfileDocument.of(entity.toProfile(secrets), secrets))
            .toList();
    boolean more = found.size() > size;
    List<DeliveryProfileDocument> items = more ? found.subList(0, size) : found;
    return new Page<>(items, more ? items.getLast().id() : null);
  }

  /** Writes a profile, new or not. */
  @Transactional
  public Written put(String id, DeliveryProfileDocument document) {
    String baseUrl = BaseUrl.normalise(document.baseUrl());
    long revision = version.nextOfDelivery();
    Instant now = clock.instant();
    DeliveryProfileEntity entity = profiles.findById(id);
    Map<String, String> kept = keptSecrets(entity, document);
    DeliveryProfile profile = document.toProfile(dialects, id, baseUrl, kept, revision);
    boolean created = entity == null;
    if (entity == null) {
      entity = new DeliveryProfileEntity();
      entity.id = id;
      entity.createdAt = now;
    } else if (!entity.dialect.equals(profile.dialect())) {
      throw new ProblemException(
          TokenError.DIALECT_FIXED, "It is " + entity.dialect + ". Make another profile.");
    }
    check(profile);
    entity.take(profile, secrets, now);
    profiles.persist(entity);
    // The key's row refers to the profile's.
    profiles.flush();
    keys.ensureActive(id, profile.dialect());
    return new Written(DeliveryProfileDocument.of(profile, secrets), created);
  }

  /** The secret options that a write leaves as they are. */
  private Map<String, String> keptSecrets(
      @Nullable DeliveryProfileEntity entity, DeliveryProfileDocument document) {
    Map<String, String> kept =
        new HashMap<>(entity == null ? Map.of() : secrets.open(entity.id, entity.secretOptions));
    List<String> wanted = document.secretOptions();
    if (wanted == null) {
      return kept;
    }
    for (String name : wanted) {
      boolean given = document.options() != null && document.options().containsKey(name);
      if (!given && !kept.containsKey(name)) {
        throw new ProblemException(
                CommonError.INVALID_REQUEST, "The member errors lists what is wrong.")
            .withExtension(
                "errors",
                List.of(
                    Map.of(
                        "field",
                        "secretOptions",
                        "message",
                        "there is no stored " + name + " to keep; set it in options")));
      }
    }
    kept.keySet().retainAll(wanted);
    return kept;
  }

  /** That the profile can be told apart from the others, and that what it delivers plays. */
  private void check(DeliveryProfile profile) {
    List<String> entries = profiles.entriesOf(profile.id());
    trial.check(profile);
    if (!entries.isEmpty()) {
      trial.check(profile, profiles.longestAssetPath(profile.id()), entries);
    }
    for (DeliveryProfile other : all()) {
      if (other.id().equals(profile.id()) || !profile.sharesHostWith(other)) {
        continue;
      }
      if (other.basePath().equals(profile.basePath())) {
        throw new ProblemException(
            TokenError.BASE_URL_CONFLICT,
            "Delivery profile " + other.id() + " has this path at one of these hosts.");
      }
      boolean isInner = other.covers(profile.basePath() + "/");
      if (isInner || profile.covers(other.basePath() + "/")) {
        requireOwnAssets(isInner ? other : profile, isInner ? profile : other);
      }
    }
  }

  /** Edges hold a request against the profile with the longest base path. */
  private void requireOwnAssets(DeliveryProfile outer, DeliveryProfile inner) {
    String under = inner.basePath().substring(outer.basePath().length()) + "/";
    profiles
        .assetUnder(outer.id(), under)
        .ifPresent(asset -> {
          throw new ProblemException(
              TokenError.BASE_URL_CONFLICT,
              "Asset %s of delivery profile %s lies under the base URL of %s, whose tokens it would need."
                  .formatted(asset, outer.id(), inner.id()));
        });
  }

  /**
   * Refuses an asset that would not play by one of its profiles.
   *
   * @param assetPath its path on the CDN property
   * @param entries the files that players open first, relative to it
   * @param delivering ids of its profiles, which exist
   */
  @Transactional
  public void requirePlayable(
      String assetPath, Collection<String> entries, Set<String> delivering) {
    List<DeliveryProfile> all = all();
    for (DeliveryProfile profile : all) {
      if (!delivering.contains(profile.id())) {
        continue;
      }
      trial.check(profile, assetPath, entries);
      for (DeliveryProfile other : all) {
        if (other.basePath().length() > profile.basePath().length()
            && other.sharesHostWith(profile)
            && other.covers(profile.basePath() + assetPath)) {
          throw new ProblemException(
              TokenError.PATH_CONFLICT,
              "By delivery profile %s it would lie under the base URL of %s, whose tokens it would need."
                  .formatted(profile.id(), other.id()));
        }
      }
    }
  }

  /**
   * Seals secret options that a former release stored in clear. The version stays: replicas of that
   * release, which do not know sealed options, go on with what they have in memory. Where another
   * replica hangs with the lock, the next start does it.
   */
  void sealOptions(@Observes @Priority(SEAL_PRIORITY) StartupEvent started) {
    try {
      QuarkusTransaction.requiringNew().run(this::sealOptions);
    } catch (LockTimeoutException e) {
      LOG.warn("Secret options in clear are left as they are: the catalogue's lock is held", e);
    }
  }

  private void sealOptions() {
    if (withOpenSecrets().isEmpty()) {
      return;
    }
    version.lock();
    // Looked at again under the lock: another replica may have done it meanwhile.
    entities.clear();
    for (DeliveryProfileEntity entity : withOpenSecrets()) {
      DeliveryProfile profile = entity.toProfile(secrets);
      entity.options = secrets.openOnes(profile.dialect(), profile.options());
      entity.secretOptions = secrets.seal(entity.id, profile.dialect(), profile.options());
      LOG.infof("Secret options of delivery profile %s are sealed now", entity.id);
    }
  }

  private List<DeliveryProfileEntity> withOpenSecrets() {
    return profiles.listAll().stream()
        .filter(entity ->
            entity.options.keySet().stream().anyMatch(secrets.names(entity.dialect)::contains))
        .toList();
  }

  /** Removes a profile and its keys, unless an asset uses it. */
  @Transactional
  public void delete(String id) {
    version.nextOfDelivery();
    DeliveryProfileEntity entity = require(id);
    boolean used =
        !entities
            .createNativeQuery("select 1 from asset_profile where profile_id = ?1 limit 1")
            .setParameter(1, id)
            .getResultList()
            .isEmpty();
    if (used) {
      throw new ProblemException(TokenError.PROFILE_IN_USE, "Take it from those assets first.");
    }
    profiles.delete(entity);
  }

  private DeliveryProfileEntity require(String id) {
    return profiles
        .findByIdOptional(id)
        .orElseThrow(() ->
            new ProblemException(TokenError.UNKNOWN_PROFILE, "No delivery profile has this id."));
  }
}
