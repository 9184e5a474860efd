package io.playgate.auth.oauth.grants;

import io.playgate.auth.accesstoken.IssuedToken;
import io.playgate.auth.accesstoken.TokenAnswer;
import io.playgate.auth.accesstoken.TokenStrategy;
import io.playgate.auth.client.AuthenticatedClient;
import io.playgate.auth.client.Scope;
import io.playgate.auth.oauth.AccessTokenAnswer;
import io.playgate.auth.oauth.ClientAuthentication;
import io.playgate.auth.oauth.Grant;
import io.playgate.auth.oauth.TokenRequest;
import io.playgate.support.limit.CallerAddress;
import io.playgate.support.oauth.OAuthError;
import io.playgate.support.oauth.OAuthException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/** An access token for a client itself (RFC 6749 section 4.4). */
@Singleton
class ClientCredentialsGrant implements Grant {

  private static final Logger LOG = Logger.getLogger(ClientCredentialsGrant.class);

  private final ClientAuthentication clients;
  private final TokenStrategy tokens;

  ClientCredentialsGrant(ClientAuthentication clients, TokenStrategy tokens) {
    this.clients = clients;
    this.tokens = tokens;
  }

  @Override
  public String type() {
    return "client_credentials";
  }

  @Override
  public List<String> parameters() {
    return List.of();
  }

  @Override
  public String description() {
    return "by client_secret_basic, client_secret_post or private_key_jwt (RFC 7523, ES256); scope"
        + " narrows what the client holds.";
  }

  @Override
  public TokenAnswer issue(TokenRequest request, CallerAddress caller) {
    AuthenticatedClient client = clients.require(request, caller);
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
    return AccessTokenAnswer.of(token, scopes);
  }
}
