package io.playgate.revocation.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.playgate.revocation.RevocationConfig;
import io.playgate.revocationlist.FeedPosition;
import io.playgate.support.redis.RedisScript;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The durable inbox of billing events in Redis, and what they do to the rules: when they come, and
 * once auth-service has answered. Each method is one atomic step. Blocks.
 */
@ApplicationScoped
public class InboxStore {
  private static final RedisScript TAKE = LogScripts.onBilling("billing");
  private static final RedisScript CLAIM = LogScripts.alone("inbox_claim");
  private static final RedisScript SETTLE = LogScripts.onBilling("inbox_settle");
  private static final JsonFactory JSON = new JsonFactory();

  private final RevocationLog log;
  private final ReactiveRedisDataSource redis;
  private final RevocationConfig config;

  InboxStore(RevocationLog log, ReactiveRedisDataSource redis, RevocationConfig config) {
    this.log = log;
    this.redis = redis;
    this.config = config;
  }

  /**
   * Bounds for events that come in.
   *
   * @param markTtl for how long an event is recognised as a duplicate
   * @param ownDelivery for how long the caller delivers the event itself before others may
   * @param maxInbox most events in the inbox
   */
  public record TakeBounds(Duration markTtl, Duration ownDelivery, int maxInbox) {}

  /** What became of a billing event. */
  public sealed interface Taken {
    /** It did what it does, and waits in the inbox. */
    record Applied(FeedPosition position) implements Taken {}

    /** It was taken before: nothing changed. */
    record Duplicate() implements Taken {}

    /** A later word on its subject was taken before: nothing changed. */
    record Stale() implements Taken {}

    /** Too many wait: nothing changed. */
    record InboxFull() implements Taken {}
  }

  /**
   * Takes an event.
   *
   * @param mark hash of its source and id
   * @param eventJson what auth-service is to be told
   */
  public Taken take(BillingStep step, String mark, String eventJson, TakeBounds bounds) {
    Response answer =
        log.write(
            TAKE.call()
                .key("mark_key", LogKeys.event(mark))
                .key("standing_key", LogKeys.standing(step.order()))
                .key("refunds_key", LogKeys.refunds(step.order()))
                .key("due_key", LogKeys.INBOX_DUE)
                .key("events_key", LogKeys.INBOX_EVENTS)
                .key("steps_key", LogKeys.INBOX_STEPS)
                .with("margin", config.cutOffMargin())
                .with("lifetime", config.maxTokenLifetime())
                .with("mark_ttl", bounds.markTtl())
                .with("id", step.id())
                .with("event", eventJson)
                .with("step_json", step.json())
                .with("own_delivery", bounds.ownDelivery())
                .with("max_inbox", bounds.maxInbox()));
    return switch (answer.get(0).toString()) {
      case "duplicate" -> new Taken.Duplicate();
      case "stale" -> new Taken.Stale();
      case "full" -> new Taken.InboxFull();
      case "applied" -> new Taken.Applied(RevocationLog.position(answer.get(1), answer.get(2)));
      default -> throw RevocationLog.unexpected();
    };
  }

  /**
   * An event that this process may deliver.
   *
   * @param id its id
   * @param json the event
   * @param attempts how often it was tried
   * @param order hash of its source and subject; empty for one of before it was kept
   */
  public record Claimed(String id, String json, int attempts, String order) {}

  /** Takes events that are due, and keeps them from others for a while. */
  public List<Claimed> claim(int atMost, Duration hold) {
    return claim(LogKeys.INBOX_DUE, atMost, hold);
  }

  /** Takes parked events that are due, and keeps them from others for a while. */
  public List<Claimed> claimParked(int atMost, Duration hold) {
    return claim(LogKeys.PARKED_DUE, atMost, hold);
  }

  private List<Claimed> claim(String due, int atMost, Duration hold) {
    Response answer =
        await(
            CLAIM
                .call()
                .key("due_key", due)
                .key("events_key", LogKeys.INBOX_EVENTS)
                .key("attempts_key", LogKeys.INBOX_ATTEMPTS)
                .key("steps_key", LogKeys.INBOX_STEPS)
                .with("at_most", atMost)
                .with("claim", hold)
                .run(redis::execute));
    List<Claimed> claimed = new ArrayList<>();
    for (int i = 0; i + 3 < answer.size(); i += 4) {
      claimed.add(
          new Claimed(
              answer.get(i).toString(),
              answer.get(i + 1).toString(),
              answer.get(i + 2).toInteger(),
              order(answer.get(i + 3).toString())));
    }
    return claimed;
  }

  /** How a delivery went. */
  public enum Delivered {
    /** auth-service has it. */
    DONE("done"),
    /** It is to be tried again. */
    RETRY("retry"),
    /** Its viewer or package is unknown: what it did is taken back, and done once they exist. */
    UNKNOWN("unknown"),
    /** It was refused: what it did stays, and it is tried again now and then. */
    REFUSED("refused");

    private final String text;

    Delivered(String text) {
      this.text = text;
    }
  }

  /**
   * Bounds for parked events.
   *
   * @param maxParked most of them; the oldest are dropped
   * @param retention for how long they are kept
   */
  public record ParkBounds(int maxParked, Duration retention) {}

  /**
   * What became of an event in the inbox.
   *
   * @param state {@code gone}, {@code done}, {@code applied} (it had been parked), {@code waiting}
   *     or {@code parked}
   * @param dropped ids of parked events that were dropped for it, or for their age
   */
  public record Settled(String state, List<String> dropped) {}

  /**
   * Records how a delivery went, and does what that means for the rules.
   *
   * @param order hash of the event's source and subject
   * @param delay until it is tried again
   */
  public Settled settle(
      String id, String order, Delivered delivered, Duration delay, ParkBounds bounds) {
    Response answer =
        log.write(
            SETTLE
                .call()
                .key("standing_key", order.isEmpty() ? LogKeys.NONE : LogKeys.standing(order))
                .key("refunds_key", order.isEmpty() ? LogKeys.NONE : LogKeys.refunds(order))
                .key("due_key", LogKeys.INBOX_DUE)
                .key("events_key", LogKeys.INBOX_EVENTS)
                .key("steps_key", LogKeys.INBOX_STEPS)
                .key("attempts_key", LogKeys.INBOX_ATTEMPTS)
                .key("parked_due_key", LogKeys.PARKED_DUE)
                .key("parked_since_key", LogKeys.PARKED_SINCE)
                .key("parked_why_key", LogKeys.PARKED_WHY)
                .with("margin", config.cutOffMargin())
                .with("lifetime", config.maxTokenLifetime())
                .with("id", id)
                .with("outcome", delivered.text)
                .with("delay", delay)
                .with("max_parked", bounds.maxParked())
                .with("parked_retention", bounds.retention()));
    List<String> dropped = new ArrayList<>();
    for (int i = 1; i < answer.size(); i++) {
      dropped.add(answer.get(i).toString());
    }
    return new Settled(answer.get(0).toString(), List.copyOf(dropped));
  }

  /** How many events wait. */
  public long size() {
    return await(redis.execute("ZCARD", LogKeys.INBOX_DUE)).toLong();
  }

  /** How many events are parked. */
  public long parked() {
    return await(redis.execute("ZCARD", LogKeys.PARKED_SINCE)).toLong();
  }

  private static String order(String step) {
    try (JsonParser json = JSON.createParser(step)) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.FIELD_NAME && json.currentName().equals("order")) {
          return json.nextTextValue();
        }
      }
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Response await(Uni<Response> command) {
    try {
      return command.await().atMost(config.redis().timeout());
    } catch (RuntimeException e) {
      throw new StorageException(e);
    }
  }
}
