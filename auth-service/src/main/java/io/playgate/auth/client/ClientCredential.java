package io.playgate.auth.client;

/** What a client came to the token endpoint with. */
public sealed interface ClientCredential {

  /** The client it says it is of; not proved, and empty where that is signed. */
  default String claimedClient() {
    return this instanceof Secret(String clientId, String _) ? clientId : "";
  }

  /**
   * Id and secret, by either of RFC 6749's ways.
   *
   * @param clientId the client's id
   * @param secret its secret
   */
  record Secret(String clientId, String secret) implements ClientCredential {
    @Override
    public String toString() {
      return "Secret[]";
    }
  }

  /**
   * A signed assertion (RFC 7523 section 2.2).
   *
   * @param jwt the compact JWS
   */
  record Assertion(String jwt) implements ClientCredential {
    @Override
    public String toString() {
      return "Assertion[]";
    }
  }
}
