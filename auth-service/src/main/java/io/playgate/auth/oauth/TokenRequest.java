package io.playgate.auth.oauth;

import io.playgate.auth.client.ClientCredential;
import io.playgate.support.oauth.OAuthError;
import io.playgate.support.oauth.OAuthException;
import jakarta.ws.rs.core.MultivaluedMap;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request to the token endpoint, read once: every parameter at most once (RFC 6749 section 3.2),
 * the client's credential from at most one place (section 2.3).
 *
 * @param grantType {@code grant_type}
 * @param scope {@code scope}, where sent
 * @param refreshToken {@code refresh_token}, where sent
 * @param clientId {@code client_id}, where sent in the form
 * @param credential the client's credential, where sent
 */
record TokenRequest(
    String grantType,
    @Nullable String scope,
    @Nullable String refreshToken,
    @Nullable String clientId,
    @Nullable ClientCredential credential) {

  private static final int MAX_PARAMETER = 8192;
  private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final Set<String> PARAMETERS =
      Set.of(
          "grant_type",
          "scope",
          "refresh_token",
          "client_id",
          "client_secret",
          "client_assertion",
          "client_assertion_type");

  /**
   * Reads a request.
   *
   * @param form the form's parameters
   * @param authorization all values of the header {@code Authorization}
   * @throws OAuthException when it cannot be read
   */
  static TokenRequest parse(MultivaluedMap<String, String> form, List<String> authorization) {
    for (String name : PARAMETERS) {
      List<String> values = form.get(name);
      if (values != null && values.size() > 1) {
        throw invalid("the parameter " + name + " is there twice");
      }
      if (values != null && values.getFirst().length() > MAX_PARAMETER) {
        throw invalid("the parameter " + name + " is too long");
      }
    }
    String grantType = value(form, "grant_type");
    if (grantType == null) {
      throw invalid("the parameter grant_type is missing");
    }
    String clientId = value(form, "client_id");
    return new TokenRequest(
        grantType,
        value(form, "scope"),
        value(form, "refresh_token"),
        clientId,
        credential(form, authorization, clientId));
  }

  private static @Nullable ClientCredential credential(
      MultivaluedMap<String, String> form, List<String> authorization, @Nullable String clientId) {
    String secret = value(form, "client_secret");
    String assertion = value(form, "client_assertion");
    if (authorization.size() > 1) {
      throw invalid("the header Authorization is there twice");
    }
    int ways = authorization.size() + (secret == null ? 0 : 1) + (assertion == null ? 0 : 1);
    if (ways > 1) {
      throw invalid("the client is authenticated in more than one way");
    }
    if (!authorization.isEmpty()) {
      ClientCredential.Secret basic = basic(authorization.getFirst());
      if (clientId != null && !clientId.equals(basic.clientId())) {
        throw invalid("client_id is not that of the header Authorization");
      }
      return basic;
    }
    if (secret != null) {
      if (clientId == null) {
        throw invalid("the parameter client_id is missing");
      }
      return new ClientCredential.Secret(clientId, secret);
    }
    if (assertion != null) {
      if (!JWT_BEARER.equals(value(form, "client_assertion_type"))) {
        throw invalid("client_assertion_type must be " + JWT_BEARER);
      }
      return new ClientCredential.Assertion(assertion);
    }
    return null;
  }

  private static ClientCredential.Secret basic(String header) {
    if (!header.regionMatches(true, 0, "Basic ", 0, 6) || header.length() > MAX_PARAMETER) {
      throw new OAuthException(
          OAuthError.INVALID_CLIENT, "the header Authorization must be of the scheme Basic");
    }
    try {
      String pair =
          new String(
              Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException("no colon");
      }
      // Both are form-encoded first (RFC 6749 section 2.3.1).
      return new ClientCredential.Secret(
          URLDecoder.decode(pair.substring(0, colon), StandardCharsets.UTF_8),
          URLDecoder.decode(pair.substring(colon + 1), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException malformed) {
      throw new OAuthException(OAuthError.INVALID_CLIENT, "the header Authorization is malformed");
    }
  }

  private static @Nullable String value(MultivaluedMap<String, String> form, String name) {
    String value = form.getFirst(name);
    // A parameter without a value counts as absent (RFC 6749 section 3.2).
    return value == null || value.isEmpty() ? null : value;
  }

  private static OAuthException invalid(String description) {
    return new OAuthException(OAuthError.INVALID_REQUEST, description);
  }

  @Override
  public String toString() {
    return "TokenRequest[" + grantType + "]";
  }
}
