package io.playgate.support.oauth;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client authenticates with at an OAuth endpoint (RFC 6749 section 2.3, RFC 7523 section
 * 2.2). None of them is checked yet, and none prints its value.
 */
public sealed interface ClientCredential {

  /** The value of {@code client_assertion_type}. */
  String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  /** The longest value that is looked at, in characters. */
  int MAX_LENGTH = 8192;

  /** The client it says it is of; not proved, and empty where that is signed. */
  default String claimedClient() {
    return this instanceof Secret(String clientId, String _) ? clientId : "";
  }

  /**
   * Id and secret, by the header ({@code client_secret_basic}) or by the form ({@code
   * client_secret_post}).
   *
   * @param clientId the client's id; empty where none was sent
   * @param secret its secret
   */
  record Secret(String clientId, String secret) implements ClientCredential {
    @Override
    public String toString() {
      return "Secret[]";
    }
  }

  /**
   * A signed assertion ({@code private_key_jwt}).
   *
   * @param jwt the compact JWS
   * @param clientId {@code client_id}, where it was sent beside; to be that of the assertion
   */
  record Assertion(String jwt, @Nullable String clientId) implements ClientCredential {
    @Override
    public String toString() {
      return "Assertion[]";
    }
  }

  /** A header of another scheme than Basic, such as a bearer token, which is not looked at here. */
  record OtherScheme() implements ClientCredential {}

  /**
   * Reads the credential of a request, of which there may be one. A parameter without a value
   * counts as absent (RFC 6749 section 3.2).
   *
   * @param authorization all values of the header {@code Authorization}
   * @param clientId {@code client_id} of the form
   * @param clientSecret {@code client_secret} of the form
   * @param assertionType {@code client_assertion_type} of the form
   * @param assertion {@code client_assertion} of the form
   * @return null where there is none
   * @throws OAuthException {@code invalid_request} where there are several or one is incomplete,
   *     {@code invalid_client} where the header is malformed
   */
  static @Nullable ClientCredential read(
      List<String> authorization,
      @Nullable String clientId,
      @Nullable String clientSecret,
      @Nullable String assertionType,
      @Nullable String assertion) {
    String id = present(clientId);
    String secret = present(clientSecret);
    String jwt = present(assertion);
    if (authorization.size() > 1) {
      throw invalidRequest("the header Authorization is there twice");
    }
    if (authorization.size() + (secret == null ? 0 : 1) + (jwt == null ? 0 : 1) > 1) {
      throw invalidRequest("the client is authenticated in more than one way");
    }
    if (!authorization.isEmpty()) {
      return ofHeader(authorization.getFirst(), id);
    }
    if (secret != null) {
      return new Secret(id == null ? "" : id, secret);
    }
    if (jwt != null) {
      if (!ASSERTION_TYPE.equals(assertionType)) {
        throw invalidRequest("client_assertion_type must be " + ASSERTION_TYPE);
      }
      return new Assertion(jwt, id);
    }
    return null;
  }

  private static ClientCredential ofHeader(String header, @Nullable String clientId) {
    if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
      return new OtherScheme();
    }
    Secret basic = basic(header);
    if (clientId != null && !clientId.equals(basic.clientId())) {
      throw invalidRequest("client_id is not that of the header Authorization");
    }
    return basic;
  }

  private static Secret basic(String header) {
    try {
      if (header.length() > MAX_LENGTH) {
        throw new IllegalArgumentException("too long");
      }
      String pair =
          new String(
              Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException("no colon");
      }
      // Both are form-encoded first (RFC 6749 section 2.3.1).
      return new Secret(
          URLDecoder.decode(pair.substring(0, colon), StandardCharsets.UTF_8),
          URLDecoder.decode(pair.substring(colon + 1), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException malformed) {
      throw new OAuthException(OAuthError.INVALID_CLIENT, "the header Authorization is malformed");
    }
  }

  private static @Nullable String present(@Nullable String value) {
    return value == null || value.isEmpty() ? null : value;
  }

  private static OAuthException invalidRequest(String description) {
    return new OAuthException(OAuthError.INVALID_REQUEST, description);
  }
}
