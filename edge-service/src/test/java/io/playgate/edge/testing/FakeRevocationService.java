package io.playgate.edge.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import io.playgate.revocationlist.FeedPosition;
import io.playgate.revocationlist.RevocationJson;
import io.playgate.revocationlist.RevocationRule;
import io.playgate.revocationlist.RevocationScope;
import io.playgate.revocationlist.RevocationSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** revocation-service, as far as an edge sees it: snapshot, feed and introspection. */
public final class FakeRevocationService extends FakeServer {

  private static final long HOUR = 3_600_000;

  private record Entry(FeedPosition position, String event) {}

  private final Object lock = new Object();
  private final Map<String, RevocationRule> rules = new LinkedHashMap<>();
  private final List<Entry> log = new ArrayList<>();
  private final Map<String, String> tokens = new ConcurrentHashMap<>();
  private final AtomicInteger introspections = new AtomicInteger();
  private volatile long introspectionDelay;
  private FeedPosition position = new FeedPosition("e1", System.currentTimeMillis(), 0);

  FakeRevocationService(int port) {
    super(port);
  }

  /** Logs a rule that holds from now on, and returns it. */
  public RevocationRule revoke(RevocationRule.Kind kind, RevocationScope scope, String subject) {
    long now = System.currentTimeMillis();
    return log(
        new RevocationRule(
            UUID.randomUUID().toString(),
            kind,
            scope,
            subject,
            now + 2000,
            now,
            kind == RevocationRule.Kind.HOLD ? RevocationRule.UNTIL_LIFTED : now + HOUR,
            "test",
            "client:test",
            null));
  }

  /** Logs a rule. */
  public RevocationRule log(RevocationRule rule) {
    synchronized (lock) {
      rules.put(rule.id(), rule);
      append("rule", RevocationJson.write(rule));
    }
    return rule;
  }

  /** Lifts a rule. */
  public void lift(RevocationRule rule) {
    synchronized (lock) {
      rules.remove(rule.id());
      append(
          "lift", "{\"id\":\"%s\",\"time\":%d}".formatted(rule.id(), System.currentTimeMillis()));
    }
  }

  private void append(String type, String data) {
    position = new FeedPosition(position.epoch(), position.millis(), position.sequence() + 1);
    String event = event(type, position.toString(), data);
    log.add(new Entry(position, event));
    sendToAll(event);
  }

  /** The place of the log that answers reflect. */
  public FeedPosition position() {
    synchronized (lock) {
      return position;
    }
  }

  /** Makes a token known by its hash; the JSON is the members of the answer beside active. */
  public void register(String sha256, String members) {
    tokens.put(sha256, members);
  }

  /** How many tokens were looked up. */
  public int introspections() {
    return introspections.get();
  }

  /** Delays each introspection, in milliseconds. */
  public void delayIntrospection(long millis) {
    introspectionDelay = millis;
  }

  private String confirmation() {
    return event(
        "position", position.toString(), "{\"time\":%d}".formatted(System.currentTimeMillis()));
  }

  @Override
  void answer(HttpExchange exchange) throws IOException {
    if (!isEdge(exchange, "playgate:revocation")) {
      return;
    }
    switch (exchange.getRequestURI().getPath()) {
      case "/v1/revocations/snapshot" -> {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        synchronized (lock) {
          RevocationJson.write(
              new RevocationSnapshot(
                  position, System.currentTimeMillis(), List.copyOf(rules.values())),
              out);
        }
        json(exchange, 200, out.toString(UTF_8));
      }
      case "/v1/revocations/feed" -> {
        FeedPosition from =
            FeedPosition.parse(exchange.getRequestHeaders().getFirst("Last-Event-ID"));
        stream(
            exchange,
            lock,
            () -> {
              StringBuilder missed = new StringBuilder();
              for (Entry entry : log) {
                if (entry.position().isAfter(from)) {
                  missed.append(entry.event());
                }
              }
              return missed + confirmation();
            },
            this::confirmation);
      }
      case "/oauth2/introspect" -> introspect(exchange);
      default -> json(exchange, 404, "{}");
    }
  }

  private void introspect(HttpExchange exchange) throws IOException {
    introspections.incrementAndGet();
    String form = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String token = URLDecoder.decode(form.replaceFirst("^token=", ""), UTF_8);
    if (introspectionDelay > 0) {
      try {
        Thread.sleep(introspectionDelay);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    String members = tokens.get(io.playgate.playbacktoken.OpaqueTokens.sha256Hex(token));
    json(
        exchange,
        200,
        members == null
            ? "{\"active\":false}"
            : "{\"active\":true,\"client_id\":\"token-1\",\"token_type\":\"playback\","
                + members
                + ",\"position\":\""
                + position()
                + "\"}");
  }
}
