package io.playgate.token.session;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while Redis answers and takes writes: without it nothing starts and nothing is refreshed. A
 * Redis that only reads, or whose disk is full, does not count.
 */
@Readiness
@ApplicationScoped
class SessionStoreHealth implements AsyncHealthCheck {
  private static final Duration PATIENCE = Duration.ofMillis(1500);

  private final SessionStore store;
  private final String hosts;
  private CompletableFuture<Void> asked = CompletableFuture.completedFuture(null);

  /**
   * Injecting the addresses also makes the service refuse to start without them, naming the key.
   *
   * @param hosts of the Redis that keeps the sessions
   */
  SessionStoreHealth(
      SessionStore store, @ConfigProperty(name = "quarkus.redis.hosts") List<URI> hosts) {
    this.store = store;
    this.hosts = hosts.stream().map(SessionStoreHealth::name).collect(Collectors.joining(","));
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    HealthCheckResponseBuilder answer =
        HealthCheckResponse.named("sessions").withData("redis", hosts);
    CompletableFuture<Void> answered = asked();
    // A copy: who gives up waiting does not end the question.
    return Uni.createFrom()
        .completionStage(() -> answered.copy())
        .ifNoItem()
        .after(PATIENCE)
        .fail()
        .map(written -> answer.up().build())
        .onFailure()
        .recoverWithItem(() -> answer.down().build());
  }

  /** The question that is open; a new one where none is, so that they do not pile up. */
  private synchronized CompletableFuture<Void> asked() {
    if (asked.isDone()) {
      asked = store.probe().subscribeAsCompletionStage();
    }
    return asked;
  }

  /** The address without the credentials that a URL may hold. */
  private static String name(URI host) {
    if (host.getHost() == null) {
      return host.getScheme() + " socket";
    }
    return host.getPort() < 0 ? host.getHost() : host.getHost() + ":" + host.getPort();
  }
}
