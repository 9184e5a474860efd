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
   * Base URL of this service as players reach it, for {@code refreshUrl}. By default {@code
   * playgate.service.base-url}; without either, {@code refreshUrl} is relative to the URL of the
   * request. It never comes from the request's {@code Host} header.
   */
  Optional<URI> publicUrl();

  /**
   * Longest wait for an answer of Redis. A request that it is over for is answered 503; asking
   * again is safe.
   */
  @WithDefault("PT2S")
  Duration redisTimeout();

  /** How much one viewer may ask for. */
  Rate rate();

  /** How much one viewer may ask for; 0 is no limit. Beyond it the answer is 429. */
  interface Rate {
    /**
     * The time that the numbers of requests are meant for; a viewer who waited has them at once.
     */
    @WithDefault("PT10S")
    Duration window();

    /** Starts, and asking again, within the window. */
    @WithDefault("10")
    int starts();

    /** Refreshes within the window, of all sessions together; they never use up starts. */
    @WithDefault("100")
    int refreshes();

    /** Ends within the window. */
    @WithDefault("20")
    int ends();

    /** Opaque tokens of one session that live at a time: each is a record of revocation-service. */
    @WithDefault("8")
    int opaqueTokens();

    /**
     * Rules that ending sessions may make within the life of the tokens they hit: each stands for
     * so long at revocation-service and in every replica.
     */
    @WithDefault("100")
    int rules();
  }

  /** How often this replica compares its clock with that of Redis. */
  @WithDefault("PT5S")
  Duration clockCheckInterval();
}
