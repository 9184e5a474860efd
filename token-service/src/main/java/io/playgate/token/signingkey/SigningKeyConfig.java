package io.playgate.token.signingkey;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How signing keys are rotated. */
@ConfigMapping(prefix = "playgate.signing-key")
public interface SigningKeyConfig {
  /**
   * How long a next key is published before it signs, so that every edge has it by then. An edge
   * that lacks a key asks for it once; this is for those that are away.
   */
  @WithDefault("PT10M")
  Duration distributionTime();

  /**
   * How much longer than the longest life of its tokens a key is kept for verification, for
   * replicas that learn late that it no longer signs, and for clocks that differ.
   */
  @WithDefault("PT1M")
  Duration retirementMargin();
}
