package io.playgate.edge.verdict;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How requests are judged. */
@ConfigMapping(prefix = "playgate.verdict")
public interface VerdictConfig {

  /** How many verified tokens are kept in memory, about 1.5 KB each; the least used ones go. */
  @WithDefault("20000")
  int cacheSize();

  /**
   * Age at which the revocation replica counts as stale: nothing was heard of revocation-service
   * for so long.
   */
  @WithDefault("PT60S")
  Duration stalenessLimit();

  /** What a request gets while the replica is stale. */
  @WithDefault("deny")
  StalePolicy stalePolicy();

  /**
   * Whether refusals show their numeric deny code to the client, in the header {@code
   * Playgate-Deny-Number} and the member {@code denyNumber}. It helps whoever probes tokens as much
   * as whoever debugs them: for test installations.
   */
  @WithDefault("false")
  boolean showDenyNumber();

  /** What a request gets while the replica is stale. */
  enum StalePolicy {
    /** 403 with code {@code unavailable}: a revocation may have been missed. */
    DENY,
    /** The rules known so far are obeyed, and playback goes on. */
    ALLOW
  }
}
