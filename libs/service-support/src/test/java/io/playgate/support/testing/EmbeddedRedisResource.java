package io.playgate.support.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;

/**
 * A Redis of its own on a free port, as durable as Playgate asks for: append-only file, fsync
 * always, no eviction.
 */
public class EmbeddedRedisResource implements QuarkusTestResourceLifecycleManager {

  private @Nullable RedisServer redis;
  private @Nullable Path directory;

  @Override
  public Map<String, String> start() {
    try {
      Path data = Files.createTempDirectory("playgate-redis");
      directory = data;
      int port = FreePort.next();
      RedisServer started =
          RedisServer.newRedisServer()
              .port(port)
              .bind("127.0.0.1")
              .setting("dir " + data)
              .setting("appendonly yes")
              .setting("appendfsync always")
              .setting("maxmemory-policy noeviction")
              .build();
      started.start();
      redis = started;
      return Map.of("quarkus.redis.hosts", "redis://127.0.0.1:" + port);
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded Redis did not start", e);
    }
  }

  @Override
  public void stop() {
    try {
      if (redis != null) {
        redis.stop();
      }
      Path data = directory;
      if (data != null) {
        try (Stream<Path> files = Files.walk(data)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.deleteIfExists(file);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
