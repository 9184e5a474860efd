package io.playgate.auth.signingkey;

import io.playgate.auth.AuthConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Not ready once the keys have not been read for so long that this replica may have missed a
 * rotation: it would refuse tokens that others sign.
 */
@Readiness
@ApplicationScoped
class SigningKeysReadiness implements HealthCheck {

  private final SigningKeys keys;
  private final AuthConfig config;

  SigningKeysReadiness(SigningKeys keys, AuthConfig config) {
    this.keys = keys;
    this.config = config;
  }

  @Override
  public HealthCheckResponse call() {
    Duration age = keys.heartbeat().age();
    AuthConfig.SigningKeys limits = config.signingKeys();
    // A key that is published for a shorter time may sign unseen before that.
    Duration limit =
        limits.stalenessLimit().compareTo(limits.publishAhead()) < 0
            ? limits.stalenessLimit()
            : limits.publishAhead();
    return HealthCheckResponse.named("signing-keys")
        .status(age.compareTo(limit) <= 0)
        .withData("ageSeconds", age.toSeconds())
        .build();
  }
}
