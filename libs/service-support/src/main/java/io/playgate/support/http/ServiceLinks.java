package io.playgate.support.http;

import io.playgate.support.service.ServiceConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;

/**
 * Makes the links that stand in answers: under the configured base URL, relative where none is
 * configured, and never under what the request's {@code Host} header says. Set a {@code Location}
 * as a header's text ({@code header("Location", links.to(path))}): the JAX-RS methods for it
 * complete a relative one by the request.
 */
@Singleton
public class ServiceLinks {

  private static final String KEY = "playgate.service.base-url";

  private final String base;

  /**
   * Reads the base URL.
   *
   * @throws IllegalStateException if it is invalid
   */
  @Inject
  public ServiceLinks(ServiceConfig config) {
    this(config.baseUrl(), KEY);
  }

  /**
   * Links under a base URL of another key.
   *
   * @param baseUrl the base URL, or empty for relative links
   * @param key the configuration key it comes from
   * @throws IllegalStateException if it is not an absolute http or https URL without query
   */
  public ServiceLinks(Optional<URI> baseUrl, String key) {
    base = baseUrl.map(url -> checked(url, key)).orElse("");
  }

  private static String checked(URI url, String key) {
    boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!http
        || url.getHost() == null
        || url.getRawUserInfo() != null
        || url.getRawQuery() != null
        || url.getRawFragment() != null) {
      throw new IllegalStateException(
          key + " must be an http or https URL without user, query and fragment");
    }
    String text = url.toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  /**
   * A link.
   *
   * @param path from the root of the service on, beginning with a slash
   */
  public String to(String path) {
    return base + path;
  }
}
