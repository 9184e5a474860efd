package io.playgate.support.client;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** Asks for the identity behind a viewer token or access token. */
public final class AccessTokenRequest extends BaseAuthenticationRequest {

  private final String token;

  /**
   * Makes the request.
   *
   * @param token the compact JWS, unchecked
   */
  public AccessTokenRequest(String token) {
    this.token = token;
  }

  /** The compact JWS, unchecked. */
  public String token() {
    return token;
  }
}
