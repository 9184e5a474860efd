package io.playgate.token.replica;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How a replica follows the catalogue. */
@ConfigMapping(prefix = "playgate.catalogue")
public interface CatalogueConfig {
  /** How often a replica asks PostgreSQL whether the catalogue has changed. */
  @WithDefault("PT1S")
  Duration checkInterval();

  /**
   * How long a replica may be unable to ask before it reports its catalogue as stale, in the data
   * of its readiness. It stays ready and goes on with what it knows: who plays, plays on.
   */
  @WithDefault("PT30S")
  Duration stalenessLimit();
}
