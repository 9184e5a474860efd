package io.playgate.connector.revocation;

import io.smallrye.config.ConfigMapping;
import java.net.URI;

/** Where revocations come from. */
@ConfigMapping(prefix = "playgate.revocation")
public interface RevocationConfig {

  /** Base URL of revocation-service, for example {@code http://revocation-service:8083}. */
  URI url();
}
