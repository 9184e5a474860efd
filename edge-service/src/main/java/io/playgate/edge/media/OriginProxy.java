package io.playgate.edge.media;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.playgate.edge.verdict.EdgeVerdict;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyOptions;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;

/**
 * Fetches admitted requests from the origin. Bodies are streamed as the player reads them; nothing
 * is cached here, and no connection is upgraded.
 */
@Singleton
class OriginProxy {

  private final Vertx vertx;
  private final OriginConfig config;
  private final PassingHeaders passing;
  private final Cors cors;
  private final HttpClient client;
  private final ProxyOptions options = new ProxyOptions().setSupportWebSocket(false);
  private final RequestOptions origin;
  private final String pathPrefix;
  private final String authority;
  private final Counter unreachable;
  private final Counter timeouts;

  @Inject
  OriginProxy(Vertx vertx, OriginConfig config, Cors cors, MeterRegistry registry) {
    this.vertx = vertx;
    this.config = config;
    this.passing = new PassingHeaders(config.passHeaders().orElse(List.of()));
    this.cors = cors;
    URI url = config.url();
    String scheme = url.getScheme();
    if (url.getHost() == null
        || url.getRawQuery() != null
        || url.getRawUserInfo() != null
        || !("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))) {
      throw new IllegalStateException(
          "playgate.origin.url must be an http or https URL with a host, without query and user"
              + " information, such as https://origin.example/packages");
    }
    boolean tls = "https".equalsIgnoreCase(scheme);
    int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
    this.authority = url.getRawAuthority();
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    this.pathPrefix = path.replaceAll("/+$", "");
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout((int) config.connectTimeout().toMillis())
                .setReadIdleTimeout((int) config.idleTimeout().toSeconds())
                .setMaxPoolSize(config.maxConnections())
                .setMaxWaitQueueSize(config.maxWaiting())
                .setKeepAliveTimeout(30)
                .setDecompressionSupported(false));
    this.origin =
        new RequestOptions()
            .setHost(url.getHost())
            .setPort(port)
            .setSsl(tls)
            .setConnectTimeout(config.connectTimeout().toMillis())
            .setIdleTimeout(config.responseTimeout().toMillis());
    this.unreachable = failures(registry, "unreachable");
    this.timeouts = failures(registry, "timeout");
  }

  private static Counter failures(MeterRegistry registry, String reason) {
    return Counter.builder("playgate.edge.origin.failures")
        .description("Admitted requests that the origin did not answer")
        .tag("reason", reason)
        .register(registry);
  }

  void stop(@Observes ShutdownEvent event) {
    client.close();
  }

  /** Answers an admitted request with what the origin has. */
  void forward(HttpServerRequest request, EdgeVerdict.Allow allow) {
    OriginExchange exchange = new OriginExchange(this, request, allow);
    HttpProxy.reverseProxy(options, client)
        .origin(context -> exchange.open(context.client(), origin))
        .addInterceptor(exchange)
        .handle(request);
  }

  Vertx vertx() {
    return vertx;
  }

  Cors cors() {
    return cors;
  }

  PassingHeaders passing() {
    return passing;
  }

  int maxManifestSize() {
    return config.maxManifestSize();
  }

  /** The path that stands in place of a base path; empty or without trailing slash. */
  String pathPrefix() {
    return pathPrefix;
  }

  /** Host and port of the origin, as configured. */
  String authority() {
    return authority;
  }

  void countTimeout() {
    timeouts.increment();
  }

  void countUnreachable() {
    unreachable.increment();
  }
}
