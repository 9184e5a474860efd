package io.playgate.revocation.webhook.standard;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Billing events by Standard Webhooks. */
@ConfigMapping(prefix = "playgate.webhooks.standard")
public interface StandardWebhooksConfig {
  /**
   * File with the shared secrets, {@code whsec_...}, one a line, several while one is replaced by
   * another. Read again when it changes. Without it every webhook is refused.
   */
  Optional<Path> secretsFile();

  /** How often the file is looked at. */
  @WithDefault("PT5S")
  Duration secretsFileCheckInterval();

  /** How far the time of signing may be from now: what is older may be a replay. */
  @WithDefault("PT5M")
  Duration tolerance();

  /**
   * For how long an event is recognised when it comes again. Longer than the sender tries, and much
   * longer than the tolerance.
   */
  @WithDefault("P7D")
  Duration duplicateTtl();

  /** For how long the order of one subject's events is known. */
  @WithDefault("P30D")
  Duration orderTtl();

  /** How long an answer waits for auth-service to take the event too; it never depends on it. */
  @WithDefault("PT0.5S")
  Duration entitlementWait();
}
