package io.playgate.support.request;

import io.playgate.support.problem.FieldError;
import io.playgate.support.problem.InvalidRequest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses query parameters that the operation does not know, those of one value that are given
 * twice, and bodies where the operation reads none: what would be ignored was meant to be obeyed.
 */
@Singleton
public class KnownParameters {

  /** The longest body without a member: {@code {}}. */
  private static final int EMPTY_OBJECT = 2;

  private final Map<Method, OperationInput> operations = new ConcurrentHashMap<>();

  /**
   * Looks at one request, once it is known which operation it is for.
   *
   * @param resource the operation
   * @param uri the target
   * @param http the request
   * @param context what the server knows of it
   */
  @ServerRequestFilter
  public void refuseUnknown(
      ResourceInfo resource, UriInfo uri, HttpServerRequest http, RoutingContext context) {
    String query = http.query();
    boolean hasQuery = query != null && !query.isEmpty();
    boolean hasBody = hasBody(http, context);
    if (!hasQuery && !hasBody) {
      return;
    }
    Method method = resource.getResourceMethod();
    if (method == null) {
      return;
    }
    OperationInput input = operations.computeIfAbsent(method, OperationInput::of);
    List<FieldError> errors = new ArrayList<>();
    if (hasQuery && !input.ignoresUnknown()) {
      uri.getQueryParameters().forEach((name, values) -> input.check(name, values, errors));
    }
    if (hasBody && !input.readsBody()) {
      errors.add(
          new FieldError(
              "body",
              "must be empty, as this operation reads none"
                  + (input.parameters().isEmpty()
                      ? ""
                      : "; its query parameters are "
                          + String.join(", ", input.parameters().keySet()))));
    }
    if (!errors.isEmpty()) {
      throw InvalidRequest.of(errors);
    }
  }

  private static boolean hasBody(HttpServerRequest http, RoutingContext context) {
    String announced = http.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (announced != null) {
      // The limit of bodies is kept before, so a long number does not come here.
      return announced.length() > 1 || announced.charAt(0) - '0' > EMPTY_OBJECT;
    }
    return context.body() != null && context.body().length() > EMPTY_OBJECT;
  }
}
