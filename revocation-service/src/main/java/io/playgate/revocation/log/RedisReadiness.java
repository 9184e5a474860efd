package io.playgate.revocation.log;

import io.playgate.revocation.RevocationConfig;
import io.playgate.support.health.TimedProbe;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while Redis takes writes and keeps them as the operator wants it: a revocation could not be
 * acknowledged otherwise. One that only reads, whose disk is full, or whose settings were changed
 * while it runs does not count.
 */
@Readiness
@ApplicationScoped
class RedisReadiness implements HealthCheck {

  private static final Duration PATIENCE = Duration.ofMillis(1500);
  private static final String LIFETIME_MILLIS = "60000";

  private final ReactiveRedisDataSource redis;
  private final RedisGuard guard;
  private final Duration timeout;
  private final TimedProbe probe = new TimedProbe("redis", this::keepsWrites, PATIENCE);

  RedisReadiness(ReactiveRedisDataSource redis, RedisGuard guard, RevocationConfig config) {
    this.redis = redis;
    this.guard = guard;
    this.timeout = config.redis().timeout();
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("redis").status(probe.isUp()).build();
  }

  private boolean keepsWrites() {
    guard.check();
    redis.execute("SET", LogKeys.HEALTH, "1", "PX", LIFETIME_MILLIS).await().atMost(timeout);
    return true;
  }
}
