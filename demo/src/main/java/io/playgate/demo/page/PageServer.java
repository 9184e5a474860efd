package io.playgate.demo.page;

import io.playgate.demo.billing.BillingEvent;
import io.playgate.demo.billing.BillingSystem;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * Serves the demo's page and its player, and sends billing events in the name of the customer's
 * billing system.
 */
public final class PageServer {
  private static final String HLS =
      "/META-INF/resources/webjars/hls.js/%s/dist/hls.min.js".formatted(hlsVersion());
  private static final Duration BILLING_TIME = Duration.ofSeconds(15);
  private static final int BODY_LIMIT = 1024;

  private final HttpClient client;
  private final Settings settings;
  private final BillingSystem billing;
  private final Clock clock;
  private final String policy;

  /** The last event that was accepted, so that a page that is loaded anew knows of it. */
  private volatile JsonObject last = new JsonObject();

  /**
   * What the page works with.
   *
   * @param origins the page's own origins, for example {@code http://127.0.0.1:8080}
   * @param connections base URLs that the page's script may call
   * @param config what the page gets to know; nothing secret but the demo viewer's password
   * @param webhookUrl where billing events go
   * @param billing who writes them
   */
  public record Settings(
      List<String> origins,
      List<String> connections,
      JsonObject config,
      String webhookUrl,
      BillingSystem billing) {

    /** Takes copies. */
    public Settings {
      origins = List.copyOf(origins);
      connections = List.copyOf(connections);
      config = config.copy();
    }
  }

  private PageServer(Vertx vertx, Settings settings, Clock clock) {
    this.client = vertx.createHttpClient();
    this.settings = settings;
    this.billing = settings.billing();
    this.clock = clock;
    this.policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "media-src blob:; worker-src blob:; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'; connect-src 'self' "
            + String.join(" ", settings.connections());
  }

  /**
   * Starts the page's server on loopback.
   *
   * @param port 0 for any free one
   */
  public static Future<HttpServer> start(Vertx vertx, int port, Settings settings, Clock clock)
      throws IOException {
    PageServer server = new PageServer(vertx, settings, clock);
    return vertx
        .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(port))
        .requestHandler(server.router(vertx))
        .listen();
  }

  private Router router(Vertx vertx) throws IOException {
    Router router = Router.router(vertx);
    router.route().handler(this::guard);
    file(router, "/", "/page/index.html", "text/html; charset=utf-8");
    file(router, "/page.css", "/page/page.css", "text/css; charset=utf-8");
    for (String script : List.of("/page.js", "/api.js", "/token.js", "/player.js")) {
      file(router, script, "/page" + script, "text/javascript; charset=utf-8");
    }
    file(router, "/icon.svg", "/page/icon.svg", "image/svg+xml");
    file(router, "/hls.js", HLS, "text/javascript; charset=utf-8");
    router
        .get("/config.json")
        .handler(context ->
            context
                .response()
                .putHeader("Cache-Control", "no-store")
                .putHeader("Content-Type", "application/json")
                .end(settings.config().encode()));
    router
        .get("/billing")
        .handler(context ->
            context
                .response()
                .putHeader("Cache-Control", "no-store")
                .putHeader("Content-Type", "application/json")
                .end(last.encode()));
    router
        .post("/billing/:action")
        .handler(BodyHandler.create(false).setBodyLimit(BODY_LIMIT))
        .handler(this::billing);
    router.errorHandler(
        404, context -> problem(context, 404, "not-found", "There is no such page."));
    router.errorHandler(
        405, context -> problem(context, 405, "method-not-allowed", "This cannot be done here."));
    router.errorHandler(
        413, context -> problem(context, 413, "body-too-large", "The request is too long."));
    return router;
  }

  private static void file(Router router, String path, String resource, String type)
      throws IOException {
    Buffer content = Buffer.buffer(read(resource));
    router
        .get(path)
        .handler(context ->
            context
                .response()
                .putHeader("Cache-Control", "no-cache")
                .putHeader("Content-Type", type)
                .end(content));
  }

  /**
   * Lets only the page's own names through, so that no foreign name that is made to point at
   * loopback reaches it, and says what the browser may do with the answer.
   */
  private void guard(RoutingContext context) {
    context
        .response()
        .putHeader("Content-Security-Policy", policy)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer");
    HostAndPort name = context.request().authority();
    if (name == null || !settings.origins().contains("http://" + name.host() + ":" + name.port())) {
      problem(
          context, 421, "unknown-host", "Open the page under the address that the demo printed.");
      return;
    }
    context.next();
  }

  private void billing(RoutingContext context) {
    HttpServerRequest request = context.request();
    String origin = request.getHeader("Origin");
    String type = String.valueOf(request.getHeader("Content-Type"));
    // A foreign page can make a browser send neither: the first is the browser's own word, and the
    // second needs a permission that this server gives to nobody.
    if ((origin != null && !settings.origins().contains(origin))
        || !type.split(";", -1)[0].strip().equalsIgnoreCase("application/json")) {
      problem(context, 403, "foreign-request", "Only the demo's own page may do this.");
      return;
    }
    BillingEvent.of(String.valueOf(context.pathParam("action")))
        .ifPresentOrElse(
            event -> send(context, event),
            () -> problem(context, 404, "unknown-event", "Unknown billing event."));
  }

  private void send(RoutingContext context, BillingEvent event) {
    Instant now = clock.instant();
    BillingSystem.Message message = billing.report(event, now);
    long started = System.nanoTime();
    client
        .request(
            new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(settings.webhookUrl())
                .setTimeout(BILLING_TIME.toMillis())
                .setHeaders(MultiMap.caseInsensitiveMultiMap().addAll(message.headers())))
        .compose(request -> request.send(Buffer.buffer(message.body())))
        .onSuccess(answer -> {
          if (answer.statusCode() / 100 == 2) {
            last = new JsonObject().put("event", event.action()).put("at", now.toString());
          }
          context.json(
              new JsonObject()
                  .put("type", event.type())
                  .put("webhookId", message.id())
                  .put("status", answer.statusCode())
                  .put(
                      "milliseconds",
                      TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - started) / 1000.0));
        })
        .onFailure(failure ->
            problem(
                context,
                502,
                "revocation-service-unreachable",
                "revocation-service does not answer; its log says why."));
  }

  private static void problem(RoutingContext context, int status, String code, String detail) {
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/problem+json")
        .end(
            new JsonObject(
                    Map.of(
                        "type", "about:blank",
                        "title", code,
                        "status", status,
                        "detail", detail,
                        "code", code,
                        "instance", context.normalizedPath()))
                .encode());
  }

  private static String hlsVersion() {
    try (InputStream properties =
        PageServer.class.getResourceAsStream(
            "/META-INF/maven/org.webjars.npm/hls.js/pom.properties")) {
      if (properties == null) {
        throw new IllegalStateException("hls.js is missing from the class path");
      }
      Properties read = new Properties();
      read.load(properties);
      return String.valueOf(read.getProperty("version"));
    } catch (IOException e) {
      throw new IllegalStateException("hls.js cannot be read from the class path", e);
    }
  }

  private static byte[] read(String resource) throws IOException {
    try (InputStream stream = PageServer.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IOException(resource + " is missing from the class path");
      }
      return stream.readAllBytes();
    }
  }
}
