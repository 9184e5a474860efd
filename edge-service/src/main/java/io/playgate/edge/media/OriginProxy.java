package io.playgate.edge.media;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.playgate.edge.denial.Denial;
import io.playgate.edge.denial.EdgeError;
import io.playgate.edge.playlist.ChildUrls;
import io.playgate.edge.profile.ConfigurationReplica;
import io.playgate.edge.profile.DeliveryProfile;
import io.playgate.edge.profile.EdgeConfiguration;
import io.playgate.edge.profile.RequestHost;
import io.playgate.edge.verdict.EdgeVerdict;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Fetches admitted requests from the origin. Bodies are streamed as the player reads them; nothing
 * is cached here, and no connection is upgraded.
 */
@Singleton
class OriginProxy {

  private final Vertx vertx;
  private final PassingHeaders passing;
  private final Cors cors;
  private final Denial denial;
  private final Clock clock;
  private final ConfigurationReplica configuration;
  private final HttpClient client;
  private final OriginConnections connections = new OriginConnections();
  private final RequestOptions target;
  private final ChildUrls.Origin origin;
  private final Set<String> hosts;
  private final ManifestLimits limits;
  private final Counter unreachable;
  private final Counter timeouts;
  private final Map<EdgeError, Counter> manifests = new EnumMap<>(EdgeError.class);

  @Inject
  OriginProxy(
      Vertx vertx,
      OriginConfig config,
      ManifestConfig manifestConfig,
      ManifestMemory memory,
      Cors cors,
      Denial denial,
      Clock clock,
      ConfigurationReplica configuration,
      MeterRegistry registry) {
    this.vertx = vertx;
    this.passing = new PassingHeaders(config.passHeaders().orElse(List.of()));
    this.cors = cors;
    this.denial = denial;
    this.clock = clock;
    this.configuration = configuration;
    this.hosts = Set.copyOf(manifestConfig.hosts().orElse(Set.of()));
    this.limits =
        new ManifestLimits(
            config.maxManifestSize(),
            manifestConfig.maxRewrittenSize(),
            manifestConfig.timeout(),
            memory);
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
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    this.origin = new ChildUrls.Origin(scheme, url.getRawAuthority(), path.replaceAll("/+$", ""));
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout((int) config.connectTimeout().toMillis())
                .setReadIdleTimeout((int) config.idleTimeout().toSeconds())
                .setMaxPoolSize(config.maxConnections())
                .setMaxWaitQueueSize(config.maxWaiting())
                .setKeepAliveTimeout(30)
                .setDecompressionSupported(false));
    this.target =
        new RequestOptions()
            .setHost(url.getHost())
            .setPort(port)
            .setSsl(tls)
            .setConnectTimeout(config.connectTimeout().toMillis())
            .setIdleTimeout(config.responseTimeout().toMillis());
    this.unreachable = failures(registry, "unreachable");
    this.timeouts = failures(registry, "timeout");
    for (EdgeError error :
        new EdgeError[] {EdgeError.BUSY, EdgeError.ORIGIN_MANIFEST, EdgeError.ORIGIN_TIMEOUT}) {
      manifests.put(
          error,
          Counter.builder("playgate.edge.manifest.failures")
              .description("Manifests that were not rewritten, or not to their end")
              .tag("reason", error.code())
              .register(registry));
    }
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
    new OriginExchange(this, request, allow).start();
  }

  /** Whose the connections to the origin are. */
  OriginConnections connections() {
    return connections;
  }

  /** A request to the origin, ready to be filled in. */
  Future<HttpClientRequest> open() {
    return client.request(target);
  }

  /** The edge as the player of a request knows it. */
  ChildUrls.Edge edge(HttpServerRequest request, DeliveryProfile profile) {
    HostAndPort asked = request.authority();
    String authority = asked == null ? "" : asked.toString();
    Set<String> own = new HashSet<>(hosts);
    own.addAll(profile.hosts());
    if (hosts.isEmpty()) {
      own.add(authority);
    }
    return new ChildUrls.Edge(
        OriginRequest.scheme(request),
        authority,
        own,
        profile.basePath(),
        path -> {
          EdgeConfiguration current = configuration.current();
          DeliveryProfile other =
              current == null ? null : current.find(path, RequestHost.of(authority));
          return other != null && !other.id().equals(profile.id());
        });
  }

  ChildUrls.Origin origin() {
    return origin;
  }

  ManifestLimits limits() {
    return limits;
  }

  Context context() {
    return vertx.getOrCreateContext();
  }

  Cors cors() {
    return cors;
  }

  PassingHeaders passing() {
    return passing;
  }

  Denial denial() {
    return denial;
  }

  Clock clock() {
    return clock;
  }

  void countManifest(EdgeError error) {
    Counter counter = manifests.get(error);
    if (counter != null) {
      counter.increment();
    }
  }

  void countTimeout() {
    timeouts.increment();
  }

  void countUnreachable() {
    unreachable.increment();
  }
}
