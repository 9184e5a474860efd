package io.playgate.revocation.clientauth;

import io.playgate.support.client.CallerIdentity;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client that proved itself.
 *
 * @param id its client id
 * @param scopes what it may do
 * @param profiles the delivery profiles it is limited to; null where it is not limited
 */
public record Caller(String id, Set<String> scopes, @Nullable Set<String> profiles) {
  public Caller {
    scopes = Set.copyOf(scopes);
    profiles = profiles == null ? null : Set.copyOf(profiles);
  }

  /** Whether it may know of tokens of a delivery profile. */
  public boolean mayReadProfile(String profile) {
    return profiles == null
        || profiles.contains(CallerIdentity.ALL_PROFILES)
        || profiles.contains(profile);
  }
}
