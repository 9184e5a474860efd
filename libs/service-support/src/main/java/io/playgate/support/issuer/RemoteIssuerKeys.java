package io.playgate.support.issuer;

import io.playgate.support.jose.EcJwk;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.LaunchMode;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * The issuer's keys, fetched from its key set: at start-up, every few minutes, and at once when a
 * token names a key that is not known, but not more often than the configuration allows. No thread
 * waits for a fetch, and no two run at a time. While the issuer does not answer, the keys known
 * last stay, so that a viewer who plays does not notice.
 */
@Singleton
@DefaultBean
public class RemoteIssuerKeys implements IssuerKeys {

  private static final Logger LOG = Logger.getLogger(RemoteIssuerKeys.class);
  private static final int MAX_BYTES = 256 * 1024;

  /** How often it is looked whether a fetch is due, and retried while no key is known at all. */
  private static final Duration TICK = Duration.ofSeconds(1);

  private final IssuerConfig config;
  private final Vertx vertx;
  private final Clock clock;
  private @Nullable HttpClient client;
  private @Nullable Long timer;

  private volatile @Nullable Map<String, ECPublicKey> keys;
  private @Nullable Future<Map<String, ECPublicKey>> running;
  private Instant lastFetch = Instant.EPOCH;
  private volatile boolean failing;

  @Inject
  RemoteIssuerKeys(IssuerConfig config, Vertx vertx, Clock clock) {
    this.config = config;
    this.vertx = vertx;
    this.clock = clock;
  }

  void begin(@Observes Startup event, IssuerKeys inUse) {
    if (inUse.equals(this)) {
      begin(LaunchMode.current() == LaunchMode.NORMAL);
    }
  }

  void begin(boolean strict) {
    if (strict && config.jwksUrl().isPresent() != config.uri().isPresent()) {
      throw new IllegalStateException(
          config.uri().isPresent()
              ? "playgate.issuer.jwks-url is not set: set it to auth-service's /oauth2/jwks"
              : "playgate.issuer.uri is not set: set it to what auth-service has there");
    }
    if (config.jwksUrl().isEmpty()) {
      return;
    }
    client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(config.fetchTimeout().toMillis()))
                .setIdleTimeout(10)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setDecompressionSupported(true),
            new PoolOptions().setHttp1MaxSize(1));
    timer =
        vertx.setPeriodic(0, Math.max(1000, config.refreshInterval().toMillis()), tick -> fetch());
  }

  @PreDestroy
  void stop() {
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
    if (client != null) {
      client.close();
    }
  }

  @Override
  public @Nullable ECPublicKey present(String kid, TokenUse use) {
    Map<String, ECPublicKey> known = keys;
    return known == null ? null : known.get(kid);
  }

  @Override
  public Uni<@Nullable ECPublicKey> find(String kid, TokenUse use) {
    ECPublicKey key = present(kid, use);
    if (key != null || client == null) {
      return Uni.createFrom().item(key);
    }
    return Uni.createFrom()
        .<@Nullable ECPublicKey>emitter(emitter ->
            fetchUnlessRecent()
                .onComplete(fetched -> {
                  if (keys == null) {
                    emitter.fail(
                        new KeysUnavailableException(
                            "the issuer's key set is not known", fetched.cause()));
                  } else {
                    emitter.complete(present(kid, use));
                  }
                }));
  }

  private synchronized Future<Map<String, ECPublicKey>> fetchUnlessRecent() {
    Duration sinceLast = Duration.between(lastFetch, clock.instant());
    Duration least = keys == null ? TICK : config.minFetchInterval();
    if (running == null && !sinceLast.isNegative() && sinceLast.compareTo(least) < 0) {
      return Future.succeededFuture();
    }
    return fetch();
  }

  private synchronized Future<Map<String, ECPublicKey>> fetch() {
    if (running != null) {
      return running;
    }
    lastFetch = clock.instant();
    Future<Map<String, ECPublicKey>> fetch = request().map(RemoteIssuerKeys::parse);
    running = fetch;
    fetch.onComplete(done -> {
      synchronized (this) {
        running = null;
      }
      if (done.succeeded()) {
        accept(done.result());
      } else {
        LOG.logf(
            failing ? Logger.Level.DEBUG : Logger.Level.WARN,
            "The issuer's key set could not be fetched (%s); %s",
            done.cause().getClass().getSimpleName(),
            keys == null ? "none is known yet" : "the one known stays");
        LOG.debug("The issuer's key set could not be fetched", done.cause());
        failing = true;
      }
    });
    return fetch;
  }

  private void accept(Map<String, ECPublicKey> fetched) {
    Map<String, ECPublicKey> before = keys;
    keys = fetched;
    failing = false;
    if (before == null || !before.keySet().equals(fetched.keySet())) {
      LOG.infof("The issuer's key set has the keys %s", fetched.keySet());
    }
  }

  private Future<String> request() {
    HttpClient http = client;
    if (http == null) {
      return Future.failedFuture("not started");
    }
    long timeout = config.fetchTimeout().toMillis();
    Future<String> answer =
        http.request(
                new RequestOptions()
                    .setMethod(HttpMethod.GET)
                    .setAbsoluteURI(config.jwksUrl().orElseThrow().toString())
                    .putHeader("Accept", "application/jwk-set+json, application/json")
                    .setTimeout(timeout))
            .compose(HttpClientRequest::send)
            .compose(response -> {
              if (response.statusCode() != 200) {
                return Future.failedFuture(
                    new IllegalStateException("status " + response.statusCode()));
              }
              return response.body();
            })
            .compose(body ->
                body.length() > MAX_BYTES
                    ? Future.failedFuture(new IllegalStateException("too long"))
                    : Future.succeededFuture(body.toString()));
    return Future.future(promise -> {
      long alarm =
          vertx.setTimer(timeout, id -> promise.tryFail(new TimeoutException("no answer")));
      answer.onComplete(done -> {
        vertx.cancelTimer(alarm);
        if (done.succeeded()) {
          promise.tryComplete(done.result());
        } else {
          promise.tryFail(done.cause());
        }
      });
    });
  }

  /** Reads the P-256 keys of a key set; others in it are for somebody else (RFC 7517 section 5). */
  @SuppressWarnings("unchecked") // the members of a parsed JSON object have names
  static Map<String, ECPublicKey> parse(String jwks) {
    Object list;
    try {
      list = JsonUtil.parseJson(jwks).get("keys");
    } catch (JoseException e) {
      throw new IllegalArgumentException("not a key set");
    }
    if (!(list instanceof List<?> items)) {
      throw new IllegalArgumentException("not a key set");
    }
    Map<String, ECPublicKey> keys = new HashMap<>();
    for (Object item : items) {
      if (item instanceof Map<?, ?> jwk) {
        try {
          EcJwk key = EcJwk.parse((Map<String, Object>) jwk);
          keys.put(key.kid(), key.publicKey());
        } catch (IllegalArgumentException other) {
          LOG.debugf("A key of the issuer's key set is not used: %s", other.getMessage());
        }
      }
    }
    return Map.copyOf(keys);
  }
}
