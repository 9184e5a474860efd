package io.playgate.token.replica;

import io.playgate.playbacktoken.DialectRegistry;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.ReferenceFormat;
import io.playgate.playbacktoken.TokenFormat;
import io.playgate.token.profile.DeliveryProfile;
import io.playgate.token.signingkey.KeyState;
import io.playgate.token.signingkey.RingKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

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

  private static final Logger LOG = Logger.getLogger(CatalogueSnapshot.class);

  /** Takes a copy. */
  public CatalogueSnapshot {
    deliveries = Map.copyOf(deliveries);
  }

  /**
   * A profile with its keys.
   *
   * @param profile the profile
   * @param format how its tokens are written; null where no dialect of this version can
   * @param ring its keys but retired ones
   * @param firstKeyAt when its first key was made, which may be retired since; of no meaning where
   *     the ring is empty
   */
  public record Delivery(
      DeliveryProfile profile,
      @Nullable TokenFormat format,
      List<RingKey> ring,
      Instant firstKeyAt) {

    /** How long replicas of this version and of the one before may run beside each other. */
    private static final Duration MIXED_VERSIONS = Duration.ofHours(24);

    /** Takes a copy. */
    public Delivery {
      ring = List.copyOf(ring);
    }

    /** Binds a profile to its dialect. */
    static Delivery of(
        DialectRegistry dialects, DeliveryProfile profile, List<RingKey> ring, Instant firstKeyAt) {
      TokenFormat format = null;
      try {
        format = profile.open(dialects);
      } catch (InvalidPlacementException | IllegalArgumentException e) {
        // Tried when the profile was written: another version wrote it.
        LOG.errorf("Delivery profile %s cannot be used: %s", profile.id(), e.getMessage());
      }
      return new Delivery(profile, format, ring, firstKeyAt);
    }

    /** How its tokens are written. */
    public TokenFormat boundFormat() {
      if (format == null) {
        throw new IllegalStateException(
            "profile "
                + profile.id()
                + " needs a dialect and options that this version understands");
      }
      return format;
    }

    /** Whether its tokens are references, which have to be registered. */
    public boolean issuesReferences() {
      return format instanceof ReferenceFormat;
    }

    /** The key that signs. */
    public Optional<RingKey> activeKey() {
      return ring.stream().filter(key -> key.state() == KeyState.ACTIVE).findFirst();
    }

    /**
     * Until when opaque tokens of the profile may hold that no key of its ring marked: those that
     * replicas of the version before issue while the first of this one run.
     */
    public Instant unmarkedUntil() {
      return firstKeyAt.plus(MIXED_VERSIONS).plus(profile.lifetime());
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
