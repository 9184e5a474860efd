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
   * viewer who plays shall survive a restart of revocation-service. What it costs: a cut-off that
   * was set meanwhile does not hit the tokens that are issued after it. A hold hits them at the
   * edges all the same.
   */
  @WithDefault("PT5M")
  Duration refreshStalenessLimit();
}
