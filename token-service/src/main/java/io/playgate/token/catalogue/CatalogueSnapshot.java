package io.playgate.token.catalogue;

import io.playgate.token.profile.DeliveryProfile;
import io.playgate.token.signingkey.KeyState;
import io.playgate.token.signingkey.RingKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All delivery profiles and their keys as of one version. Assets, which are many, are remembered
 * apart.
 *
 * @param version of the whole catalogue
 * @param deliveryVersion that of the last change to profiles or keys
 * @param deliveries profiles with their keys, by profile id
 */
public record CatalogueSnapshot(
    long version, long deliveryVersion, Map<String, Delivery> deliveries) {

  /** Takes a copy. */
  public CatalogueSnapshot {
    deliveries = Map.copyOf(deliveries);
  }

  /**
   * A profile with its keys.
   *
   * @param profile the profile
   * @param ring its keys but retired ones; empty where its tokens are not signed
   */
  public record Delivery(DeliveryProfile profile, List<RingKey> ring) {
    /** Takes a copy. */
    public Delivery {
      ring = List.copyOf(ring);
    }

    /** The key that signs. */
    public Optional<RingKey> activeKey() {
      return ring.stream().filter(key -> key.state() == KeyState.ACTIVE).findFirst();
    }

    /** Whether edges still accept what that key signed. */
    public boolean hasKey(String kid) {
      return ring.stream().anyMatch(key -> key.jwk().kid().equals(kid));
    }
  }

  /** The profile of that id with its keys. */
  public Optional<Delivery> delivery(String profileId) {
    return Optional.ofNullable(deliveries.get(profileId));
  }
}
