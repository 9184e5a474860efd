package io.playgate.edge.profile;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** Where delivery profiles and verification keys come from. */
@ConfigMapping(prefix = "playgate.token")
public interface ProfileConfig {

  /** Base URL of token-service, for example {@code http://token-service:8082}. */
  URI url();

  /** Longest wait for a connection and for the head of an answer. */
  @WithDefault("PT3S")
  Duration timeout();

  /** The feed sends something every 2 s; a connection that is silent for this long is dead. */
  @WithDefault("PT10S")
  Duration silenceLimit();

  /** Longest wait between two attempts to connect. */
  @WithDefault("PT5S")
  Duration maxRetryDelay();

  /**
   * A token that names an unknown key causes a re-fetch of the configuration, at most one per this
   * time, whoever sends such tokens.
   */
  @WithDefault("PT5S")
  Duration refetchInterval();
}
