package io.playgate.edge.media;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** How manifests are rewritten. */
@ConfigMapping(prefix = "playgate.manifest")
public interface ManifestConfig {

  /**
   * Hosts by which players reach this edge, with the port where it is not the default, for example
   * {@code media.example}. URLs in manifests and redirects that name one of these, or one of the
   * delivery profile's, are this edge's own. Where the list is empty, the host that the player
   * asked is, too.
   */
  Optional<Set<String>> hosts();

  /** The largest manifest after rewriting, in bytes before compression; a larger one breaks off. */
  @WithDefault("67108864")
  long maxRewrittenSize();

  /**
   * Memory for all manifests that are being rewritten, in bytes; a manifest that needs more is
   * answered 503 with {@code Retry-After}. One takes 192 KiB, 256 KiB more where it is compressed,
   * and a DASH manifest four times its size on top.
   */
  @WithDefault("67108864")
  long maxMemory();

  /** Longest time from the head of an origin's manifest to its last byte at the player. */
  @WithDefault("PT60S")
  Duration timeout();
}
