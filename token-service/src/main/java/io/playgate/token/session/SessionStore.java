package io.playgate.token.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.playgate.support.problem.CommonError;
import io.playgate.support.problem.ProblemException;
import io.playgate.support.redis.RedisScript;
import io.playgate.token.TokenError;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sessions, slots and rates in Redis: three keys for each viewer, sharing the viewer's hash tag,
 * that expire with the viewer's last token, and the rates with the last that is in use. Each
 * operation is one script and one round trip, and fails with {@link
 * TokenError#SESSIONS_UNAVAILABLE} where Redis does not answer. All of it runs on Redis 6.2.
 */
@ApplicationScoped
class SessionStore {
  private static final String HEALTH = "playgate:session:health";

  private final ReactiveRedisDataSource redis;
  private final ObjectMapper json;
  private final Duration timeout;
  private final Rates rates;
  private final RedisScript start = script("session-start");
  private final RedisScript refresh = script("session-refresh");
  private final RedisScript replace = script("session-replace");
  private final RedisScript restore = script("session-restore");
  private final RedisScript remove = script("session-remove");
  private final RedisScript end = script("session-end");

  SessionStore(ReactiveRedisDataSource redis, ObjectMapper json, SessionConfig config) {
    this.redis = redis;
    this.json = json;
    this.timeout = config.redisTimeout();
    this.rates = Rates.of(config.rate());
  }

  /** What starting came to. */
  sealed interface Start {
    /** The session is new and has its slot. */
    record Started() implements Start {}

    /** The session lives already; so many opaque tokens of it live as well. */
    record Live(PlaybackSession session, int opaqueTokens) implements Start {}

    /** The session lives, and is another sign-in's. */
    record Other(Held session) implements Start {}

    /** The viewer has no free slot; these have them. */
    record Full(List<Slot> slots) implements Start {}
  }

  /** A slot that is taken: by which session of which sign-in. */
  record Slot(String sid, String login) {}

  /**
   * A session and when its slot expires.
   *
   * @param session the session
   * @param expiresAtMillis when its last token expires, epoch milliseconds
   * @param formerMillis when that was before the operation
   */
  record Held(PlaybackSession session, long expiresAtMillis, long formerMillis) {}

  /**
   * Starts a session unless the viewer has it already or has no free slot.
   *
   * @param isFirst whether this is the first attempt for a request, which counts for the rate
   * @param drop sessions of the viewer that are dead and lose their slots first
   * @throws ProblemException in the answer, {@link CommonError#TOO_MANY_REQUESTS}
   */
  Uni<Start> start(
      String viewer,
      PlaybackSession session,
      long expiresAtMillis,
      int limit,
      long nowMillis,
      boolean isFirst,
      List<String> drop) {
    RedisScript.Call call =
        start
            .call()
            .with("now", nowMillis)
            .with("limit", limit)
            .with("identity", session.identity())
            .with("sid", session.sid())
            .with("expiry", expiresAtMillis)
            .with("record", write(session))
            .with("login", session.login())
            .with("cost", isFirst ? rates.start().cost() : "0")
            .with("burst", isFirst ? rates.start().burst() : "0")
            .with("rules", rates.rules())
            .with("drop", drop);
    return run(call, viewer)
        .map(answer ->
            switch (answer.get(0).toString()) {
              case "started" -> new Start.Started();
              case "live" ->
                  new Start.Live(read(answer.get(1).toString()), answer.get(2).toInteger());
              case "other" -> new Start.Other(held(answer.get(1), answer.get(2), answer.get(2)));
              case "full" -> {
                List<Slot> slots = new ArrayList<>();
                for (int i = 1; i + 1 < answer.size(); i += 2) {
                  slots.add(new Slot(answer.get(i).toString(), answer.get(i + 1).toString()));
                }
                yield new Start.Full(slots);
              }
              default -> throw tooEarly(answer);
            });
  }

  /**
   * Finds a live session of a sign-in session and keeps its slot for one more lifetime; null where
   * there is none.
   *
   * @param firstMillis from when the new token lives, epoch milliseconds
   * @throws ProblemException in the answer, {@link CommonError#TOO_MANY_REQUESTS}
   */
  Uni<@Nullable Held> refresh(
      String viewer, String sid, String login, long firstMillis, long nowMillis) {
    return run(
            refresh
                .call()
                .with("now", nowMillis)
                .with("sid", sid)
                .with("login", login)
                .with("first", firstMillis)
                .with("cost", rates.refresh().cost())
                .with("burst", rates.refresh().burst())
                .with("opaque_tokens", rates.opaqueTokens()),
            viewer)
        .map(answer ->
            switch (answer.get(0).toString()) {
              case "live" -> held(answer.get(1), answer.get(3), answer.get(2));
              case "unknown" -> null;
              default -> throw tooEarly(answer);
            });
  }

  /** Takes a refresh back that was refused after all. */
  Uni<Void> restore(String viewer, Held refreshed, long nowMillis) {
    return restore(viewer, refreshed, refreshed.formerMillis(), nowMillis, "refused");
  }

  /** Lets the slot expire earlier than a refresh set it to, as the token it came to does. */
  Uni<Void> shorten(String viewer, Held refreshed, long expiresAtMillis, long nowMillis) {
    long last = Math.max(refreshed.formerMillis(), expiresAtMillis);
    return restore(viewer, refreshed, last, nowMillis, "made");
  }

  private Uni<Void> restore(
      String viewer, Held refreshed, long expiresAtMillis, long nowMillis, String outcome) {
    return run(
            restore
                .call()
                .with("sid", refreshed.session().sid())
                .with("former", refreshed.expiresAtMillis())
                .with("expiry", expiresAtMillis)
                .with("now", nowMillis)
                .with("outcome", outcome),
            viewer)
        .replaceWithVoid();
  }

  /**
   * Replaces the record of a live session and prolongs its slot; false where it is no more.
   *
   * @param isAnotherOpaque whether the expiry is that of an opaque token not counted yet
   */
  Uni<Boolean> replace(
      String viewer,
      PlaybackSession session,
      long expiresAtMillis,
      long nowMillis,
      boolean isAnotherOpaque) {
    return run(
            replace
                .call()
                .with("now", nowMillis)
                .with("sid", session.sid())
                .with("record", write(session))
                .with("expiry", expiresAtMillis)
                .with("counted", isAnotherOpaque),
            viewer)
        .map(answer -> answer.toInteger() == 1);
  }

  /**
   * The live session of that id and sign-in, which is to be ended; null where there is none.
   *
   * @throws ProblemException in the answer, {@link CommonError#TOO_MANY_REQUESTS}
   */
  Uni<@Nullable Held> toEnd(String viewer, String sid, String login, long nowMillis) {
    return run(
            end.call()
                .with("now", nowMillis)
                .with("sid", sid)
                .with("login", login)
                .with("cost", rates.end().cost())
                .with("burst", rates.end().burst())
                .with("rules", rates.rules()),
            viewer)
        .map(answer ->
            switch (answer.get(0).toString()) {
              case "live" -> held(answer.get(1), answer.get(2), answer.get(2));
              case "unknown" -> null;
              default -> throw tooEarly(answer);
            });
  }

  /** Removes a session and frees its slot. */
  Uni<Void> remove(String viewer, String sid) {
    return run(remove.call().with("sid", sid).with("which", "any"), viewer).replaceWithVoid();
  }

  /** Removes a session unless it has got a token meanwhile. */
  Uni<Void> removeUnfinished(String viewer, String sid) {
    return run(remove.call().with("sid", sid).with("which", "unfinished"), viewer)
        .replaceWithVoid();
  }

  /** Fails where Redis takes no writes; does not end where Redis is silent. */
  Uni<Void> probe() {
    return redis.execute("SET", HEALTH, "1", "PX", "60000").replaceWithVoid();
  }

  private static RedisScript script(String name) {
    return RedisScript.load(SessionStore.class, "session-prelude", name);
  }

  private Uni<Response> run(RedisScript.Call call, String viewer) {
    String tag = "playgate:session:{" + SessionIdentity.keyOf(viewer) + "}";
    return answered(
        call.key("slots", tag + ":slots")
            .key("records", tag + ":records")
            .key("rates", tag + ":rates")
            .run(redis::execute));
  }

  /** The client itself waits without end, for a Redis that is silent as well. */
  private Uni<Response> answered(Uni<Response> command) {
    return command
        .ifNoItem()
        .after(timeout)
        .fail()
        .onFailure()
        .transform(failure ->
            new ProblemException(
                    TokenError.SESSIONS_UNAVAILABLE, "The store of sessions did not answer.")
                .withCause(failure)
                .withHeader("Retry-After", "1"));
  }

  private Held held(Response record, Response expiry, Response former) {
    return new Held(read(record.toString()), millis(expiry), millis(former));
  }

  private static ProblemException tooEarly(Response answer) {
    long seconds = (answer.get(1).toLong() + 999) / 1000;
    return new ProblemException(
            CommonError.TOO_MANY_REQUESTS, "This viewer asks too often. Wait for Retry-After.")
        .withHeader("Retry-After", Long.toString(Math.max(1, seconds)));
  }

  private static long millis(Response score) {
    return (long) Double.parseDouble(score.toString());
  }

  private String write(PlaybackSession session) {
    try {
      return json.writeValueAsString(session);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a session can always be written", e);
    }
  }

  private PlaybackSession read(String text) {
    try {
      return json.readValue(text, PlaybackSession.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a session in Redis cannot be read", e);
    }
  }
}
