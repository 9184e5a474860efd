package io.playgate.edge.media;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The origin that the media come from. */
@ConfigMapping(prefix = "playgate.origin")
public interface OriginConfig {

  /**
   * URL that takes the place of a delivery profile's base path, for example {@code
   * https://origin.example/packages}; without query and user information.
   */
  URI url();

  /** Longest wait for a connection, or for one to become free. */
  @WithDefault("PT3S")
  Duration connectTimeout();

  /**
   * Longest wait for the head of an answer. Low-latency HLS holds a playlist request for up to
   * three target durations, so keep this well above that.
   */
  @WithDefault("PT30S")
  Duration responseTimeout();

  /** A connection on which nothing moves for so long is closed, a paused player's too. */
  @WithDefault("PT5M")
  Duration idleTimeout();

  /** Connections to the origin. */
  @WithDefault("512")
  int maxConnections();

  /** Requests that may wait for a connection; one more is answered 502. */
  @WithDefault("2048")
  int maxWaiting();

  /**
   * The largest manifest that the token is written into, in bytes; a larger one is answered 502.
   */
  @WithDefault("4194304")
  int maxManifestSize();

  /**
   * Headers of the player that reach the origin besides those that media need, by their names. Not
   * those by which servers take another path, method, host or address.
   */
  Optional<List<String>> passHeaders();
}
