package io.playgate.token.profile;

import io.playgate.token.signingkey.KeyState;
import io.playgate.token.signingkey.KeyedProfile;
import io.playgate.token.signingkey.KeyedProfiles;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/** The rows of delivery profiles. */
@ApplicationScoped
public class DeliveryProfileRepository
    implements PanacheRepositoryBase<DeliveryProfileEntity, String>, KeyedProfiles {

  @Override
  public Optional<KeyedProfile> findKeyed(String id) {
    return findByIdOptional(id).map(profile -> profile);
  }

  @Override
  public List<KeyedProfile> withoutKey(KeyState state) {
    return List.copyOf(
        list(
            "id not in (select k.profileId from SigningKeyEntity k where k.state = ?1)",
            state.wireName()));
  }

  /** Up to {@code size} profiles whose id comes after the given one. */
  List<DeliveryProfileEntity> listAfter(@Nullable String after, int size) {
    return find("id > ?1 order by id", after == null ? "" : after).page(0, size).list();
  }

  /** The different files that players open first of the assets it delivers; a sample of many. */
  List<String> entriesOf(String profile) {
    return getEntityManager()
        .unwrap(Session.class)
        .createNativeQuery(
            "select distinct entry.value from asset_profile delivered"
                + " join asset on asset.id = delivered.asset_id"
                + " cross join lateral jsonb_each_text(asset.entries) entry"
                + " where delivered.profile_id = ?1 order by entry.value limit 1000",
            String.class)
        .setParameter(1, profile)
        .getResultList();
  }

  /** The longest path of an asset it delivers; there must be one. */
  String longestAssetPath(String profile) {
    return getEntityManager()
        .unwrap(Session.class)
        .createNativeQuery(
            "select asset.path from asset_profile delivered"
                + " join asset on asset.id = delivered.asset_id"
                + " where delivered.profile_id = ?1 order by length(asset.path) desc limit 1",
            String.class)
        .setParameter(1, profile)
        .getSingleResult();
  }

  /** An asset it delivers whose path begins so. */
  Optional<String> assetUnder(String profile, String path) {
    return getEntityManager()
        .unwrap(Session.class)
        .createNativeQuery(
            "select asset.id from asset_profile delivered"
                + " join asset on asset.id = delivered.asset_id"
                + " where delivered.profile_id = ?1 and starts_with(asset.path, ?2) limit 1",
            String.class)
        .setParameter(1, profile)
        .setParameter(2, path)
        .getResultStream()
        .findFirst();
  }
}
