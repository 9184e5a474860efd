package io.playgate.auth.oauth.grants;

import io.playgate.auth.AuthConfig;
import io.playgate.auth.accesstoken.TokenAnswer;
import io.playgate.auth.accesstoken.TokenStrategy;
import io.playgate.auth.client.Scope;
import io.playgate.auth.oauth.Grant;
import io.playgate.auth.oauth.TokenRequest;
import io.playgate.auth.signin.SignInService;
import io.playgate.auth.signin.TokenPair;
import io.playgate.support.limit.CallerAddress;
import io.playgate.support.oauth.OAuthError;
import io.playgate.support.oauth.OAuthException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/** The next pair of tokens of a viewer's sign-in session (RFC 6749 section 6). */
@Singleton
class RefreshTokenGrant implements Grant {

  private static final String REFRESH_TOKEN = "refresh_token";

  private final SignInService signIns;
  private final AuthConfig config;

  RefreshTokenGrant(SignInService signIns, AuthConfig config) {
    this.signIns = signIns;
    this.config = config;
  }

  @Override
  public String type() {
    return REFRESH_TOKEN;
  }

  @Override
  public List<String> parameters() {
    return List.of(REFRESH_TOKEN);
  }

  @Override
  public String description() {
    return "exchanges a viewer's refresh token, which holds once; for some seconds it is answered"
        + " the same successor again, using it later, or once the successor was used, ends the"
        + " sign-in session.";
  }

  @Override
  public TokenAnswer issue(TokenRequest request, CallerAddress caller) {
    String clientId = request.clientId();
    boolean otherClient = clientId != null && !clientId.equals(config.firstPartyClientId());
    if (request.credential() != null || otherClient) {
      // Refresh tokens are of viewers on the customer's own apps, which are public clients.
      throw new OAuthException(
          OAuthError.UNAUTHORIZED_CLIENT, "refresh tokens are for the first-party apps only");
    }
    String refreshToken = request.required(REFRESH_TOKEN);
    if (request.scope() != null
        && !Scope.parse(request.scope()).equals(Set.of(TokenStrategy.PLAYBACK))) {
      throw new OAuthException(OAuthError.INVALID_SCOPE, "the scope is playback");
    }
    TokenPair pair = signIns.refresh(refreshToken);
    if (pair == null) {
      throw new OAuthException(
          OAuthError.INVALID_GRANT, "the refresh token is unknown, expired or used");
    }
    return pair;
  }
}
