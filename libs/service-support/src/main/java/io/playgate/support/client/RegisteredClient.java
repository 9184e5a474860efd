package io.playgate.support.client;

import java.security.interfaces.ECPublicKey;
import java.util.Map;
import java.util.Set;

/**
 * A service or an edge that may call this service.
 *
 * @param id its client id
 * @param scopes what it may do
 * @param profiles for an edge: the delivery profiles whose keys it is given; {@code *} stands for
 *     all
 * @param keys its public keys by kid
 */
public record RegisteredClient(
    String id, Set<String> scopes, Set<String> profiles, Map<String, ECPublicKey> keys) {

  /** Takes copies. */
  public RegisteredClient {
    scopes = Set.copyOf(scopes);
    profiles = Set.copyOf(profiles);
    keys = Map.copyOf(keys);
  }

  /** Whether the other entry lets the same holder of a key do the same; profiles aside. */
  boolean admitsAs(RegisteredClient other) {
    return id.equals(other.id) && scopes.equals(other.scopes) && keys.equals(other.keys);
  }
}
