package io.playgate.token.edgeconfiguration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How edges are told of profiles and keys. */
@ConfigMapping(prefix = "playgate.edge-configuration")
public interface EdgeConfigurationConfig {
  /** How often a feed says that there is nothing new. An edge takes longer silence for a fault. */
  @WithDefault("PT2S")
  Duration positionInterval();

  /**
   * How long a feed lasts before the edge has to connect and prove itself again, so that an edge
   * that was taken out of the clients file gets nothing new for longer than this.
   */
  @WithDefault("PT10M")
  Duration connectionLifetime();
}
