package io.playgate.support.redis;

import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Lua script that Redis runs as one atomic step. Its text declares what it is given, one
 * declaration a line, and reads it by these names; {@link #call()} gives it by the same names, in
 * any order:
 *
 * <pre>{@code
 * -- KEY    slots   sorted set: session id -> expiry
 * -- TEXT   sid     session id
 * -- NUMBER now     ms
 * -- REST   drop    session ids to drop
 * }</pre>
 */
public final class RedisScript {
  private final ScriptParameters parameters;
  private final String text;
  private final String sha1;

  private RedisScript(ScriptParameters parameters, String text) {
    this.parameters = parameters;
    this.text = text;
    try {
      // What Redis names scripts by; no security rests on it.
      this.sha1 =
          HexFormat.of()
              .formatHex(
                  MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  /**
   * Reads {@code lua/NAME.lua} from the class path and joins the texts in their order: the last is
   * the script, those before it are functions that it shares with others.
   *
   * @param owner a class of the module that has the texts
   * @throws IllegalStateException if a text is missing, or breaks a rule for names
   */
  public static RedisScript load(Class<?> owner, String... names) {
    return of(Arrays.stream(names).map(name -> resource(owner, name)).toArray(String[]::new));
  }

  /**
   * Joins texts in their order.
   *
   * @throws IllegalStateException if a name is declared twice, is never read, is hidden by a local
   *     of the script, or if a key or argument is read by number
   */
  static RedisScript of(String... texts) {
    String joined = String.join("\n", texts);
    ScriptParameters parameters = ScriptParameters.declaredIn(joined);
    return new RedisScript(parameters, parameters.locals() + joined);
  }

  private static String resource(Class<?> owner, String name) {
    try (InputStream in = owner.getResourceAsStream("/lua/" + name + ".lua")) {
      if (in == null) {
        throw new IllegalStateException("the script " + name + " is not in the executable");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new call, to which everything that is declared has to be given. */
  public Call call() {
    return new Call(this);
  }

  /** What Redis is sent: locals of the declared names, and the texts. */
  String text() {
    return text;
  }

  /** What Redis names the script by. */
  String sha1() {
    return sha1;
  }

  /**
   * Runs commands of Redis; {@code redis::execute} of a data source or of one of its connections.
   *
   * @param <R> its answers
   */
  @FunctionalInterface
  public interface Commands<R> {
    /** Runs one command. */
    Uni<R> execute(String command, String... arguments);
  }

  /** One run of a script. Not for several threads, and not for a second run. */
  public static final class Call {
    private final RedisScript script;
    private final Map<String, List<String>> given = new LinkedHashMap<>();

    private Call(RedisScript script) {
      this.script = script;
    }

    /**
     * Gives a key.
     *
     * @return this
     * @throws IllegalArgumentException if no key of that name is declared, or it was given
     */
    public Call key(String name, String key) {
      return give(name, List.of(key), ScriptParameters.Kind.KEY);
    }

    /**
     * Gives an argument: a text, or a number that is one already.
     *
     * @return this
     * @throws IllegalArgumentException if no argument of that name is declared, or it was given
     */
    public Call with(String name, String value) {
      return give(name, List.of(value), ScriptParameters.Kind.TEXT, ScriptParameters.Kind.NUMBER);
    }

    /** Gives a whole number. */
    public Call with(String name, long value) {
      return with(name, Long.toString(value));
    }

    /** Gives a yes as {@code 1} or a no as {@code 0}. */
    public Call with(String name, boolean value) {
      return with(name, value ? "1" : "0");
    }

    /** Gives a duration in milliseconds. */
    public Call with(String name, Duration value) {
      return with(name, value.toMillis());
    }

    /** Gives a time in epoch milliseconds; empty, which is no number in Lua, for none. */
    public Call with(String name, @Nullable Instant value) {
      return with(name, value == null ? "" : Long.toString(value.toEpochMilli()));
    }

    /** Gives the last argument that is declared, which is a list. */
    public Call with(String name, List<String> values) {
      return give(name, List.copyOf(values), ScriptParameters.Kind.REST);
    }

    private Call give(String name, List<String> values, ScriptParameters.Kind... kinds) {
      script.parameters.require(name, kinds);
      if (given.putIfAbsent(name, values) != null) {
        throw new IllegalArgumentException(name + " was given before");
      }
      return this;
    }

    /**
     * Runs the script, each of which answers something; sends its text only to a Redis that does
     * not have it yet.
     *
     * @throws IllegalStateException if something that is declared was not given
     */
    public <R> Uni<R> run(Commands<R> redis) {
      String[] command = command(script.sha1);
      return redis
          .execute("EVALSHA", command)
          .onFailure(Call::isUnknownScript)
          .recoverWithUni(() -> {
            String[] withText = command.clone();
            withText[0] = script.text;
            return redis.execute("EVAL", withText);
          });
    }

    private String[] command(String first) {
      List<String> command = new ArrayList<>();
      command.add(first);
      command.add(Integer.toString(script.parameters.keys()));
      for (String name : script.parameters.inOrder()) {
        List<String> values = given.get(name);
        if (values == null) {
          throw new IllegalStateException(name + " was not given");
        }
        command.addAll(values);
      }
      return command.toArray(String[]::new);
    }

    private static boolean isUnknownScript(Throwable failure) {
      String message = failure.getMessage();
      return message != null && message.startsWith("NOSCRIPT");
    }

    /** The names of what was given: values may be secrets. */
    @Override
    public String toString() {
      return "Call" + given.keySet();
    }
  }
}
