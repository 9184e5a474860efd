package io.playgate.token.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** How playback sessions are kept and refreshed. */
@ConfigMapping(prefix = "playgate.session")
public interface SessionConfig {
  /** How many sessions a viewer may have at a time whose viewer token sets no limit. */
  @WithDefault("4")
  int defaultLimit();

  /**
   * The most sessions a viewer may have at a time, whatever the viewer token says: it bounds what
   * one viewer can take in Redis.
   */
  @WithDefault("100")
  int maximumLimit();

  /**
   * After which part of a token's life it is to be refreshed: {@code refreshAt}. The rest is the
   * overlap of old and new token. Between 0.1 and 0.9.
   */
  @WithDefault("0.5")
  double refreshAfter();

  /** How far {@code nbf} lies before the issue time, for edges and CDNs whose clocks lag. */
  @WithDefault("PT5S")
  Duration notBeforeLeeway();

  /**
   * Base URL of this service as players reach it, for {@code refreshUrl}. By default that of the
   * request.
   */
  Optional<URI> publicUrl();

  /**
   * Longest wait for an answer of Redis. A request that it is over for is answered 503; asking
   * again is safe.
   */
  @WithDefault("PT2S")
  Duration redisTimeout();

  /** How often this replica compares its clock with that of Redis. */
  @WithDefault("PT5S")
  Duration clockCheckInterval();
}
