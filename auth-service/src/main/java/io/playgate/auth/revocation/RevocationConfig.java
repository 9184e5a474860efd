package io.playgate.auth.revocation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** How revocation-service is told of sign-ins that ended. */
@ConfigMapping(prefix = "playgate.revocation")
public interface RevocationConfig {

  /**
   * Base URL of revocation-service, for example {@code http://revocation:8083}. Without it nothing
   * is told: whoever signed out, was disabled or deleted plays on until the tokens expire.
   */
  Optional<URI> url();

  /** Delivery. */
  Outbox outbox();

  /** Delivery of what revocation-service is to be told. */
  interface Outbox {

    /** The longest life of any playback token: rules on sign-ins stand for so long. */
    @WithDefault("PT24H")
    Duration playbackTokenLifetime();

    /** Wait after the first failed attempt; doubles with each further one. */
    @WithDefault("PT0.1S")
    Duration firstDelay();

    /** Longest wait between attempts. */
    @WithDefault("PT5S")
    Duration maxDelay();

    /** For how long a replica that took rows keeps them from the others. */
    @WithDefault("PT10S")
    Duration claim();

    /** How often rows are looked for that another replica left behind. */
    @WithDefault("PT1S")
    Duration checkInterval();
  }
}
