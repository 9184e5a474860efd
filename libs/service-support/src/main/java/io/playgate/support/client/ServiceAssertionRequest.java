package io.playgate.support.client;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/**
 * Asks for the identity behind a service assertion. OAuth endpoints ask so for an assertion in the
 * form parameter {@code client_assertion} (RFC 7523 section 2.2).
 */
public final class ServiceAssertionRequest extends BaseAuthenticationRequest {

  private final String assertion;

  /**
   * Makes the request.
   *
   * @param assertion the compact JWS, unchecked
   */
  public ServiceAssertionRequest(String assertion) {
    this.assertion = assertion;
  }

  String assertion() {
    return assertion;
  }
}
