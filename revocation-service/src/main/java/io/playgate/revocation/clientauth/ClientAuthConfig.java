package io.playgate.revocation.clientauth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How client secrets are checked, which only auth-service can. */
@ConfigMapping(prefix = "playgate.client-secrets")
public interface ClientAuthConfig {
  /**
   * For how long a secret that auth-service accepted is believed without asking again, at most a
   * minute: so long a client that was removed can still introspect.
   */
  @WithDefault("PT60S")
  Duration acceptedTtl();

  /** For how long a secret that auth-service refused is refused without asking again. */
  @WithDefault("PT5S")
  Duration refusedTtl();

  /** Most secrets that are remembered. */
  @WithDefault("10000")
  int cacheSize();
}
