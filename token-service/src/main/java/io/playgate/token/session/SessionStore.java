package io.playgate.token.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.playgate.support.problem.ProblemException;
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
 * Sessions and slots in Redis: two keys for each viewer, sharing the viewer's hash tag, that expire
 * with the viewer's last token. Each operation is one script and one round trip, and fails with
 * {@link TokenError#SESSIONS_UNAVAILABLE} where Redis does not answer. All of it runs on Redis 6.2.
 */
@ApplicationScoped
class SessionStore {
  private final ReactiveRedisDataSource redis;
  private final ObjectMapper json;
  private final Duration timeout;
  private final RedisScript start = RedisScript.load("session-start");
  private final RedisScript refresh = RedisScript.load("session-refresh");
  private final RedisScript replace = RedisScript.load("session-replace");
  private final RedisScript restore = RedisScript.load("session-restore");
  private final RedisScript remove = RedisScript.load("session-remove");
  private final RedisScript find = RedisScript.load("session-find");

  SessionStore(ReactiveRedisDataSource redis, ObjectMapper json, SessionConfig config) {
    this.redis = redis;
    this.json = json;
    this.timeout = config.redisTimeout();
  }

  /** What starting came to. */
  sealed interface Start {
    /** The session is new and has its slot. */
    record Started() implements Start {}

    /** The session lives already. */
    record Live(PlaybackSession session) implements Start {}

    /** The viewer has no free slot; these sessions have them. */
    record Full(List<String> sessions) implements Start {}
  }

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
   * @param drop sessions of the viewer that are dead and lose their slots first
   */
  Uni<Start> start(
      String viewer,
      PlaybackSession session,
      long expiresAtMillis,
      int limit,
      long nowMillis,
      List<String> drop) {
    List<String> arguments = new ArrayList<>();
    arguments.add(Long.toString(nowMillis));
    arguments.add(Integer.toString(limit));
    arguments.add(session.identity());
    arguments.add(session.sid());
    arguments.add(Long.toString(expiresAtMillis));
    arguments.add(write(session));
    arguments.addAll(drop);
    return run(start, viewer, arguments)
        .map(answer ->
            switch (answer.get(0).toString()) {
              case "started" -> new Start.Started();
              case "live" -> new Start.Live(read(answer.get(2).toString()));
              default -> {
                List<String> sessions = new ArrayList<>();
                for (int i = 1; i < answer.size(); i++) {
                  sessions.add(answer.get(i).toString());
                }
                yield new Start.Full(sessions);
              }
            });
  }

  /**
   * Finds a live session of a sign-in session and keeps its slot for one more lifetime; null where
   * there is none.
   */
  Uni<@Nullable Held> refresh(
      String viewer, String sid, String login, long issuedAtMillis, long nowMillis) {
    return run(
            refresh,
            viewer,
            List.of(Long.toString(nowMillis), sid, login, Long.toString(issuedAtMillis)))
        .map(answer ->
            answer.size() == 1
                ? null
                : new Held(
                    read(answer.get(1).toString()), millis(answer.get(3)), millis(answer.get(2))));
  }

  /** Takes a refresh back that was refused after all. */
  Uni<Void> restore(String viewer, Held refreshed) {
    return run(
            restore,
            viewer,
            List.of(
                refreshed.session().sid(),
                Long.toString(refreshed.expiresAtMillis()),
                Long.toString(refreshed.formerMillis())))
        .replaceWithVoid();
  }

  /** Replaces the record of a live session and prolongs its slot; false where it is no more. */
  Uni<Boolean> replace(
      String viewer, PlaybackSession session, long expiresAtMillis, long nowMillis) {
    return run(
            replace,
            viewer,
            List.of(
                Long.toString(nowMillis),
                session.sid(),
                write(session),
                Long.toString(expiresAtMillis)))
        .map(answer -> answer.toInteger() == 1);
  }

  /** The live session of that id; null where there is none. */
  Uni<@Nullable Held> find(String viewer, String sid, long nowMillis) {
    return run(find, viewer, List.of(Long.toString(nowMillis), sid))
        .map(answer ->
            answer.size() == 0
                ? null
                : new Held(
                    read(answer.get(0).toString()), millis(answer.get(1)), millis(answer.get(1))));
  }

  /** Removes a session and frees its slot. */
  Uni<Void> remove(String viewer, String sid) {
    return run(remove, viewer, List.of(sid, "any")).replaceWithVoid();
  }

  /** Removes a session unless it has got a token meanwhile. */
  Uni<Void> removeUnfinished(String viewer, String sid) {
    return run(remove, viewer, List.of(sid, "unfinished")).replaceWithVoid();
  }

  /** Fails where Redis does not answer. */
  Uni<Void> ping() {
    return answered(redis.execute("PING")).replaceWithVoid();
  }

  private Uni<Response> run(RedisScript script, String viewer, List<String> arguments) {
    String tag = "playgate:session:{" + SessionIdentity.keyOf(viewer) + "}";
    return answered(script.run(redis, List.of(tag + ":slots", tag + ":records"), arguments));
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
