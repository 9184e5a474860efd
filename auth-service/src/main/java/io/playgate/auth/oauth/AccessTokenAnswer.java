package io.playgate.auth.oauth;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.playgate.auth.accesstoken.IssuedToken;
import io.playgate.auth.accesstoken.TokenAnswer;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Set;

/**
 * The answer to a client (RFC 6749 section 5.1).
 *
 * @param accessToken the access token
 * @param tokenType {@code Bearer}
 * @param expiresIn seconds until it expires
 * @param scope what it carries
 */
@RegisterForReflection
public record AccessTokenAnswer(
    @JsonProperty("access_token") String accessToken,
    @JsonProperty("token_type") String tokenType,
    @JsonProperty("expires_in") long expiresIn,
    @JsonProperty("scope") String scope)
    implements TokenAnswer {

  /**
   * The answer that carries a token.
   *
   * @param token the token
   * @param scopes what it carries, in the order in which they are named
   */
  public static AccessTokenAnswer of(IssuedToken token, Set<String> scopes) {
    return new AccessTokenAnswer(
        token.text(), "Bearer", token.expiresIn(), String.join(" ", scopes));
  }

  @Override
  public String toString() {
    return "AccessTokenAnswer[scope=" + scope + "]";
  }
}
