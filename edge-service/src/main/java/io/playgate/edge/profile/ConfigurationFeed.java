package io.playgate.edge.profile;

import io.playgate.feedclient.ConnectionLog;
import io.playgate.feedclient.EventFeed;
import io.playgate.feedclient.FeedHandler;
import io.playgate.feedclient.FeedPace;
import io.playgate.feedclient.ServerSentEvent;
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
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.impl.NoStackTraceThrowable;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the configuration replica current: follows token-service's feed, and fetches the document
 * once more where a token names a key that is not in it. Each connection brings the whole
 * configuration first, so that there is nothing to resume.
 */
@Singleton
public class ConfigurationFeed {

  private static final Logger LOG = Logger.getLogger(ConfigurationFeed.class);
  private static final String AUDIENCE = "playgate:token";
  private static final String DOCUMENT = "/v1/edge-configuration";
  private static final String FEED = DOCUMENT + "/feed";
  private static final Duration FIRST_DELAY = Duration.ofMillis(50);

  /** The largest document, in bytes: a configuration of some thousand keys. */
  private static final int MAX_DOCUMENT_BYTES = 8 * 1024 * 1024;

  private final Vertx vertx;
  private final ProfileConfig config;
  private final ConfigurationReplica replica;
  private final ServiceAssertion assertion;
  private final DialectRegistry dialects;
  private final HttpClient client;
  private final Context context;
  private final EventFeed feed;

  // The rest is touched on the context only.
  private @Nullable Promise<Void> refetch;
  private long refetchedNanos;
  private boolean everRefetched;

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
    this.feed =
        new EventFeed(
            "edge-configuration-feed",
            config.url(),
            FEED,
            MAX_DOCUMENT_BYTES,
            this::authorization,
            new Configurations(),
            new FeedPace(
                config.timeout(),
                config.timeout(),
                config.silenceLimit(),
                FIRST_DELAY,
                config.maxRetryDelay()));
  }

  void start(@Observes StartupEvent event) {
    feed.start();
  }

  void stop(@Observes ShutdownEvent event) {
    feed.close();
    client.close();
  }

  /** Whether the feed runs right now. */
  public boolean isConnected() {
    return feed.isConnected();
  }

  /**
   * Whether token-service refused this edge's credential when it last answered: it was taken out of
   * the clients file, or stands there with another key or without the scope.
   */
  public boolean isRefused() {
    return feed.isRefused();
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
    request()
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
        .compose(body -> {
          if (body.length() > MAX_DOCUMENT_BYTES) {
            return Future.failedFuture("the document is too long");
          }
          // A large one takes long to read: not on the thread that answers players.
          return context.executeBlocking(() -> {
            take(body.toString(), true);
            return null;
          });
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

  /**
   * Takes a document.
   *
   * @param isFetched whether it may have been on its way while the feed said more
   */
  private synchronized void take(String document, boolean isFetched) {
    EdgeConfiguration former = replica.current();
    try {
      EdgeConfiguration next = ConfigurationDocument.read(document, dialects);
      if (isFetched && former != null && next.version() < former.version()) {
        return;
      }
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

  private Future<HttpClientRequest> request() {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(config.url().toString().replaceAll("/+$", "") + DOCUMENT)
            .setConnectTimeout(config.timeout().toMillis())
            .setTimeout(config.timeout().toMillis());
    return client
        .request(options)
        .map(request ->
            request
                .putHeader(HttpHeaders.AUTHORIZATION, authorization())
                .putHeader(HttpHeaders.ACCEPT, "application/json"));
  }

  private String authorization() {
    return assertion.authorizationFor(AUDIENCE);
  }

  /** For the log: our own words, or the kind of failure; others' messages may quote a URL. */
  private static String reason(Throwable failure) {
    return failure instanceof NoStackTraceThrowable && failure.getMessage() != null
        ? failure.getMessage()
        : failure.getClass().getSimpleName();
  }

  /** How long ago token-service was last heard, for health and metrics; the unit is given. */
  public long silence(TimeUnit unit) {
    return unit.convert(feed.silence());
  }

  /** What the events of token-service's feed mean. */
  private final class Configurations implements FeedHandler {
    private final ConnectionLog log =
        new ConnectionLog("Edge configuration feed", LOG::info, LOG::warn);

    @Override
    public Step take(ServerSentEvent event) {
      return switch (event.type()) {
        case "configuration" -> {
          ConfigurationFeed.this.take(event.data(), false);
          yield Step.CURRENT;
        }
        case "position" -> Step.CURRENT;
        default -> Step.CONTINUE;
      };
    }

    @Override
    public void onConnected() {
      log.connected();
    }

    @Override
    public void onDisconnected(String reason, boolean wasConnected) {
      // token-service ends a feed from time to time: nothing to warn of, unless it said nothing.
      if (!wasConnected || !reason.equals(EventFeed.ENDED)) {
        log.lost(reason);
      }
    }

    @Override
    public void onRefused(int status) {
      LOG.errorf(
          "token-service refuses the credential of this edge (%d): it gets no keys. Is its entry in"
              + " the clients file?",
          status);
    }
  }
}
