package io.playgate.revocation.authservice;

import io.smallrye.config.ConfigMapping;
import java.net.URI;

/** Where auth-service is. */
@ConfigMapping(prefix = "playgate.auth")
public interface AuthServiceConfig {
  /**
   * Base URL of auth-service, for example {@code http://auth:8081}. Without it the service does not
   * start: billing's events would wait for an auth-service that is not there.
   */
  URI url();
}
