package io.playgate.connector.delivery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The pace at which targets are told. */
@ConfigMapping(prefix = "playgate.delivery")
public interface DeliveryConfig {

  /** How often a target is asked whether it still holds the list. */
  @WithDefault("PT0.25S")
  Duration checkInterval();

  /** Wait after one failed attempt; doubles with each further one, half of it at random. */
  @WithDefault("PT0.05S")
  Duration firstRetryDelay();

  /** Longest wait between two attempts. */
  @WithDefault("PT2S")
  Duration maxRetryDelay();

  /**
   * For how long after revocation-service was last heard a target's list counts as complete. A
   * target that can deny in doubt does so thereafter.
   */
  @WithDefault("PT60S")
  Duration stalenessLimit();
}
