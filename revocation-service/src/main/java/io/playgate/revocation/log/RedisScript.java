package io.playgate.revocation.log;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** A Lua script that Redis runs as one atomic step. */
final class RedisScript {
  private final String text;
  private final String sha1;

  private RedisScript(String text) {
    this.text = text;
    try {
      // Redis names scripts so; nothing rests on the strength of SHA-1 here.
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      this.sha1 = HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  /** A script that stands by itself. */
  static RedisScript load(String name) {
    return new RedisScript(resource(name));
  }

  /** A script that works on the log, by the functions of the prelude. */
  static RedisScript onLog(String name) {
    return new RedisScript(resource("prelude.lua") + "\n" + resource(name));
  }

  /** A script that applies billing events to the log. */
  static RedisScript onBilling(String name) {
    return new RedisScript(
        String.join("\n", resource("prelude.lua"), resource("billing_rules.lua"), resource(name)));
  }

  /**
   * Runs the script, each of which answers something; sends its text only to a Redis that does not
   * have it yet.
   */
  Uni<Response> run(ReactiveRedisDataSource redis, List<String> keys, List<String> arguments) {
    String[] command = new String[2 + keys.size() + arguments.size()];
    command[0] = sha1;
    command[1] = Integer.toString(keys.size());
    int at = 2;
    for (String key : keys) {
      command[at++] = key;
    }
    for (String argument : arguments) {
      command[at++] = argument;
    }
    return redis
        .execute("EVALSHA", command)
        .onFailure(RedisScript::isUnknownScript)
        .recoverWithUni(() -> {
          String[] withText = command.clone();
          withText[0] = text;
          return redis.execute("EVAL", withText);
        });
  }

  private static boolean isUnknownScript(Throwable failure) {
    String message = failure.getMessage();
    return message != null && message.startsWith("NOSCRIPT");
  }

  private static String resource(String name) {
    try (InputStream in = RedisScript.class.getResourceAsStream("/lua/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the script " + name + " is not in the executable");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
