package io.playgate.support.client;

import io.quarkus.security.identity.SecurityIdentity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * The caller of a connection that stays open, such as a feed: whether what let it in still holds. A
 * request is judged once, when it comes; a connection that outlives its request has to ask again.
 */
public final class OpenCaller {

  private final String name;
  private final @Nullable RegisteredClient admittedBy;
  private final Instant expiresAt;
  private final ClientsFile clients;
  private final ScheduledExecutorService timer;
  private final Clock clock;

  private OpenCaller(
      String name,
      @Nullable RegisteredClient admittedBy,
      Instant expiresAt,
      ClientsFile clients,
      ScheduledExecutorService timer,
      Clock clock) {
    this.name = name;
    this.admittedBy = admittedBy;
    this.expiresAt = expiresAt;
    this.clients = clients;
    this.timer = timer;
    this.clock = clock;
  }

  static OpenCaller of(
      SecurityIdentity identity, ClientsFile clients, ScheduledExecutorService timer, Clock clock) {
    RegisteredClient client = identity.getAttribute(CallerIdentity.CLIENT);
    // Whoever came by neither an entry nor a token with an end is not admitted for longer.
    Instant expiresAt =
        client == null && identity.getPrincipal() instanceof JsonWebToken token
            ? Instant.ofEpochSecond(token.getExpirationTime())
            : Instant.MIN;
    return new OpenCaller(
        identity.getPrincipal().getName(), client, expiresAt, clients, timer, clock);
  }

  /** The client's id. */
  public String name() {
    return name;
  }

  /**
   * Whether the caller would be let in again: its entry in the clients file stands and has the same
   * scopes and keys, or its access token has not expired.
   */
  public boolean isAdmitted() {
    if (admittedBy == null) {
      return clock.instant().isBefore(expiresAt);
    }
    RegisteredClient now = clients.current().find(admittedBy.id());
    return now != null && now.admitsAs(admittedBy);
  }

  /**
   * The delivery profiles that its entry in the clients file lists now; empty where it has none.
   */
  public Set<String> profiles() {
    if (admittedBy == null) {
      return Set.of();
    }
    RegisteredClient now = clients.current().find(admittedBy.id());
    return now != null && now.admitsAs(admittedBy) ? now.profiles() : Set.of();
  }

  /**
   * Has a listener called whenever {@link #isAdmitted} or {@link #profiles} may answer something
   * else, also for what has changed since the request came. It must not block.
   *
   * @return ends that; may be run more than once
   */
  public Runnable watch(Runnable listener) {
    if (admittedBy == null) {
      long millis = Math.max(0, Duration.between(clock.instant(), latest(expiresAt)).toMillis());
      ScheduledFuture<?> end = timer.schedule(listener, millis + 1, TimeUnit.MILLISECONDS);
      return () -> end.cancel(false);
    }
    Runnable stop = clients.onChange(listener);
    if (!admittedBy.equals(clients.current().find(admittedBy.id()))) {
      listener.run();
    }
    return stop;
  }

  private Instant latest(Instant time) {
    return time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time;
  }
}
