package io.playgate.revocation.log;

import io.playgate.support.health.TimedProbe;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while Redis takes writes and keeps them as the operator wants it. One that only reads,
 * whose disk is full, or whose settings were changed while it runs does not count: what is
 * acknowledged there could be lost. The feed goes with it; edges keep the rules that they have, up
 * to their limit.
 */
@Readiness
@ApplicationScoped
class RedisReadiness implements HealthCheck {

  private static final Duration PATIENCE = Duration.ofMillis(1500);
  private static final String LIFETIME_MILLIS = "60000";

  private final ReactiveRedisDataSource redis;
  private final RedisGuard guard;
  private final TimedProbe probe = new TimedProbe("redis", this::keepsWrites, PATIENCE);

  RedisReadiness(ReactiveRedisDataSource redis, RedisGuard guard) {
    this.redis = redis;
    this.guard = guard;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("redis").status(probe.isUp()).build();
  }

  private boolean keepsWrites() {
    guard.check();
    // Without a time-out: a command that was given up would wait in the client all the same.
    redis.execute("SET", LogKeys.HEALTH, "1", "PX", LIFETIME_MILLIS).await().indefinitely();
    return true;
  }
}
