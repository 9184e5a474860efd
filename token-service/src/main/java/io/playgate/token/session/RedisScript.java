package io.playgate.token.session;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A Lua script that runs by its hash, and is sent whole only to a Redis that has not seen it. */
final class RedisScript {
  private final String text;
  private final String sha1;

  private RedisScript(String text) {
    this.text = text;
    try {
      // What Redis names scripts by; no security rests on it.
      this.sha1 =
          HexFormat.of()
              .formatHex(
                  MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  /** Reads {@code lua/NAME.lua} from the class path, behind what all of them share. */
  static RedisScript load(String name) {
    return new RedisScript(read("session-prelude") + read(name));
  }

  private static String read(String name) {
    try (InputStream in = RedisScript.class.getResourceAsStream("/lua/" + name + ".lua")) {
      if (in == null) {
        throw new IllegalStateException("the script " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs it. */
  Uni<Response> run(ReactiveRedisDataSource redis, List<String> keys, List<String> arguments) {
    return redis
        .execute("EVALSHA", arguments(sha1, keys, arguments))
        .onFailure(RedisScript::isUnknownScript)
        .recoverWithUni(() -> redis.execute("EVAL", arguments(text, keys, arguments)));
  }

  private static boolean isUnknownScript(Throwable failure) {
    return failure.getMessage() != null && failure.getMessage().startsWith("NOSCRIPT");
  }

  private static String[] arguments(String script, List<String> keys, List<String> arguments) {
    List<String> all = new ArrayList<>(2 + keys.size() + arguments.size());
    all.add(script);
    all.add(Integer.toString(keys.size()));
    all.addAll(keys);
    all.addAll(arguments);
    return all.toArray(String[]::new);
  }
}
