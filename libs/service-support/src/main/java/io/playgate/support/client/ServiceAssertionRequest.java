package io.playgate.support.client;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** Asks for the identity behind a service assertion. */
final class ServiceAssertionRequest extends BaseAuthenticationRequest {

  private final String assertion;

  ServiceAssertionRequest(String assertion) {
    this.assertion = assertion;
  }

  String assertion() {
    return assertion;
  }
}
