package io.playgate.support.method;

import io.vertx.core.http.HttpMethod;
import java.util.Set;

/** The HTTP methods that a service knows: those of RFC 9110 and PATCH. Any other is invented. */
public final class KnownMethods {

  private static final Set<HttpMethod> METHODS =
      Set.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.POST,
          HttpMethod.PUT,
          HttpMethod.DELETE,
          HttpMethod.PATCH,
          HttpMethod.OPTIONS,
          HttpMethod.TRACE,
          HttpMethod.CONNECT);

  private KnownMethods() {}

  /** Whether it is one of them. */
  public static boolean isKnown(HttpMethod method) {
    return METHODS.contains(method);
  }

  /** The method as it may stand in a metric or log: an invented one is {@code OTHER}. */
  public static String label(HttpMethod method) {
    return isKnown(method) ? method.name() : "OTHER";
  }
}
