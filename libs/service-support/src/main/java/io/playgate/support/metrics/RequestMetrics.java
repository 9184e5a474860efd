package io.playgate.support.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.playgate.support.method.KnownMethods;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Measures requests: {@code http.server.requests} by method, path template, status and outcome, and
 * {@code http.server.active.requests}. The framework's own metrics are off, as their labels hold
 * invented methods, and paths of requests that were given up.
 */
@ApplicationScoped
public class RequestMetrics {

  /** Where the resource layer leaves the template of the path it matched. */
  public static final String TEMPLATE = "UrlPathTemplate";

  private final Instance<MeterRegistry> registries;
  private final boolean enabled;
  private final LongAdder active = new LongAdder();
  private @Nullable MeterProvider<Timer> requests;

  /**
   * Makes the measurement.
   *
   * @param registries the registry, where the service has one
   * @param enabled whether requests are measured here
   */
  public RequestMetrics(
      Instance<MeterRegistry> registries,
      @ConfigProperty(name = "playgate.metrics.http-requests", defaultValue = "true")
          boolean enabled) {
    this.registries = registries;
    this.enabled = enabled;
  }

  void install(@Observes Router router) {
    if (!enabled || !registries.isResolvable()) {
      return;
    }
    MeterRegistry registry = registries.get();
    requests =
        Timer.builder("http.server.requests")
            .description("HTTP requests, from their head to the end of the answer")
            .withRegistry(registry);
    Gauge.builder("http.server.active.requests", active, LongAdder::doubleValue)
        .description("HTTP requests that are not answered yet")
        .register(registry);
    router.route().order(Integer.MIN_VALUE).handler(this::measure);
  }

  private void measure(RoutingContext context) {
    long start = System.nanoTime();
    active.increment();
    context.addEndHandler(end -> {
      active.decrement();
      MeterProvider<Timer> timer = requests;
      if (timer != null) {
        timer
            .withTags(tags(context, end.succeeded()))
            .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
      }
    });
    context.next();
  }

  private static Tags tags(RoutingContext context, boolean answered) {
    int status = context.response().getStatusCode();
    Object template = ((HttpServerRequestInternal) context.request()).context().getLocal(TEMPLATE);
    return Tags.of(
        "method", KnownMethods.label(context.request().method()),
        "uri", template instanceof String known ? known : unmatched(answered ? status : 0),
        "status", answered ? Integer.toString(status) : "RESET",
        "outcome", answered ? outcome(status) : "CLIENT_ERROR");
  }

  private static String unmatched(int status) {
    return status == 404 ? "NOT_FOUND" : "UNKNOWN";
  }

  private static String outcome(int status) {
    return switch (status / 100) {
      case 1 -> "INFORMATIONAL";
      case 2 -> "SUCCESS";
      case 3 -> "REDIRECTION";
      case 4 -> "CLIENT_ERROR";
      default -> "SERVER_ERROR";
    };
  }
}
