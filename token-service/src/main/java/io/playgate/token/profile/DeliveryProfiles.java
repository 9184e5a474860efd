package io.playgate.token.profile;

import io.playgate.support.problem.ProblemException;
import io.playgate.token.TokenError;
import io.playgate.token.catalogue.CatalogueVersion;
import io.playgate.token.catalogue.Page;
import io.playgate.token.signingkey.SigningKeys;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps delivery profiles. A profile that exists and signs has a key: both are written at once. */
@ApplicationScoped
public class DeliveryProfiles {
  private final DeliveryProfileRepository profiles;
  private final SigningKeys keys;
  private final CatalogueVersion version;
  private final EntityManager entities;
  private final Clock clock;

  DeliveryProfiles(
      DeliveryProfileRepository profiles,
      SigningKeys keys,
      CatalogueVersion version,
      EntityManager entities,
      Clock clock) {
    this.profiles = profiles;
    this.keys = keys;
    this.version = version;
    this.entities = entities;
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
    return profiles.listAll().stream().map(DeliveryProfileEntity::toProfile).toList();
  }

  /** The profile of that id. */
  @Transactional
  public DeliveryProfileDocument get(String id) {
    return DeliveryProfileDocument.of(require(id).toProfile());
  }

  /** Up to {@code size} profiles by ascending id, from the first after the given id. */
  @Transactional
  public Page<DeliveryProfileDocument> list(@Nullable String after, int size) {
    List<DeliveryProfileDocument> found =
        profiles.listAfter(after, size + 1).stream()
            .map(entity -> DeliveryProfileDocument.of(entity.toProfile()))
            .toList();
    boolean more = found.size() > size;
    List<DeliveryProfileDocument> items = more ? found.subList(0, size) : found;
    return new Page<>(items, more ? items.getLast().id() : null);
  }

  /** Writes a profile, new or not. */
  @Transactional
  public Written put(String id, DeliveryProfileDocument document) {
    DeliveryProfile wanted = document.toProfile(id, BaseUrl.normalise(document.baseUrl()), 0);
    DialectTrial.check(wanted);
    long revision = version.nextOfDelivery();
    DeliveryProfile profile = document.toProfile(id, wanted.baseUrl(), revision);
    if (profiles.isBaseUrlOfAnother(profile.baseUrl(), id)) {
      throw new ProblemException(
          TokenError.BASE_URL_CONFLICT, "A request must belong to one delivery profile.");
    }
    Instant now = clock.instant();
    DeliveryProfileEntity entity = profiles.findById(id);
    boolean created = entity == null;
    if (entity == null) {
      entity = new DeliveryProfileEntity();
      entity.id = id;
      entity.createdAt = now;
    } else if (!entity.dialect.equals(profile.dialect())) {
      throw new ProblemException(
          TokenError.DIALECT_FIXED, "It is " + entity.dialect + ". Make another profile.");
    }
    entity.take(profile, now);
    profiles.persist(entity);
    // The key's row refers to the profile's.
    profiles.flush();
    keys.ensureActive(id, profile.dialect());
    return new Written(DeliveryProfileDocument.of(profile), created);
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
