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

  /**
   * Most events that stay parked: those about a viewer or package that auth-service does not know,
   * and those that it refuses. Beyond, the oldest are dropped, with an error in the log.
   */
  @WithDefault("10000")
  int maxParked();

  /** For how long an event stays parked and is tried again; then it is dropped, with an error. */
  @WithDefault("P30D")
  Duration parkedRetention();

  /** Longest wait between attempts with a parked event. */
  @WithDefault("PT15M")
  Duration parkedMaxDelay();

  /** How often events that are due are looked for. */
  @WithDefault("PT0.5S")
  Duration checkInterval();
}
