package io.playgate.revocation.clientauth;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.playgate.revocation.authservice.VouchedClient;
import io.playgate.revocation.rule.TokenHash;
import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/**
 * What auth-service said of a client's id and secret, for a short time. Keyed by a hash of both;
 * the secret itself is not kept. Requests that ask for the same at one time ask auth-service once.
 */
@ApplicationScoped
class SecretCache {
  /** However it is configured, a secret that was withdrawn is not believed for longer. */
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final AsyncCache<String, Optional<VouchedClient>> cache;
  private final ExecutorService virtualThreads;

  SecretCache(
      ClientAuthConfig config, Clock clock, @VirtualThreads ExecutorService virtualThreads) {
    this.virtualThreads = virtualThreads;
    Duration accepted =
        config.acceptedTtl().compareTo(LONGEST) > 0 ? LONGEST : config.acceptedTtl();
    this.cache =
        Caffeine.newBuilder()
            .maximumSize(config.cacheSize())
            .expireAfter(
                Expiry.<String, Optional<VouchedClient>>creating((key, client) ->
                    client
                        .map(it -> shorter(accepted, it.remaining(clock.instant())))
                        .orElse(config.refusedTtl())))
            .executor(virtualThreads)
            .buildAsync();
  }

  /**
   * The client, from memory or from {@code ask}, which blocks; fails with {@code invalid_client}
   * where there is none.
   */
  Uni<Caller> get(String clientId, String clientSecret, Supplier<Optional<VouchedClient>> ask) {
    String key = TokenHash.of(clientId + '\0' + clientSecret);
    return Uni.createFrom()
        .completionStage(() ->
            cache.get(
                key,
                (k, executor) ->
                    java.util.concurrent.CompletableFuture.supplyAsync(ask, virtualThreads)))
        .map(client ->
            client
                .map(it -> new Caller(it.id(), it.scopes(), null))
                .orElseThrow(() ->
                    ClientAuthentication.invalidClient("The client's id or secret is not valid")));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
