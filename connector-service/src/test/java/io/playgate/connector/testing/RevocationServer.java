package io.playgate.connector.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.playgate.revocationlist.FeedPosition;
import io.playgate.revocationlist.RevocationJson;
import io.playgate.revocationlist.RevocationRule;
import io.playgate.revocationlist.RevocationScope;
import io.playgate.revocationlist.RevocationSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** revocation-service, as far as a connector sees it: snapshot and feed. */
public final class RevocationServer implements AutoCloseable {
  private static final long HOUR_MILLIS = 3_600_000;
  private static final long HEARTBEAT_MILLIS = 100;

  private record Entry(FeedPosition position, String event) {}

  private final HttpServer server;
  private final Map<String, RevocationRule> rules = new LinkedHashMap<>();
  private final List<Entry> log = new ArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private FeedPosition position = new FeedPosition("e1", System.currentTimeMillis(), 0);

  /** Starts on a free port of loopback. */
  public RevocationServer() {
    this(0);
  }

  /** Starts on a port of loopback. */
  public RevocationServer(int port) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v1/revocations/snapshot", this::snapshot);
    server.createContext("/v1/revocations/feed", this::feed);
    server.start();
  }

  /** Its base URL. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The credentials that came with requests. */
  public List<String> authorizations() {
    return authorizations;
  }

  /** Logs a rule that holds from now on, and returns it. */
  public synchronized RevocationRule revoke(
      RevocationRule.Kind kind, RevocationScope scope, String subject) {
    long now = System.currentTimeMillis();
    RevocationRule rule =
        new RevocationRule(
            UUID.randomUUID().toString(),
            kind,
            scope,
            subject,
            now,
            now,
            kind == RevocationRule.Kind.HOLD ? RevocationRule.UNTIL_LIFTED : now + HOUR_MILLIS,
            "test",
            "client:test",
            null);
    rules.put(rule.id(), rule);
    append("rule", RevocationJson.write(rule));
    return rule;
  }

  /** Lifts a rule. */
  public synchronized void lift(RevocationRule rule) {
    rules.remove(rule.id());
    append("lift", "{\"id\":\"%s\",\"time\":%d}".formatted(rule.id(), System.currentTimeMillis()));
  }

  private void append(String type, String data) {
    position = new FeedPosition(position.epoch(), position.millis(), position.sequence() + 1);
    log.add(new Entry(position, event(type, data)));
    notifyAll();
  }

  private String event(String type, String data) {
    return "event: " + type + "\nid: " + position + "\ndata: " + data + "\n\n";
  }

  private void snapshot(HttpExchange exchange) throws IOException {
    authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    synchronized (this) {
      RevocationJson.write(
          new RevocationSnapshot(position, System.currentTimeMillis(), List.copyOf(rules.values())),
          out);
    }
    try (exchange) {
      exchange.sendResponseHeaders(200, out.size());
      out.writeTo(exchange.getResponseBody());
    }
  }

  private void feed(HttpExchange exchange) throws IOException {
    FeedPosition from =
        FeedPosition.parse(
            Objects.requireNonNull(exchange.getRequestHeaders().getFirst("Last-Event-ID")));
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (exchange;
        OutputStream body = exchange.getResponseBody()) {
      while (true) {
        StringBuilder events = new StringBuilder();
        synchronized (this) {
          if (from.equals(position)) {
            wait(HEARTBEAT_MILLIS);
          }
          for (Entry entry : log) {
            if (entry.position().isAfter(from)) {
              events.append(entry.event());
              from = entry.position();
            }
          }
          events.append(event("position", "{\"time\":%d}".formatted(System.currentTimeMillis())));
        }
        body.write(events.toString().getBytes(UTF_8));
        body.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
