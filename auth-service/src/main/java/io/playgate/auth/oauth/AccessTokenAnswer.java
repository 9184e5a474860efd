package io.playgate.auth.oauth;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;

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
    @JsonProperty("scope") String scope) {

  @Override
  public String toString() {
    return "AccessTokenAnswer[scope=" + scope + "]";
  }
}
