package io.playgate.token.asset;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/** The rows of assets, and of what changed when. */
@ApplicationScoped
class AssetRepository implements PanacheRepositoryBase<AssetEntity, String> {

  List<AssetEntity> listAfter(@Nullable String after, int size) {
    return find("id > ?1 order by id", after == null ? "" : after).page(0, size).list();
  }

  /**
   * Another asset at, above or under that path that can be delivered by one of those profiles: a
   * token for one of the two would open the other.
   */
  Optional<String> findOverlapping(Asset asset) {
    List<String> above = new ArrayList<>();
    for (int slash = asset.path().indexOf('/', 1);
        slash > 0;
        slash = asset.path().indexOf('/', slash + 1)) {
      above.add(asset.path().substring(0, slash + 1));
    }
    // LIKE takes the underscore for a wildcard; the path grammar has no other special character.
    String under = asset.path().replace("_", "\\_") + "%";
    return getEntityManager()
        .createQuery(
            "select a.id from AssetEntity a join a.profiles p where a.id <> :id and p in :profiles"
                + " and (a.path in :above or a.path like :under escape '\\')",
            String.class)
        .setParameter("id", asset.id())
        .setParameter("profiles", asset.profiles())
        .setParameter("above", above)
        .setParameter("under", under)
        .setMaxResults(1)
        .getResultStream()
        .findFirst();
  }

  /** Which of those profiles exist. */
  Set<String> existingProfiles(Set<String> profiles) {
    return Set.copyOf(
        getEntityManager()
            .createQuery(
                "select p.id from DeliveryProfileEntity p where p.id in :ids", String.class)
            .setParameter("ids", profiles)
            .getResultList());
  }

  /** Notes that an asset was written or deleted at that version, and forgets old such notes. */
  void noteChange(String assetId, long version, Instant now, Instant forgetBefore) {
    getEntityManager()
        .createNativeQuery(
            "insert into asset_change (asset_id, version, changed_at) values (?1, ?2, ?3)"
                + " on conflict (asset_id) do update set version = ?2, changed_at = ?3")
        .setParameter(1, assetId)
        .setParameter(2, version)
        .setParameter(3, now)
        .executeUpdate();
    getEntityManager()
        .createNativeQuery("delete from asset_change where changed_at < ?1")
        .setParameter(1, forgetBefore)
        .executeUpdate();
  }

  /** The assets that were written or deleted after that version, as far as it is remembered. */
  List<String> changedAfter(long version) {
    return getEntityManager()
        .unwrap(Session.class)
        .createNativeQuery("select asset_id from asset_change where version > ?1", String.class)
        .setParameter(1, version)
        .getResultList();
  }
}
