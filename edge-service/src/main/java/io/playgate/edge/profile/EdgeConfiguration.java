package io.playgate.edge.profile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** One version of the configuration that token-service gives to this edge. */
public final class EdgeConfiguration {

  /** What can be used before what cannot, where two profiles cannot be told apart otherwise. */
  private static final Comparator<DeliveryProfile> LONGEST_FIRST =
      Comparator.<DeliveryProfile>comparingInt(profile -> profile.basePath().length())
          .reversed()
          .thenComparing(profile -> profile.checks() == null)
          .thenComparing(DeliveryProfile::id);

  private final long version;
  private final @Nullable SecretKey subjectDigestKey;
  private final List<DeliveryProfile> profiles;
  private final List<Refusal> refusals;

  /** Those that share a path with one at other hosts, so that the path alone does not decide. */
  private final Set<DeliveryProfile> contested = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * A profile that this edge refuses.
   *
   * @param id its id; {@code ?} and its place in the document where it has none
   * @param reason why; quotes nothing of the document but ids
   */
  public record Refusal(String id, String reason) {}

  /**
   * Makes a configuration.
   *
   * @param version counts changes at token-service
   * @param subjectDigestKey compares digests in tokens with the subjects of rules; null where
   *     token-service gave none
   * @param profiles the profiles
   * @param refusals what is wrong with some
   */
  public EdgeConfiguration(
      long version,
      @Nullable SecretKey subjectDigestKey,
      List<DeliveryProfile> profiles,
      List<Refusal> refusals) {
    this.version = version;
    this.subjectDigestKey = subjectDigestKey;
    this.profiles = profiles.stream().sorted(LONGEST_FIRST).toList();
    this.refusals = List.copyOf(refusals);
    for (DeliveryProfile inner : this.profiles) {
      for (DeliveryProfile outer : this.profiles) {
        if (outer != inner
            && (outer.basePath().equals(inner.basePath()) || outer.covers(inner.basePath()))
            && !outer.hosts().equals(inner.hosts())) {
          contested.add(inner);
        }
      }
    }
  }

  /** Counts changes at token-service. */
  public long version() {
    return version;
  }

  /** Compares digests in tokens with the subjects of rules; null where there is none. */
  public @Nullable SecretKey subjectDigestKey() {
    return subjectDigestKey;
  }

  /** The profiles, the longest base path first. */
  public List<DeliveryProfile> profiles() {
    return profiles;
  }

  /** What is refused of the document. */
  public List<Refusal> refusals() {
    return refusals;
  }

  /** How many profiles can be used. */
  public int usable() {
    return (int) profiles.stream().filter(profile -> profile.checks() != null).count();
  }

  /**
   * The profile with the longest base path that covers a path, segment by segment. Where profiles
   * at different hosts cover it, it is among those of the host that the player named.
   *
   * @param path starting with a slash
   * @param host consulted only where the path does not decide
   * @return null where there is none, or the host does not tell which
   */
  public @Nullable DeliveryProfile find(String path, RequestHost host) {
    for (DeliveryProfile profile : profiles) {
      if (profile.covers(path)) {
        return contested.contains(profile) ? findAt(path, host) : profile;
      }
    }
    return null;
  }

  private @Nullable DeliveryProfile findAt(String path, RequestHost host) {
    DeliveryProfile named = findAt(path, RequestHost.normal(host.named()));
    DeliveryProfile connected = findAt(path, RequestHost.normal(host.connected()));
    if (host.named() == null) {
      return connected;
    }
    // A proxy's word counts. But if it hands on the player's host as well, and the two would lead
    // to different profiles, one of them came from the player.
    return connected == null || connected == named || connected.hosts().isEmpty() ? named : null;
  }

  private @Nullable DeliveryProfile findAt(String path, @Nullable String host) {
    List<DeliveryProfile> anywhere = new ArrayList<>();
    for (DeliveryProfile profile : profiles) {
      if (profile.covers(path)) {
        if (host != null && profile.hosts().contains(host)) {
          return profile;
        }
        if (profile.hosts().isEmpty()) {
          anywhere.add(profile);
        }
      }
    }
    return anywhere.isEmpty() ? null : anywhere.getFirst();
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
            .toList(),
        refusals);
  }

  /** Names the version; holds keys. */
  @Override
  public String toString() {
    return "EdgeConfiguration[version=" + version + "]";
  }
}
