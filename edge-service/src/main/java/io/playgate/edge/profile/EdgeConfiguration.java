package io.playgate.edge.profile;

import java.util.Comparator;
import java.util.List;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * One version of the configuration that token-service gives to this edge.
 *
 * @param version counts changes at token-service
 * @param subjectDigestKey compares digests in tokens with the subjects of rules; null where
 *     token-service gave none
 * @param profiles the longest base path first
 */
public record EdgeConfiguration(
    long version, @Nullable SecretKey subjectDigestKey, List<DeliveryProfile> profiles) {

  public EdgeConfiguration {
    profiles =
        profiles.stream()
            .sorted(
                Comparator.<DeliveryProfile>comparingInt(profile -> profile.basePath().length())
                    .reversed()
                    .thenComparing(DeliveryProfile::id))
            .toList();
  }

  /**
   * The profile with the longest base path that covers a path, segment by segment.
   *
   * @param path starting with a slash
   * @return null where there is none
   */
  public @Nullable DeliveryProfile find(String path) {
    for (DeliveryProfile profile : profiles) {
      if (profile.covers(path)) {
        return profile;
      }
    }
    return null;
  }

  /** Keeps the objects of profiles that did not change, so that what is cached for them stays. */
  EdgeConfiguration reusing(@Nullable EdgeConfiguration former) {
    if (former == null) {
      return this;
    }
    return new EdgeConfiguration(
        version,
        subjectDigestKey,
        profiles.stream()
            .map(profile -> {
              for (DeliveryProfile known : former.profiles) {
                if (known.sameAs(profile)) {
                  return known;
                }
              }
              return profile;
            })
            .toList());
  }

  /** Names the version; holds keys. */
  @Override
  public String toString() {
    return "EdgeConfiguration[version=" + version + "]";
  }
}
