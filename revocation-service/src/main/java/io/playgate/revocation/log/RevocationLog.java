package io.playgate.revocation.log;

import io.playgate.revocation.RevocationConfig;
import io.playgate.revocationlist.FeedPosition;
import io.playgate.revocationlist.RevocationJson;
import io.playgate.revocationlist.RevocationRule;
import io.playgate.revocationlist.RevocationSnapshot;
import io.playgate.support.redis.RedisScript;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The revocation log in Redis. A method that changes something returns once Redis has it as durably
 * as its configuration says (see {@link RedisGuard}). Blocks; for virtual threads, except where it
 * returns a {@link Uni}. Whatever goes wrong with Redis is a {@link StorageException}.
 */
@ApplicationScoped
public class RevocationLog {
  private static final RedisScript POST = LogScripts.onLog("post");
  private static final RedisScript LIFT = LogScripts.onLog("lift");
  private static final RedisScript SNAPSHOT = LogScripts.onLog("snapshot");
  private static final RedisScript PULSE = LogScripts.onLog("pulse");
  private static final RedisScript RENEW = LogScripts.onLog("renew");
  private static final RedisScript RESTORE = LogScripts.onLog("restore");
  private static final RedisScript REGISTER = LogScripts.onLog("register");
  private static final RedisScript REVOKE = LogScripts.onLog("revoke");

  private static final int READ_COUNT = 1000;

  private final ReactiveRedisDataSource redis;
  private final RevocationConfig config;
  private final SecureRandom random = new SecureRandom();

  RevocationLog(ReactiveRedisDataSource redis, RevocationConfig config) {
    this.redis = redis;
    this.config = config;
  }

  /**
   * A rule and its place in the log.
   *
   * @param rule the rule
   * @param position where it was logged
   */
  public record Logged(RevocationRule rule, FeedPosition position) {}

  /** What became of a rule that was posted. */
  public sealed interface Posted {
    /** It stands. */
    record Created(Logged logged) implements Posted {}

    /** The idempotency key had led to this rule before. */
    record Repeated(Logged logged) implements Posted {}

    /** The idempotency key stands for another request. */
    record KeyReused() implements Posted {}

    /** The rule to derive from does not stand. */
    record UnknownOrigin() implements Posted {}
  }

  /**
   * An idempotency key.
   *
   * @param hash of the client and its key
   * @param fingerprint of the request
   */
  public record Idempotency(String hash, String fingerprint) {}

  /**
   * Posts a rule.
   *
   * @param effectiveAt from when it is in force; null or past for now
   * @param expiresAt when it ends; null for the default of its kind
   * @param opaqueToken SHA-256 of the opaque token to be deleted with it, or null
   */
  public Posted post(
      RuleDraft draft,
      @Nullable Instant effectiveAt,
      @Nullable Instant expiresAt,
      @Nullable String opaqueToken,
      @Nullable Idempotency idempotency) {
    Response answer =
        write(
            drafted(POST, draft, effectiveAt, expiresAt, opaqueToken)
                .key(
                    "idempotency_key",
                    idempotency == null ? LogKeys.NONE : LogKeys.idempotency(idempotency.hash()))
                .with("derived_from", draft.derivedFrom() == null ? "" : draft.derivedFrom())
                .with("fingerprint", idempotency == null ? "" : idempotency.fingerprint())
                .with("idempotency_ttl", config.idempotencyTtl()));
    return switch (answer.get(0).toString()) {
      case "created" -> new Posted.Created(logged(answer));
      case "repeated" -> new Posted.Repeated(logged(answer));
      case "reused" -> new Posted.KeyReused();
      case "underivable" -> new Posted.UnknownOrigin();
      default -> throw unexpected();
    };
  }

  /**
   * Lifts a rule and what was derived from it.
   *
   * @param evenIfUnknown log the lifting of a rule that Redis does not know: replicas may have
   *     carried it over from a former epoch
   * @return the place of the lifting; null if there is no such rule
   */
  public @Nullable FeedPosition lift(String id, boolean evenIfUnknown) {
    Response answer = write(LIFT.call().with("id", id).with("even_if_unknown", evenIfUnknown));
    return answer.size() == 0 ? null : position(answer.get(0), answer.get(1));
  }

  /** The rule of that id; null where there is none. */
  public @Nullable RevocationRule rule(String id) {
    Response answer = await(redis.execute("HGET", LogKeys.RULES, id), config.redis().timeout());
    if (answer == null) {
      return null;
    }
    RevocationRule rule = RevocationJson.readRule(answer.toString());
    return rule;
  }

  /**
   * Rules in the order of their ids.
   *
   * @param after the id to go on behind; null to start
   * @param limit most rules
   */
  public List<RevocationRule> rules(@Nullable String after, int limit) {
    Response ids =
        await(
            redis.execute(
                "ZRANGEBYLEX",
                LogKeys.IDS,
                after == null ? "-" : "(" + after,
                "+",
                "LIMIT",
                "0",
                Integer.toString(limit)),
            config.redis().timeout());
    if (ids.size() == 0) {
      return List.of();
    }
    List<String> command = new ArrayList<>();
    command.add(LogKeys.RULES);
    ids.forEach(id -> command.add(id.toString()));
    Response rules =
        await(redis.execute("HMGET", command.toArray(String[]::new)), config.redis().timeout());
    List<RevocationRule> found = new ArrayList<>();
    for (Response rule : rules) {
      // One that was lifted between the two reads is gone.
      if (rule != null) {
        found.add(RevocationJson.readRule(rule.toString()));
      }
    }
    return found;
  }

  /** All rules as of one place of the log. */
  public RevocationSnapshot snapshot() {
    Response answer = run(SNAPSHOT.call(), config.redis().timeout().multipliedBy(10));
    List<RevocationRule> rules = new ArrayList<>(answer.size());
    for (int i = 3; i < answer.size(); i++) {
      rules.add(RevocationJson.readRule(answer.get(i).toString()));
    }
    return new RevocationSnapshot(
        position(answer.get(0), answer.get(1)), answer.get(2).toLong(), rules);
  }

  /**
   * Where the log stands.
   *
   * @param position its last place
   * @param timeMillis when that was asked, epoch milliseconds of Redis' clock
   */
  public record Pulse(FeedPosition position, long timeMillis) {}

  /** Where the log stands now. */
  public Pulse pulse() {
    Response answer = run(PULSE.call(), config.redis().timeout());
    return new Pulse(position(answer.get(0), answer.get(1)), answer.get(2).toLong());
  }

  /**
   * The next entries of the log, at most 1000; waits for the first.
   *
   * @param after the place to go on behind
   * @param wait longest wait; no entries after it
   */
  public List<LogEntry> read(FeedPosition after, Duration wait) {
    return await(
            optional(
                redis.execute(
                    "XREAD",
                    "COUNT",
                    Integer.toString(READ_COUNT),
                    "BLOCK",
                    millis(wait),
                    "STREAMS",
                    LogKeys.LOG,
                    after.streamId())),
            config.redis().timeout().plus(wait))
        .map(streams -> entries(streams.get(LogKeys.LOG)))
        .orElse(List.of());
  }

  /**
   * The last entries up to a place, the oldest first.
   *
   * @param limit most entries
   */
  public List<LogEntry> last(FeedPosition upTo, int limit) {
    Response answer =
        await(
            redis.execute(
                "XREVRANGE", LogKeys.LOG, upTo.streamId(), "-", "COUNT", Integer.toString(limit)),
            config.redis().timeout());
    return entries(answer).reversed();
  }

  /** Starts a new epoch, unless the one that was found broken is over already. */
  public void renewEpoch(String broken) {
    write(RENEW.call().with("broken", broken));
  }

  /** Puts back a rule that only a former epoch had; not if it was lifted meanwhile. */
  public boolean restore(RevocationRule rule) {
    return write(
                RESTORE
                    .call()
                    .with("id", rule.id())
                    .with("json", RevocationJson.write(rule))
                    .with(
                        "expires_at",
                        rule.expiresAtMillis() == RevocationRule.UNTIL_LIFTED
                            ? ""
                            : Long.toString(rule.expiresAtMillis()))
                    .with("derived_from", rule.derivedFrom() == null ? "" : rule.derivedFrom()))
            .toInteger()
        == 1;
  }

  /** What became of an opaque token that was to be registered. */
  public enum Registered {
    CREATED,
    REPEATED,
    CONFLICT,
    EXPIRED
  }

  /** Keeps what introspection answers for a token, until it expires. */
  public Registered registerToken(String sha256, String json, long expiresAtMillis) {
    Response answer =
        write(
            REGISTER
                .call()
                .key("token_key", LogKeys.opaqueToken(sha256))
                .with("json", json)
                .with("expires_at", expiresAtMillis));
    return switch (answer.toString()) {
      case "created" -> Registered.CREATED;
      case "repeated" -> Registered.REPEATED;
      case "conflict" -> Registered.CONFLICT;
      case "expired" -> Registered.EXPIRED;
      default -> throw unexpected();
    };
  }

  /** What introspection answers for a token; empty where it is not registered. */
  public Uni<Optional<String>> token(String sha256) {
    return guarded(
            optional(redis.execute("GET", LogKeys.opaqueToken(sha256))), config.redis().timeout())
        .map(answer -> answer.map(Response::toString));
  }

  /**
   * Deletes an opaque token and logs a rule that hits it.
   *
   * @return the place of the rule; null if the token is not registered
   */
  public @Nullable FeedPosition revokeToken(String sha256, RuleDraft draft) {
    Response answer =
        write(
            REVOKE
                .call()
                .key("token_key", LogKeys.opaqueToken(sha256))
                .with("margin", config.cutOffMargin())
                .with("id", draft.id())
                .with("head", draft.head())
                .with("tail", draft.tail()));
    return answer.size() == 0 ? null : position(answer.get(0), answer.get(1));
  }

  static Logged logged(Response answer) {
    return new Logged(
        RevocationJson.readRule(answer.get(1).toString()), position(answer.get(2), answer.get(3)));
  }

  static FeedPosition position(Response epoch, Response place) {
    return FeedPosition.parse(epoch + ":" + place);
  }

  private static List<LogEntry> entries(Response stream) {
    List<LogEntry> entries = new ArrayList<>(stream.size());
    for (Response item : stream) {
      Response fields = item.get(1);
      String epoch = "";
      String kind = "";
      String data = "";
      for (int i = 0; i + 1 < fields.size(); i += 2) {
        String value = fields.get(i + 1).toString();
        switch (fields.get(i).toString()) {
          case "e" -> epoch = value;
          case "t" -> kind = value;
          case "d" -> data = value;
          default -> {
            // A newer service may log more; an older one has no use for it.
          }
        }
      }
      entries.add(
          new LogEntry(
              FeedPosition.parse(epoch + ":" + item.get(0)),
              switch (kind) {
                case "rule" -> LogEntry.Kind.RULE;
                case "lift" -> LogEntry.Kind.LIFT;
                default -> throw new IllegalStateException("unknown kind of log entry");
              },
              data));
    }
    return entries;
  }

  /** A call of a script that logs a rule, with what each of them is given. */
  RedisScript.Call drafted(
      RedisScript script,
      RuleDraft draft,
      @Nullable Instant effectiveAt,
      @Nullable Instant expiresAt,
      @Nullable String opaqueToken) {
    return script
        .call()
        .key("token_key", tokenKey(opaqueToken))
        .with("margin", config.cutOffMargin())
        .with("lifetime", config.maxTokenLifetime())
        .with("id", draft.id())
        .with("kind", draft.kind().wireName())
        .with("head", draft.head())
        .with("tail", draft.tail())
        .with("effective_at", effectiveAt)
        .with("expires_at", expiresAt);
  }

  /** Runs a script that writes, and waits for Redis' replicas where that is configured. */
  Response write(RedisScript.Call call) {
    int replicas = config.redis().replicas();
    if (replicas == 0) {
      return run(call, config.redis().timeout());
    }
    Duration wait = config.redis().replicasTimeout();
    AtomicReference<@Nullable Response> answer = new AtomicReference<>();
    // WAIT speaks of the writes of its own connection.
    await(
        redis.withConnection(connection ->
            command(call, connection)
                .invoke(answer::set)
                .chain(() -> connection.execute("WAIT", Integer.toString(replicas), millis(wait)))
                .invoke(reached -> {
                  if (reached.toInteger() < replicas) {
                    throw new IllegalStateException("too few replicas have the write");
                  }
                })
                .replaceWithVoid()),
        config.redis().timeout().plus(wait));
    return Objects.requireNonNull(answer.get());
  }

  private Response run(RedisScript.Call call, Duration timeout) {
    return await(command(call, redis), timeout);
  }

  private Uni<Response> command(RedisScript.Call call, ReactiveRedisDataSource connection) {
    byte[] epoch = new byte[8];
    random.nextBytes(epoch);
    return LogKeys.giveLog(call)
        .with("new_epoch", HexFormat.of().formatHex(epoch))
        .with("retention", config.log().retention())
        .run(connection::execute);
  }

  /** For commands that answer nothing at times. */
  private static Uni<Optional<Response>> optional(Uni<Response> command) {
    return command.map(Optional::ofNullable);
  }

  private static <T> T await(Uni<T> command, Duration timeout) {
    return guarded(command, timeout).await().indefinitely();
  }

  private static <T> Uni<T> guarded(Uni<T> command, Duration timeout) {
    return command.ifNoItem().after(timeout).fail().onFailure().transform(StorageException::new);
  }

  static StorageException unexpected() {
    return new StorageException(new IllegalStateException("unexpected answer of a script"));
  }

  static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }

  /** The key of an opaque token, or the one that stands for none. */
  private static String tokenKey(@Nullable String opaqueToken) {
    return opaqueToken == null ? LogKeys.NONE : LogKeys.opaqueToken(opaqueToken);
  }
}
