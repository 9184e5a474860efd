package io.playgate.revocation.log;

import io.playgate.revocation.RevocationConfig;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.runtime.LaunchMode;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Refuses to run without a Redis that is named, and a Redis that could lose an acknowledged
 * revocation, unless the operator declares that this is accepted.
 */
@ApplicationScoped
public class RedisGuard {
  private static final Logger LOG = Logger.getLogger(RedisGuard.class);

  private final ReactiveRedisDataSource redis;
  private final RevocationConfig.Redis config;

  /**
   * Injecting the addresses makes the service refuse to start without them, naming the key: the
   * client itself would say nothing before its first command.
   */
  RedisGuard(
      ReactiveRedisDataSource redis,
      RevocationConfig config,
      @ConfigProperty(name = "quarkus.redis.hosts") List<URI> hosts) {
    if (hosts.isEmpty()) {
      throw new IllegalStateException("quarkus.redis.hosts must be set to the URL of Redis");
    }
    this.redis = redis;
    this.config = config.redis();
  }

  /**
   * Looks at Redis' settings.
   *
   * @throws UnsafeRedisException if they are not safe and not declared
   * @throws StorageException if Redis cannot be reached
   */
  public void check() {
    Map<String, String> info = info();
    List<String> faults =
        faults(
            info.getOrDefault("maxmemory_policy", "unknown"),
            "1".equals(info.get("aof_enabled")),
            setting("appendfsync"),
            config);
    if (faults.isEmpty()) {
      return;
    }
    String message = String.join(" ", faults);
    if (LaunchMode.current() == LaunchMode.DEVELOPMENT) {
      LOG.warn(message);
    } else {
      throw new UnsafeRedisException(message);
    }
  }

  static List<String> faults(
      String evictionPolicy,
      boolean appendOnly,
      @Nullable String appendFsync,
      RevocationConfig.Redis config) {
    List<String> faults = new ArrayList<>();
    if (!evictionPolicy.equals("noeviction") && !config.acceptEviction()) {
      faults.add(
          "Redis may evict revocations (maxmemory-policy is "
              + evictionPolicy
              + "): set maxmemory-policy to noeviction, or declare the loss by"
              + " playgate.revocation.redis.accept-eviction=true.");
    }
    if (!appendOnly && !config.acceptNoAppendOnlyFile()) {
      faults.add(
          "Redis loses all revocations when it stops (appendonly is no): set appendonly to yes, or"
              + " declare the loss by playgate.revocation.redis.accept-no-append-only-file=true.");
    }
    if (appendOnly && !"always".equals(appendFsync) && !config.acceptDelayedFsync()) {
      faults.add(
          "Redis acknowledges revocations before they are on disk (appendfsync is "
              + (appendFsync == null ? "not readable" : appendFsync)
              + "): set appendfsync to always, or declare the loss by"
              + " playgate.revocation.redis.accept-delayed-fsync=true.");
    }
    return faults;
  }

  private Map<String, String> info() {
    Map<String, String> values = new HashMap<>();
    for (String section : List.of("memory", "persistence")) {
      try {
        Response answer = redis.execute("INFO", section).await().atMost(config.timeout());
        for (String line : answer.toString().lines().toList()) {
          int colon = line.indexOf(':');
          if (colon > 0) {
            values.put(line.substring(0, colon), line.substring(colon + 1).strip());
          }
        }
      } catch (RuntimeException e) {
        throw new StorageException(e);
      }
    }
    return values;
  }

  /** A setting of Redis; null where clients may not read it, as with many managed ones. */
  private @Nullable String setting(String name) {
    try {
      Response answer = redis.execute("CONFIG", "GET", name).await().atMost(config.timeout());
      return answer.containsKey(name) ? answer.get(name).toString() : null;
    } catch (RuntimeException e) {
      LOG.debugf(e, "Redis does not tell its setting %s", name);
      return null;
    }
  }
}
