package io.playgate.auth.oauth.grants;

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
import io.quarkus.arc.properties.IfBuildProperty;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/** A grant that no service has: all that one takes is this class. */
@Singleton
@IfBuildProperty(name = PassPhraseGrant.SWITCH, stringValue = "true")
class PassPhraseGrant implements Grant {

  static final String SWITCH = "test.pass-phrase-grant";
  static final String TYPE = "urn:example:params:oauth:grant-type:pass-phrase";
  static final String PHRASE = "open sesame";

  private final ClientAuthentication clients;
  private final TokenStrategy tokens;

  PassPhraseGrant(ClientAuthentication clients, TokenStrategy tokens) {
    this.clients = clients;
    this.tokens = tokens;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<String> parameters() {
    return List.of("pass_phrase");
  }

  @Override
  public String description() {
    return "opens by a phrase.";
  }

  @Override
  public TokenAnswer issue(TokenRequest request, CallerAddress caller) {
    AuthenticatedClient client = clients.require(request, caller);
    if (!request.required("pass_phrase").equals(PHRASE)) {
      throw new OAuthException(OAuthError.INVALID_GRANT, "the phrase is another one");
    }
    Set<String> scopes = Set.of("viewers.read");
    if (request.scope() != null && !Scope.parse(request.scope()).equals(scopes)) {
      throw new OAuthException(OAuthError.INVALID_SCOPE, "the scope is viewers.read");
    }
    return AccessTokenAnswer.of(tokens.accessToken(client.id(), scopes), scopes);
  }
}
