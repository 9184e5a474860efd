package io.playgate.support.issuer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Whose viewer tokens and access tokens are accepted. */
@ConfigMapping(prefix = "playgate.issuer")
public interface IssuerConfig {

  /** {@code iss} of auth-service's tokens, exactly. Without it none is accepted. */
  Optional<String> uri();

  /** Where auth-service publishes its keys, for example {@code http://auth:8081/oauth2/jwks}. */
  Optional<URI> jwksUrl();

  /**
   * How often the keys are fetched again. A key that was taken off the list is believed for so long
   * at most, while auth-service answers.
   */
  @WithDefault("PT5M")
  Duration refreshInterval();

  /** Shortest time between two fetches, however many tokens come with a key that is not known. */
  @WithDefault("PT5S")
  Duration minFetchInterval();

  /** Longest time a fetch may take. */
  @WithDefault("PT2S")
  Duration fetchTimeout();
}
