package io.playgate.auth.signin;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.playgate.auth.accesstoken.IssuedToken;
import io.playgate.auth.accesstoken.TokenAnswer;
import io.playgate.auth.accesstoken.TokenStrategy;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What an app gets when a viewer signs in, and again at each refresh (RFC 6749 section 5.1).
 *
 * @param accessToken the viewer token
 * @param tokenType {@code Bearer}
 * @param expiresIn seconds until the viewer token expires
 * @param refreshToken holds once
 * @param scope {@code playback}
 * @param deviceId the id of the device, made by this service; the app keeps it and names it when it
 *     signs in again
 */
@RegisterForReflection
public record TokenPair(
    @JsonProperty("access_token") String accessToken,
    @JsonProperty("token_type") String tokenType,
    @JsonProperty("expires_in") long expiresIn,
    @JsonProperty("refresh_token") String refreshToken,
    @JsonProperty("scope") String scope,
    @JsonProperty("deviceId") String deviceId)
    implements TokenAnswer {

  static TokenPair of(IssuedToken viewerToken, RefreshToken refreshToken, Device device) {
    return new TokenPair(
        viewerToken.text(),
        "Bearer",
        viewerToken.expiresIn(),
        refreshToken.text(),
        TokenStrategy.PLAYBACK,
        device.id());
  }

  @Override
  public String toString() {
    return "TokenPair[]";
  }
}
