package io.playgate.edge.media;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * CORS (Fetch standard, section 3.3) for players in pages of other sites, by the framework's own
 * keys {@code quarkus.http.cors.*}. Not by the framework's own filter: that one answers a foreign
 * origin with a bare 403, and reads the request target with a parser that throws on targets which
 * are refused properly here. A page that is not listed gets an answer without CORS headers, which
 * its browser keeps from it.
 */
@Singleton
class Cors {

  private static final String PREFIX = "quarkus.http.cors.";
  private static final String METHODS = "GET, HEAD, OPTIONS";
  private static final List<String> EXPOSED =
      List.of(
          "Playgate-Deny",
          "Playgate-Deny-Number",
          "Content-Length",
          "Content-Range",
          "Accept-Ranges",
          "ETag",
          "Date",
          "Age",
          "Retry-After");
  private static final Pattern HEADER_NAMES =
      Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~, -]{1,1024}");

  private final boolean enabled;
  private final boolean anyOrigin;
  private final boolean credentials;
  private final Set<String> origins = new HashSet<>();
  private final List<Pattern> originPatterns = new ArrayList<>();
  private final @Nullable String allowedHeaders;
  private final String exposedHeaders;
  private final String maxAge;

  @Inject
  Cors(Config config) {
    this.enabled = config.getOptionalValue(PREFIX + "enabled", Boolean.class).orElse(false);
    List<String> configured =
        config.getOptionalValues(PREFIX + "origins", String.class).orElse(List.of());
    this.anyOrigin = configured.equals(List.of("*")) || configured.equals(List.of("/.*/"));
    for (String origin : configured) {
      if (origin.length() > 2 && origin.startsWith("/") && origin.endsWith("/")) {
        originPatterns.add(Pattern.compile(origin.substring(1, origin.length() - 1)));
      } else {
        origins.add(origin);
      }
    }
    this.credentials =
        config
            .getOptionalValue(PREFIX + "access-control-allow-credentials", Boolean.class)
            .orElse(false);
    List<String> headers =
        config.getOptionalValues(PREFIX + "headers", String.class).orElse(List.of());
    this.allowedHeaders =
        headers.isEmpty() || headers.equals(List.of("*")) ? null : String.join(", ", headers);
    Set<String> exposed = new LinkedHashSet<>(EXPOSED);
    exposed.addAll(
        config.getOptionalValues(PREFIX + "exposed-headers", String.class).orElse(List.of()));
    this.exposedHeaders = String.join(", ", exposed);
    this.maxAge =
        config
            .getOptionalValue(PREFIX + "access-control-max-age", java.time.Duration.class)
            .map(age -> Long.toString(age.toSeconds()))
            .orElse("86400");
  }

  /** Whether CORS is this edge's business; if not, the origin's own headers pass. */
  boolean isEnabled() {
    return enabled;
  }

  /**
   * Puts the CORS headers on an answer, whatever it will be, so that a page can read a refusal too.
   *
   * @return whether the request was a preflight, which is answered now
   */
  boolean apply(HttpServerRequest request) {
    if (!enabled) {
      return false;
    }
    HttpServerResponse response = request.response();
    boolean openToAll = anyOrigin && !credentials;
    if (!openToAll) {
      response.putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    }
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null) {
      return false;
    }
    boolean allowed = anyOrigin || isListed(origin);
    if (allowed) {
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, openToAll ? "*" : origin);
      response.putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, exposedHeaders);
      if (credentials) {
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
      }
    }
    if (!request.method().equals(HttpMethod.OPTIONS)
        || request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD) == null) {
      return false;
    }
    if (allowed) {
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS);
      response.putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, maxAge);
      String wanted = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
      if (wanted != null && allowedHeaders == null && HEADER_NAMES.matcher(wanted).matches()) {
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, wanted);
      } else if (wanted != null && allowedHeaders != null) {
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, allowedHeaders);
      }
    }
    PlayerResponse.endWithoutBody(response.setStatusCode(204));
    return true;
  }

  private boolean isListed(String origin) {
    if (origins.contains(origin)) {
      return true;
    }
    for (Pattern pattern : originPatterns) {
      if (pattern.matcher(origin).matches()) {
        return true;
      }
    }
    return false;
  }
}
