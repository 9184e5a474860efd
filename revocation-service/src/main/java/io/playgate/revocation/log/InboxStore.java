package io.playgate.revocation.log;

import io.playgate.revocation.RevocationConfig;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The durable inbox in Redis; {@link RevocationLog#bill} puts events in. Blocks. */
@ApplicationScoped
public class InboxStore {
  private static final RedisScript CLAIM = RedisScript.load("inbox_claim.lua");
  private static final RedisScript SETTLE = RedisScript.load("inbox_settle.lua");
  private static final List<String> KEYS =
      List.of(LogKeys.INBOX_DUE, LogKeys.INBOX_EVENTS, LogKeys.INBOX_ATTEMPTS);
  private static final List<String> SETTLE_KEYS =
      List.of(
          LogKeys.INBOX_DUE, LogKeys.INBOX_EVENTS, LogKeys.INBOX_ATTEMPTS, LogKeys.INBOX_PARKED);

  private final ReactiveRedisDataSource redis;
  private final Duration timeout;

  InboxStore(ReactiveRedisDataSource redis, RevocationConfig config) {
    this.redis = redis;
    this.timeout = config.redis().timeout();
  }

  /**
   * An event that this process may deliver.
   *
   * @param id its id
   * @param json the event
   * @param attempts how often it was tried
   */
  public record Claimed(String id, String json, int attempts) {}

  /** Takes events that are due, and keeps them from others for a while. */
  public List<Claimed> claim(int atMost, Duration hold) {
    Response answer =
        await(
            CLAIM.run(
                redis, KEYS, List.of(Integer.toString(atMost), Long.toString(hold.toMillis()))));
    List<Claimed> claimed = new ArrayList<>();
    for (int i = 0; i + 2 < answer.size(); i += 3) {
      claimed.add(
          new Claimed(
              answer.get(i).toString(),
              answer.get(i + 1).toString(),
              answer.get(i + 2).toInteger()));
    }
    return claimed;
  }

  /** The event was delivered. */
  public void done(String id) {
    settle(id, "done", "");
  }

  /** The event is to be tried again after a while. */
  public void retry(String id, Duration delay) {
    settle(id, "retry", Long.toString(delay.toMillis()));
  }

  /** The event will never be delivered: it is kept aside, with some others. */
  public void park(String id, int keep) {
    settle(id, "park", Integer.toString(keep));
  }

  /** How many events wait. */
  public long size() {
    return await(redis.execute("ZCARD", LogKeys.INBOX_DUE)).toLong();
  }

  private void settle(String id, String outcome, String value) {
    await(SETTLE.run(redis, SETTLE_KEYS, List.of(id, outcome, value)));
  }

  private Response await(Uni<Response> command) {
    try {
      return command.await().atMost(timeout);
    } catch (RuntimeException e) {
      throw new StorageException(e);
    }
  }
}
