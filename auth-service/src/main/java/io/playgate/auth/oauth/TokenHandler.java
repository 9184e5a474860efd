package io.playgate.auth.oauth;

import io.playgate.auth.accesstoken.TokenAnswer;
import io.playgate.support.limit.CallerAddress;
import io.playgate.support.limit.FairTurns;
import io.playgate.support.limit.SampledLog;
import io.playgate.support.oauth.OAuthError;
import io.playgate.support.oauth.OAuthException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Gives each request to the token endpoint its turn, and then to the grant that it is for. */
@ApplicationScoped
class TokenHandler {

  private static final Logger LOG = Logger.getLogger(TokenHandler.class);
  private static final int MAX_WAITING = 1024;
  private static final Duration MAX_WAIT = Duration.ofSeconds(5);

  private final Grants grants;
  private final FairTurns turns;
  private final SampledLog log;

  @Inject
  TokenHandler(
      Grants grants,
      @ConfigProperty(name = "quarkus.datasource.jdbc.max-size") int connections,
      Clock clock) {
    this.grants = grants;
    // Half of the connections; the others are for sign-ins and administration.
    this.turns = new FairTurns(Math.max(1, connections / 2), MAX_WAITING, MAX_WAIT);
    this.log = new SampledLog(LOG, Duration.ofMinutes(1), clock);
  }

  /**
   * Answers a request when its turn comes.
   *
   * @param caller where it comes from, for fair turns and for the brake on guessing
   */
  TokenAnswer handle(TokenRequest request, CallerAddress caller) {
    try {
      // Each looks into the database: a flood from one place must not take all its connections.
      return turns.inTurn(caller, () -> grants.of(request.grantType()).issue(request, caller));
    } catch (FairTurns.NoTurnException none) {
      if (none.refusal() == FairTurns.Refusal.SHARE) {
        log.warn("Token requests from network " + caller.network() + " refused: too many at once");
        throw new OAuthException(OAuthError.TOO_MANY_REQUESTS, "too many at once from your network")
            .withHeader("Retry-After", "2");
      }
      log.warn("Token requests refused: busy");
      throw new OAuthException(OAuthError.TEMPORARILY_UNAVAILABLE, "the service is busy")
          .withHeader("Retry-After", "1");
    }
  }
}
