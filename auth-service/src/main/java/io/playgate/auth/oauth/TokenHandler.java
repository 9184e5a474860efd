package io.playgate.auth.oauth;

import io.playgate.auth.AuthConfig;
import io.playgate.auth.accesstoken.IssuedToken;
import io.playgate.auth.accesstoken.TokenStrategy;
import io.playgate.auth.client.AuthenticatedClient;
import io.playgate.auth.client.ClientAuthenticator;
import io.playgate.auth.client.Scope;
import io.playgate.auth.signin.SignInService;
import io.playgate.auth.signin.TokenPair;
import io.playgate.support.oauth.OAuthError;
import io.playgate.support.oauth.OAuthException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/** The grants of the token endpoint. */
@ApplicationScoped
class TokenHandler {

  private static final Logger LOG = Logger.getLogger(TokenHandler.class);

  private final ClientAuthenticator authenticator;
  private final SignInService signIns;
  private final TokenStrategy tokens;
  private final AuthConfig config;

  @Inject
  TokenHandler(
      ClientAuthenticator authenticator,
      SignInService signIns,
      TokenStrategy tokens,
      AuthConfig config) {
    this.authenticator = authenticator;
    this.signIns = signIns;
    this.tokens = tokens;
    this.config = config;
  }

  Object handle(TokenRequest request) {
    return switch (request.grantType()) {
      case "client_credentials" -> clientCredentials(request);
      case "refresh_token" -> refreshToken(request);
      default ->
          throw new OAuthException(
              OAuthError.UNSUPPORTED_GRANT_TYPE,
              "grant_type must be client_credentials or refresh_token");
    };
  }

  private AccessTokenAnswer clientCredentials(TokenRequest request) {
    if (request.credential() == null) {
      throw new OAuthException(OAuthError.INVALID_CLIENT, "the client has to authenticate");
    }
    AuthenticatedClient client =
        authenticator
            .authenticate(request.credential())
            .orElseThrow(() ->
                new OAuthException(
                    OAuthError.INVALID_CLIENT, "the client could not be authenticated"));
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
