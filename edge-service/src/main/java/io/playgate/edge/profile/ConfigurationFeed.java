package io.playgate.edge.profile;

import io.playgate.playbacktoken.DialectRegistry;
import io.playgate.support.client.ServiceAssertion;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.impl.NoStackTraceThrowable;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the configuration replica current: follows token-service's feed, comes back when the
 * connection is lost, and never gives up. Each connection brings the whole configuration first, so
 * that there is nothing to resume. Everything here runs on one event loop context.
 */
@Singleton
public class ConfigurationFeed {

  private static final Logger LOG = Logger.getLogger(ConfigurationFeed.class);
  private static final String AUDIENCE = "playgate:token";
  private static final String DOCUMENT = "/v1/edge-configuration";
  private static final String FEED = DOCUMENT + "/feed";
  private static final long FIRST_DELAY_MILLIS = 50;
  private static final int MAX_DOCUMENT_BYTES = EventStreamParser.MAX_EVENT_BYTES;

  private final Vertx vertx;
  private final ProfileConfig config;
  private final ConfigurationReplica replica;
  private final ServiceAssertion assertion;
  private final DialectRegistry dialects;
  private final HttpClient client;
  private final Context context;

  private volatile boolean closed;
  private volatile boolean connected;
  private volatile boolean refused;

  // The rest is touched on the context only.
  private int failures;
  private long startedNanos;
  private volatile long heardNanos = System.nanoTime();
  private @Nullable HttpClientRequest open;
  private @Nullable String lastFailure;
  private @Nullable Promise<Void> refetch;
  private long refetchedNanos;
  private boolean everRefetched;
  private boolean everConnected;

  /** Prepares the feed; it connects once the application has started. */
  @Inject
  public ConfigurationFeed(
      Vertx vertx,
      ProfileConfig config,
      ConfigurationReplica replica,
      ServiceAssertion assertion,
      DialectRegistry dialects) {
    this.vertx = vertx;
    this.config = config;
    this.replica = replica;
    this.assertion = assertion;
    this.dialects = dialects;
    this.context = vertx.getOrCreateContext();
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout((int) config.timeout().toMillis())
                .setKeepAlive(true));
  }

  void start(@Observes StartupEvent event) {
    context.runOnContext(go -> connect());
    long period = Math.max(10, config.silenceLimit().toMillis() / 4);
    vertx.setPeriodic(period, timer -> context.runOnContext(go -> endSilence()));
  }

  void stop(@Observes ShutdownEvent event) {
    closed = true;
    client.close();
  }

  /** Whether the feed runs right now. */
  public boolean isConnected() {
    return connected;
  }

  /**
   * Whether token-service refused this edge's credential when it last answered: it was taken out of
   * the clients file, or stands there with another key or without the scope.
   */
  public boolean isRefused() {
    return refused;
  }

  /**
   * Fetches the configuration once more, because a token names a key that is not in it. Callers
   * that come while one fetch is under way share it.
   *
   * @return completes once the configuration is as new as it can be had; fails at once where the
   *     last fetch is too recent, and when token-service does not answer
   */
  public Future<Void> refetch() {
    Promise<Void> promise = Promise.promise();
    Context caller = vertx.getOrCreateContext();
    context.runOnContext(go ->
        sharedRefetch()
            .onComplete(done ->
                caller.runOnContext(back -> {
                  if (done.succeeded()) {
                    promise.complete();
                  } else {
                    promise.fail(done.cause());
                  }
                })));
    return promise.future();
  }

  private Future<Void> sharedRefetch() {
    Promise<Void> running = refetch;
    if (running != null) {
      return running.future();
    }
    long now = System.nanoTime();
    if (everRefetched && now - refetchedNanos < config.refetchInterval().toNanos()) {
      return Future.failedFuture("the last fetch is too recent");
    }
    everRefetched = true;
    refetchedNanos = now;
    Promise<Void> promise = Promise.promise();
    refetch = promise;
    request(DOCUMENT, "application/json")
        .compose(request ->
            request
                .send()
                .compose(response -> {
                  if (response.statusCode() != 200) {
                    request.reset();
                    return Future.failedFuture("answered " + response.statusCode());
                  }
                  return response.body();
                }))
        .map(body -> {
          if (body.length() > MAX_DOCUMENT_BYTES) {
            throw new IllegalArgumentException("the document is too long");
          }
          take(body.toString());
          return null;
        })
        .onComplete(done -> {
          refetch = null;
          if (done.failed()) {
            LOG.warnf("Edge configuration could not be fetched again: %s", reason(done.cause()));
            promise.fail(done.cause());
          } else {
            promise.complete();
          }
        });
    return promise.future();
  }

  private void connect() {
    if (closed) {
      return;
    }
    startedNanos = System.nanoTime();
    request(FEED, "text/event-stream")
        .compose(request -> {
          open = request;
          return request.send();
        })
        .onComplete(answer -> {
          if (answer.failed()) {
            retry(reason(answer.cause()));
          } else {
            follow(answer.result());
          }
        });
  }

  private void follow(HttpClientResponse response) {
    String type = response.getHeader(HttpHeaders.CONTENT_TYPE);
    if (response.statusCode() != 200 || type == null || !type.startsWith("text/event-stream")) {
      response.request().reset();
      told(response.statusCode());
      retry("answered " + response.statusCode() + (type == null ? "" : " " + type));
      return;
    }
    EventStreamParser parser = new EventStreamParser(this::event);
    boolean[] ended = {false};
    response.handler(buffer -> {
      heardNanos = System.nanoTime();
      if (!parser.feed(buffer.getBytes())) {
        LOG.error("Edge configuration feed: an event is too long");
        response.request().reset();
      }
    });
    response.exceptionHandler(failure -> {
      if (!ended[0]) {
        ended[0] = true;
        retry(reason(failure));
      }
    });
    response.endHandler(end -> {
      if (!ended[0]) {
        ended[0] = true;
        // token-service ends a feed from time to time: nothing to warn of, unless it said nothing.
        retry(connected ? null : "the connection ended");
      }
    });
  }

  private void told(int status) {
    boolean nowRefused = status == 401 || status == 403;
    if (nowRefused && !refused) {
      LOG.errorf(
          "token-service refuses the credential of this edge (%d): it gets no keys. Is its entry in"
              + " the clients file?",
          status);
    }
    refused = nowRefused;
  }

  private void event(String type, String data) {
    if (type.equals("configuration")) {
      take(data);
    }
    if (!connected && (type.equals("configuration") || type.equals("position"))) {
      connected = true;
      if (lastFailure != null || !everConnected) {
        LOG.info("Edge configuration feed connected");
      }
      everConnected = true;
      refused = false;
      lastFailure = null;
    }
  }

  private void take(String document) {
    EdgeConfiguration former = replica.current();
    try {
      EdgeConfiguration next = ConfigurationDocument.read(document, dialects);
      replica.accept(next);
      if (former == null
          || former.version() != next.version()
          || !idsOf(former).equals(idsOf(next))) {
        LOG.infof("Edge configuration version %d: profiles %s", next.version(), idsOf(next));
      }
      // Each refusal once, however often the document comes again.
      for (EdgeConfiguration.Refusal refusal : next.refusals()) {
        if (former == null || !former.refusals().contains(refusal)) {
          LOG.errorf(
              "Delivery profile %s cannot be used, its requests are refused: %s",
              refusal.id(), refusal.reason());
        }
      }
    } catch (ConfigurationDocument.InvalidDocumentException e) {
      String reason = String.valueOf(e.getMessage());
      if (!reason.equals(replica.refusedFor())) {
        LOG.errorf("Edge configuration refused, the last good one stays: %s", reason);
      }
      replica.refuse(reason);
    }
  }

  private static List<String> idsOf(EdgeConfiguration configuration) {
    return configuration.profiles().stream().map(DeliveryProfile::id).toList();
  }

  private void endSilence() {
    HttpClientRequest request = open;
    long now = System.nanoTime();
    long silent = Math.min(now - heardNanos, now - startedNanos);
    if (request != null && silent > config.silenceLimit().toNanos()) {
      request.reset();
    }
  }

  /**
   * Comes back: at once after a connection that held, later and later after those that did not.
   *
   * @param why for the log; null for nothing
   */
  private void retry(@Nullable String why) {
    connected = false;
    open = null;
    if (closed) {
      return;
    }
    if (why != null && !why.equals(lastFailure)) {
      lastFailure = why;
      LOG.warnf("Edge configuration feed lost, retrying: %s", why);
    }
    boolean held = System.nanoTime() - startedNanos > config.maxRetryDelay().toNanos();
    failures = held ? 0 : failures + 1;
    long longest =
        Math.min(config.maxRetryDelay().toMillis(), FIRST_DELAY_MILLIS << Math.min(failures, 16));
    vertx.setTimer(
        Math.max(1, ThreadLocalRandom.current().nextLong(longest / 2, longest + 1)),
        timer -> context.runOnContext(go -> connect()));
  }

  private Future<HttpClientRequest> request(String path, String accept) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(config.url().toString().replaceAll("/+$", "") + path)
            .setConnectTimeout(config.timeout().toMillis())
            .setTimeout(config.timeout().toMillis());
    return client
        .request(options)
        .map(request ->
            request
                .putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + assertion.forAudience(AUDIENCE))
                .putHeader(HttpHeaders.ACCEPT, accept));
  }

  /** For the log: our own words, or the kind of failure; others' messages may quote a URL. */
  private static String reason(Throwable failure) {
    return failure instanceof NoStackTraceThrowable && failure.getMessage() != null
        ? failure.getMessage()
        : failure.getClass().getSimpleName();
  }

  /** How long ago token-service was last heard, for health and metrics; the unit is given. */
  public long silence(TimeUnit unit) {
    return unit.convert(System.nanoTime() - heardNanos, TimeUnit.NANOSECONDS);
  }
}
