package io.playgate.token.asset;

import io.playgate.support.problem.InvalidRequest;
import io.playgate.support.problem.ProblemException;
import io.playgate.token.TokenError;
import io.playgate.token.catalogue.CatalogueVersion;
import io.playgate.token.catalogue.Page;
import io.playgate.token.profile.DeliveryProfiles;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps assets. */
@ApplicationScoped
public class Assets {
  /**
   * How long it is remembered which asset changed. A replica that did not look for so long must
   * forget all it knows.
   */
  public static final Duration CHANGES_KEPT = Duration.ofHours(1);

  private final AssetRepository assets;
  private final DeliveryProfiles profiles;
  private final CatalogueVersion version;
  private final Clock clock;

  Assets(AssetRepository assets, DeliveryProfiles profiles, CatalogueVersion version, Clock clock) {
    this.assets = assets;
    this.profiles = profiles;
    this.version = version;
    this.clock = clock;
  }

  /**
   * What a write came to.
   *
   * @param document the asset as it stands now
   * @param created whether there was none before
   */
  public record Written(AssetDocument document, boolean created) {}

  /** The asset of that id, for a replica's memory. */
  @Transactional
  public Optional<Asset> find(String id) {
    return assets.findByIdOptional(id).map(AssetEntity::toAsset);
  }

  /** The ids of assets that were written or deleted after that version. */
  @Transactional
  public List<String> changedAfter(long after) {
    return assets.changedAfter(after);
  }

  /** The asset of that id. */
  @Transactional
  public AssetDocument get(String id) {
    return AssetDocument.of(require(id).toAsset());
  }

  /** Up to {@code size} assets by ascending id, from the first after the given id. */
  @Transactional
  public Page<AssetDocument> list(@Nullable String after, int size) {
    List<AssetDocument> found =
        assets.listAfter(after, size + 1).stream()
            .map(entity -> AssetDocument.of(entity.toAsset()))
            .toList();
    boolean more = found.size() > size;
    List<AssetDocument> items = more ? found.subList(0, size) : found;
    return new Page<>(items, more ? items.getLast().id() : null);
  }

  /** Writes an asset, new or not. */
  @Transactional
  public Written put(String id, AssetDocument document) {
    if (!document.entries().containsKey(document.formatOrDefault())) {
      throw invalid("defaultFormat", "must be one of the formats in entries");
    }
    long revision = version.next();
    Asset asset = document.toAsset(id, revision);
    Set<String> existing = assets.existingProfiles(asset.profiles());
    for (String profile : asset.profiles()) {
      if (!existing.contains(profile)) {
        throw invalid("profiles", "unknown delivery profile: " + profile);
      }
    }
    assets
        .findOverlapping(asset)
        .ifPresent(other -> {
          throw new ProblemException(
              TokenError.PATH_CONFLICT,
              "A token for one of the two would open asset " + other + " as well.");
        });
    profiles.requirePlayable(asset.path(), asset.entries().values(), asset.profiles());
    Instant now = clock.instant();
    AssetEntity entity = assets.findById(id);
    boolean created = entity == null;
    if (entity == null) {
      entity = new AssetEntity();
      entity.id = id;
      entity.createdAt = now;
    }
    entity.take(asset, now);
    assets.persist(entity);
    assets.noteChange(id, revision, now, now.minus(CHANGES_KEPT));
    return new Written(AssetDocument.of(asset), created);
  }

  /** Removes an asset. Tokens that were issued for it hold until they expire or are revoked. */
  @Transactional
  public void delete(String id) {
    long revision = version.next();
    assets.delete(require(id));
    Instant now = clock.instant();
    assets.noteChange(id, revision, now, now.minus(CHANGES_KEPT));
  }

  private AssetEntity require(String id) {
    return assets
        .findByIdOptional(id)
        .orElseThrow(() -> new ProblemException(TokenError.UNKNOWN_ASSET, "No asset has this id."));
  }

  private static ProblemException invalid(String field, String message) {
    return InvalidRequest.of(field, message);
  }
}
