package io.playgate.edge.introspection;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.playgate.edge.profile.DeliveryProfile;
import io.playgate.edge.token.AuthenticatedToken;
import io.playgate.edge.token.TokenKey;
import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.ReferenceFormat;
import io.playgate.revocationlist.FeedPosition;
import io.playgate.revocationlist.RevocationReplica;
import io.playgate.support.client.ServiceAssertion;
import io.playgate.support.limit.CallerAddress;
import io.playgate.support.limit.SourceBuckets;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks opaque tokens up at revocation-service, without ever blocking. One token is looked up once,
 * however many requests bring it; the number of look-ups is bounded; a failed connection is tried
 * once more.
 *
 * <p>Guesses must not take the look-ups that genuine tokens need. A token with a mark of the
 * profile's ring cannot be guessed; others, of the form of before, have connections of their own
 * where the profile marks its tokens. And each client's address and network have shares of look-ups
 * that found nothing.
 *
 * <p>A known token is kept, for as long as it lives, and used once the revocation replica has
 * reached the position its answer names: from there on the replica knows whatever happens to it. An
 * unknown one is remembered for about a second.
 */
@Singleton
public class TokenIntrospector {

  private static final Logger LOG = Logger.getLogger(TokenIntrospector.class);
  private static final String AUDIENCE = "playgate:revocation";
  private static final int MAX_ANSWER_BYTES = 64 * 1024;
  private static final int MAX_UNKNOWN = 10_000;
  private static final int MAX_SOURCES = 20_000;

  /** The part of connections and places that look-ups of unmarked tokens have to themselves. */
  private static final int UNMARKED_PART = 4;

  /**
   * What comes back of a share of fruitless look-ups, and how much larger that of marked ones is.
   */
  private static final Duration UNMARKED_INTERVAL = Duration.ofMillis(500);

  private static final Duration MARKED_INTERVAL = Duration.ofMillis(50);
  private static final int MARKED_FACTOR = 10;
  private static final Introspection UNKNOWN =
      new Introspection.Refused(DenyCode.UNKNOWN_SESSION, "the opaque token is not active");
  private static final Introspection OVER_SHARE =
      new Introspection.Refused(
          DenyCode.UNAVAILABLE, "too many unknown opaque tokens from this address");
  private static final Introspection UNAVAILABLE =
      new Introspection.Refused(DenyCode.UNAVAILABLE, "revocation-service does not answer");

  private record Kept(AuthenticatedToken token, FeedPosition position) {}

  private final Vertx vertx;
  private final RevocationReplica revocations;
  private final ServiceAssertion assertion;
  private final HttpClient client;
  private final HttpClient clientForUnmarked;
  private final SourceBuckets markedShares;
  private final SourceBuckets unmarkedShares;
  private final RequestOptions options;
  private final Cache<TokenKey, Kept> known;
  private final Cache<TokenKey, Boolean> unknown;
  private final Map<TokenKey, Future<Introspection>> running = new ConcurrentHashMap<>();
  private final Counter active;
  private final Counter inactive;
  private final Counter failed;
  private final Counter overShare;

  /** Makes the introspector. */
  @Inject
  public TokenIntrospector(
      Vertx vertx,
      RevocationReplica revocations,
      ServiceAssertion assertion,
      IntrospectionConfig config,
      MeterRegistry registry,
      Clock clock) {
    this.vertx = vertx;
    this.revocations = revocations;
    this.assertion = assertion;
    IntrospectionConfig.Introspection limits = config.introspection();
    int timeout = (int) limits.timeout().toMillis();
    this.client = client(vertx, limits.maxConcurrent(), limits.maxWaiting(), timeout);
    this.clientForUnmarked =
        client(
            vertx,
            Math.max(1, limits.maxConcurrent() / UNMARKED_PART),
            Math.max(1, limits.maxWaiting() / UNMARKED_PART),
            timeout);
    this.markedShares =
        new SourceBuckets(limits.share() * MARKED_FACTOR, MARKED_INTERVAL, MAX_SOURCES, clock);
    this.unmarkedShares = new SourceBuckets(limits.share(), UNMARKED_INTERVAL, MAX_SOURCES, clock);
    this.options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(config.url().toString().replaceAll("/+$", "") + "/oauth2/introspect")
            .setConnectTimeout(timeout)
            .setTimeout(timeout);
    this.known =
        Caffeine.newBuilder()
            .maximumSize(limits.cacheSize())
            .expireAfterWrite(Duration.ofHours(1))
            .executor(Runnable::run)
            .build();
    this.unknown =
        Caffeine.newBuilder()
            .maximumSize(MAX_UNKNOWN)
            .expireAfterWrite(limits.unknownLifetime())
            .executor(Runnable::run)
            .build();
    this.active = counter(registry, "active");
    this.inactive = counter(registry, "inactive");
    this.failed = counter(registry, "failed");
    this.overShare = counter(registry, "over-share");
  }

  private static HttpClient client(Vertx vertx, int connections, int waiting, int timeout) {
    return vertx.createHttpClient(
        new HttpClientOptions()
            .setMaxPoolSize(connections)
            .setMaxWaitQueueSize(waiting)
            .setConnectTimeout(timeout)
            .setKeepAliveTimeout(30));
  }

  private static Counter counter(MeterRegistry registry, String outcome) {
    return Counter.builder("playgate.edge.introspections")
        .description("Look-ups of opaque tokens at revocation-service")
        .tag("outcome", outcome)
        .register(registry);
  }

  void stop(@Observes ShutdownEvent event) {
    client.close();
    clientForUnmarked.close();
  }

  /**
   * The token, where it is known here already and the replica knows of all that may happen to it.
   */
  public @Nullable AuthenticatedToken known(TokenKey key) {
    Kept kept = known.getIfPresent(key);
    return kept != null && revocations.hasReached(kept.position) ? kept.token : null;
  }

  /**
   * Looks a token up.
   *
   * @param key what it is kept under
   * @param token its text, well formed
   * @param marked whether a key of the profile's ring marked it
   * @param caller whose share of look-ups it is
   * @return never fails; completed on the context of the caller
   */
  public Future<Introspection> introspect(
      TokenKey key, String token, boolean marked, CallerAddress caller) {
    if (unknown.getIfPresent(key) != null) {
      return Future.succeededFuture(UNKNOWN);
    }
    SourceBuckets shares = marked ? markedShares : unmarkedShares;
    boolean first = !running.containsKey(key);
    if (first && !shares.take(caller).isZero()) {
      overShare.increment();
      return Future.succeededFuture(OVER_SHARE);
    }
    Promise<Introspection> mine = Promise.promise();
    Context context = vertx.getOrCreateContext();
    Promise<Introspection> started = Promise.promise();
    Future<Introspection> other = running.putIfAbsent(key, started.future());
    if (other == null) {
      // A look-up whose share was not taken, as another was under way a moment ago, is a
      // repetition.
      attempt(marked || key.profile().marksNoTokens() ? client : clientForUnmarked, token, true)
          .map(json -> read(key, token, json))
          .otherwise(this::unavailable)
          .onSuccess(answer -> {
            // That nobody answered counts for what may be a guess: guesses may be why.
            boolean fruitful =
                answer instanceof Introspection.Active || (marked && answer.equals(UNAVAILABLE));
            if (first && fruitful) {
              shares.giveBack(caller);
            }
            // Kept before it is no longer running, so that no second look-up slips in between.
            running.remove(key);
            started.complete(answer);
          });
    }
    if (other != null && first) {
      // Somebody else was first after all.
      shares.giveBack(caller);
    }
    Future<Introspection> shared = other == null ? started.future() : other;
    shared.onSuccess(answer -> context.runOnContext(back -> mine.complete(answer)));
    return mine.future();
  }

  private Future<String> attempt(HttpClient from, String token, boolean again) {
    return send(from, token)
        .recover(failure ->
            again
                    && failure instanceof java.io.IOException
                    && !(failure instanceof java.net.ConnectException)
                ? attempt(from, token, false)
                : Future.failedFuture(failure));
  }

  private Future<String> send(HttpClient from, String token) {
    return from.request(options)
        .compose(request ->
            request
                .putHeader(HttpHeaders.AUTHORIZATION, assertion.authorizationFor(AUDIENCE))
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/x-www-form-urlencoded")
                .putHeader(HttpHeaders.ACCEPT, "application/json")
                .send(Buffer.buffer("token=" + token)))
        .compose(TokenIntrospector::body);
  }

  private static Future<String> body(HttpClientResponse response) {
    if (response.statusCode() != 200) {
      // Its body is dropped as it comes. A reset would end whatever has the connection by then.
      return Future.failedFuture("answered " + response.statusCode());
    }
    Promise<String> promise = Promise.promise();
    Buffer collected = Buffer.buffer();
    response.handler(part -> {
      if (collected.length() + part.length() > MAX_ANSWER_BYTES) {
        promise.tryFail("the answer is too long");
        response.request().reset();
      } else {
        collected.appendBuffer(part);
      }
    });
    response.exceptionHandler(promise::tryFail);
    response.endHandler(end -> promise.tryComplete(collected.toString()));
    return promise.future();
  }

  private Introspection read(TokenKey key, String token, String json) {
    IntrospectionAnswer answer;
    try {
      answer = IntrospectionAnswer.read(json);
    } catch (IntrospectionAnswer.MalformedAnswerException e) {
      failed.increment();
      LOG.errorf("Introspection answer cannot be used: %s", e.getMessage());
      return UNAVAILABLE;
    }
    if (answer == null) {
      inactive.increment();
      unknown.put(key, Boolean.TRUE);
      return UNKNOWN;
    }
    active.increment();
    DeliveryProfile profile = key.profile();
    DeliveryProfile.Checks checks = profile.checks();
    if (checks == null || !answer.profile().equals(profile.id())) {
      return new Introspection.Refused(
          DenyCode.AUDIENCE, "the opaque token belongs to another delivery profile");
    }
    return switch (ReferenceFormat.found(token, answer.grant())) {
      case Authentication.Rejected rejected ->
          new Introspection.Refused(rejected.code(), rejected.detail());
      case Authentication.Accepted accepted -> {
        AuthenticatedToken genuine =
            AuthenticatedToken.of(accepted, checks.dialect().description().reach());
        FeedPosition position = answer.position();
        if (position != null) {
          known.put(key, new Kept(genuine, position));
        }
        yield new Introspection.Active(genuine);
      }
    };
  }

  private Introspection unavailable(Throwable failure) {
    failed.increment();
    LOG.warnf(
        "Introspection failed: %s",
        failure instanceof TimeoutException ? "timeout" : failure.getClass().getSimpleName());
    return UNAVAILABLE;
  }
}
