package io.playgate.auth.oauth;

import io.playgate.auth.AuthConfig;
import io.playgate.auth.accesstoken.IssuedToken;
import io.playgate.auth.accesstoken.TokenStrategy;
import io.playgate.auth.client.AuthenticatedClient;
import io.playgate.auth.client.ClientAuthenticator;
import io.playgate.auth.client.ClientCredential;
import io.playgate.auth.client.Scope;
import io.playgate.auth.signin.SignInService;
import io.playgate.auth.signin.TokenPair;
import io.playgate.support.limit.CallerAddress;
import io.playgate.support.limit.CredentialBrake;
import io.playgate.support.limit.FairTurns;
import io.playgate.support.limit.SampledLog;
import io.playgate.support.oauth.OAuthError;
import io.playgate.support.oauth.OAuthException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The grants of the token endpoint. */
@ApplicationScoped
class TokenHandler {

  private static final Logger LOG = Logger.getLogger(TokenHandler.class);
  private static final int MAX_WAITING = 1024;
  private static final Duration MAX_WAIT = Duration.ofSeconds(5);

  private final ClientAuthenticator authenticator;
  private final SignInService signIns;
  private final TokenStrategy tokens;
  private final AuthConfig config;
  private final CredentialBrake brake;
  private final FairTurns turns;
  private final SampledLog log;

  @Inject
  TokenHandler(
      ClientAuthenticator authenticator,
      SignInService signIns,
      TokenStrategy tokens,
      AuthConfig config,
      @ConfigProperty(name = "quarkus.datasource.jdbc.max-size") int connections,
      Clock clock) {
    this.authenticator = authenticator;
    this.signIns = signIns;
    this.tokens = tokens;
    this.config = config;
    this.brake = new CredentialBrake(clock);
    // Half of the connections; the others are for sign-ins and administration.
    this.turns = new FairTurns(Math.max(1, connections / 2), MAX_WAITING, MAX_WAIT);
    this.log = new SampledLog(LOG, Duration.ofMinutes(1), clock);
  }

  /**
   * Answers a request when its turn comes.
   *
   * @param caller where it comes from, for fair turns and for the brake on guessing
   */
  Object handle(TokenRequest request, CallerAddress caller) {
    try {
      // Each looks into the database: a flood from one place must not take all its connections.
      return turns.inTurn(caller, () -> inTurn(request, caller));
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

  private CredentialBrake.Attempt begin(ClientCredential credential, CallerAddress caller) {
    try {
      return brake.begin(credential.claimedClient(), caller);
    } catch (CredentialBrake.BrakedException braked) {
      log.warn("Client credentials from network " + caller.network() + " not looked at: too many");
      throw new OAuthException(
              OAuthError.TOO_MANY_REQUESTS, "too many wrong credentials from your address")
          .withHeader("Retry-After", Long.toString(braked.retryAfter()));
    }
  }

  private Object inTurn(TokenRequest request, CallerAddress caller) {
    return switch (request.grantType()) {
      case "client_credentials" -> clientCredentials(request, caller);
      case "refresh_token" -> refreshToken(request);
      default ->
          throw new OAuthException(
              OAuthError.UNSUPPORTED_GRANT_TYPE,
              "grant_type must be client_credentials or refresh_token");
    };
  }

  private AccessTokenAnswer clientCredentials(TokenRequest request, CallerAddress caller) {
    if (request.credential() == null) {
      throw new OAuthException(OAuthError.INVALID_CLIENT, "the client has to authenticate");
    }
    AuthenticatedClient client = authenticated(request.credential(), caller);
    if (request.clientId() != null && !request.clientId().equals(client.id())) {
      throw new OAuthException(
          OAuthError.INVALID_REQUEST, "client_id is not the authenticated client");
    }
    Set<String> scopes = new TreeSet<>(client.scopes());
    if (request.scope() != null) {
      Set<String> wanted = Scope.parse(request.scope());
      if (wanted.isEmpty() || !scopes.containsAll(wanted)) {
        throw new OAuthException(
            OAuthError.INVALID_SCOPE, "the client does not hold every scope asked for");
      }
      scopes.retainAll(wanted);
    }
    IssuedToken token = tokens.accessToken(client.id(), scopes);
    LOG.debugf("Access token issued to client %s", client.id());
    return new AccessTokenAnswer(
        token.text(), "Bearer", token.expiresIn(), String.join(" ", scopes));
  }

  private AuthenticatedClient authenticated(ClientCredential credential, CallerAddress caller) {
    CredentialBrake.Attempt attempt = begin(credential, caller);
    Optional<AuthenticatedClient> client;
    try {
      client = authenticator.authenticate(credential);
    } catch (RuntimeException failed) {
      attempt.notJudged();
      throw failed;
    }
    if (client.isEmpty()) {
      throw new OAuthException(OAuthError.INVALID_CLIENT, "the client could not be authenticated");
    }
    attempt.succeeded();
    return client.get();
  }

  private TokenPair refreshToken(TokenRequest request) {
    String clientId = request.clientId();
    boolean otherClient = clientId != null && !clientId.equals(config.firstPartyClientId());
    if (request.credential() != null || otherClient) {
      // Refresh tokens are of viewers on the customer's own apps, which are public clients.
      throw new OAuthException(
          OAuthError.UNAUTHORIZED_CLIENT, "refresh tokens are for the first-party apps only");
    }
    if (request.refreshToken() == null) {
      throw new OAuthException(
          OAuthError.INVALID_REQUEST, "the parameter refresh_token is missing");
    }
    if (request.scope() != null
        && !Scope.parse(request.scope()).equals(Set.of(TokenStrategy.PLAYBACK))) {
      throw new OAuthException(OAuthError.INVALID_SCOPE, "the scope is playback");
    }
    TokenPair pair = signIns.refresh(request.refreshToken());
    if (pair == null) {
      throw new OAuthException(
          OAuthError.INVALID_GRANT, "the refresh token is unknown, expired or used");
    }
    return pair;
  }
}
