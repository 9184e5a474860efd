package io.playgate.auth.oauth;

import io.playgate.support.oauth.ClientCredential;
import io.playgate.support.oauth.OAuthError;
import io.playgate.support.oauth.OAuthException;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request to the token endpoint, read once: every parameter at most once (RFC 6749 section 3.2),
 * the client's credential from at most one place (section 2.3).
 *
 * @param grantType {@code grant_type}
 * @param scope {@code scope}, where sent
 * @param clientId {@code client_id}, where sent in the form
 * @param credential the client's credential, where sent
 * @param known the names of the parameters that single grants have
 * @param sent those of them that were sent, by name
 */
public record TokenRequest(
    String grantType,
    @Nullable String scope,
    @Nullable String clientId,
    @Nullable ClientCredential credential,
    Set<String> known,
    Map<String, String> sent) {

  private static final int MAX_PARAMETER = ClientCredential.MAX_LENGTH;

  /** The parameters that every grant has, as the description of the API lists them. */
  static final List<String> COMMON =
      List.of(
          "grant_type",
          "scope",
          "client_id",
          "client_secret",
          "client_assertion_type",
          "client_assertion");

  /** Keeps its own copies. */
  public TokenRequest {
    known = Set.copyOf(known);
    sent = Map.copyOf(sent);
  }

  /**
   * Reads a request.
   *
   * @param form the form's parameters
   * @param authorization all values of the header {@code Authorization}
   * @param own the parameters that single grants have
   * @throws OAuthException when it cannot be read
   */
  static TokenRequest parse(
      MultivaluedMap<String, String> form, List<String> authorization, Collection<String> own) {
    Set<String> names = new LinkedHashSet<>(COMMON);
    names.addAll(own);
    for (String name : names) {
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
      throw missing("grant_type");
    }
    String clientId = value(form, "client_id");
    ClientCredential credential =
        ClientCredential.read(
            authorization,
            clientId,
            value(form, "client_secret"),
            value(form, "client_assertion_type"),
            value(form, "client_assertion"));
    if (authorization.isEmpty() && clientId == null && value(form, "client_secret") != null) {
      throw missing("client_id");
    }
    if (credential instanceof ClientCredential.OtherScheme) {
      throw new OAuthException(
          OAuthError.INVALID_CLIENT, "the header Authorization must be of the scheme Basic");
    }
    return new TokenRequest(
        grantType,
        value(form, "scope"),
        clientId,
        credential,
        Set.copyOf(own),
        own.stream()
            .filter(name -> value(form, name) != null)
            .collect(Collectors.toMap(name -> name, form::getFirst)));
  }

  /**
   * A parameter of the grant's own; null where it was not sent, or sent without a value.
   *
   * @throws IllegalArgumentException if no grant declares it: then it was not checked either
   */
  public @Nullable String parameter(String name) {
    if (!known.contains(name)) {
      throw new IllegalArgumentException("no grant declares the parameter " + name);
    }
    return sent.get(name);
  }

  /**
   * A parameter of the grant's own that must be sent.
   *
   * @throws OAuthException {@code invalid_request} where it was not
   * @throws IllegalArgumentException if no grant declares it
   */
  public String required(String name) {
    String value = parameter(name);
    if (value == null) {
      throw missing(name);
    }
    return value;
  }

  private static @Nullable String value(MultivaluedMap<String, String> form, String name) {
    String value = form.getFirst(name);
    // A parameter without a value counts as absent (RFC 6749 section 3.2).
    return value == null || value.isEmpty() ? null : value;
  }

  private static OAuthException missing(String name) {
    return invalid("the parameter " + name + " is missing");
  }

  private static OAuthException invalid(String description) {
    return new OAuthException(OAuthError.INVALID_REQUEST, description);
  }

  @Override
  public String toString() {
    return "TokenRequest[" + grantType + "]";
  }
}
