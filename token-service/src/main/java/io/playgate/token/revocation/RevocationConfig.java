package io.playgate.token.revocation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** Where revocation-service is, and how much is trusted while it is away. */
@ConfigMapping(prefix = "playgate.revocation")
public interface RevocationConfig {
  /** Base URL of revocation-service, for example {@code http://revocation:8083}. */
  URI url();

  /**
   * How old the replica of the rules may be for a new session or a new token by asking again.
   * Beyond it, and before the first snapshot, the answer is 503.
   */
  @WithDefault("PT60S")
  Duration stalenessLimit();

  /**
   * How old the replica may be for the refresh of a session that plays. It is larger, because a
   * viewer who plays shall survive a restart of revocation-service, and edges judge each request
   * with the new token by their own replica. What it costs: at a CDN that enforces nothing but
   * expiry, a viewer whose hold was not heard of goes on for so long and one token's life more.
   * docs/architecture/overview.md compares the limits.
   */
  @WithDefault("PT5M")
  Duration refreshStalenessLimit();
}
