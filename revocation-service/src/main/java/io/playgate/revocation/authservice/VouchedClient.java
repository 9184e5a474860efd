package io.playgate.revocation.authservice;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * A client that auth-service vouched for.
 *
 * @param id its client id
 * @param scopes what it may do
 * @param until when its access token expires
 */
public record VouchedClient(String id, Set<String> scopes, Instant until) {
  public VouchedClient {
    scopes = Set.copyOf(scopes);
  }

  /** How long it is vouched for, from a time on; never negative. */
  public Duration remaining(Instant from) {
    Duration left = Duration.between(from, until);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
