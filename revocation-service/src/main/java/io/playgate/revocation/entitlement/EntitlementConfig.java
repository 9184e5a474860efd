package io.playgate.revocation.entitlement;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How auth-service is told of billing events. */
@ConfigMapping(prefix = "playgate.entitlement-inbox")
public interface EntitlementConfig {
  /** Wait after the first failed attempt; doubles with each further one. */
  @WithDefault("PT1S")
  Duration firstDelay();

  /** Longest wait between attempts. */
  @WithDefault("PT1M")
  Duration maxDelay();

  /** For how long a process that took an event for delivery may keep it from others. */
  @WithDefault("PT15S")
  Duration claim();

  /** Most events that wait; while there are so many, webhooks are answered by 503. */
  @WithDefault("100000")
  int maxEntries();

  /** How many events that auth-service refused for good are kept for inspection. */
  @WithDefault("1000")
  int maxParked();

  /** How often events that are due are looked for. */
  @WithDefault("PT0.5S")
  Duration checkInterval();
}
