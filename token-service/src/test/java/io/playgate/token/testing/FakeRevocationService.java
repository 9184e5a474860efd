package io.playgate.token.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A revocation-service in memory that speaks the real contract: snapshot and feed with positions
 * and resume, registration of opaque tokens, rules. What only a test may do is under {@code
 * /control}, see {@link Revocation}.
 */
public class FakeRevocationService implements QuarkusTestResourceLifecycleManager {
  private static final String EPOCH = "test";
  private static final long POSITION_INTERVAL_MILLIS = 200;

  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, JsonNode> rules = new LinkedHashMap<>();
  private final List<Entry> log = new ArrayList<>();
  private final ArrayNode registrations = json.createArrayNode();
  private final ArrayNode sessionEnds = json.createArrayNode();
  private boolean failing;
  private boolean cutOff;
  private @Nullable HttpServer server;

  /** A change, as it stands in the log. */
  private record Entry(String position, String event, String data) {}

  @Override
  public Map<String, String> start() {
    try {
      HttpServer created =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      created.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      created.createContext("/v1/revocations/snapshot", authorized(this::snapshot));
      created.createContext("/v1/revocations/feed", authorized(this::feed));
      created.createContext("/v1/opaque-tokens", authorized(this::register));
      created.createContext("/v1/revocations", authorized(this::revoke));
      created.createContext("/control/rule", this::controlRule);
      created.createContext("/control/lift", this::controlLift);
      created.createContext("/control/failing", this::controlFailing);
      created.createContext("/control/cut-off", this::controlCutOff);
      created.createContext("/control/registrations", exchange -> answer(exchange, registrations));
      created.createContext("/control/session-ends", exchange -> answer(exchange, sessionEnds));
      created.start();
      server = created;
      return Map.of(
          "playgate.revocation.url", "http://127.0.0.1:" + created.getAddress().getPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  private static HttpHandler authorized(HttpHandler handler) {
    return exchange -> {
      String credential = exchange.getRequestHeaders().getFirst("Authorization");
      if (credential == null || !credential.startsWith("Bearer ey")) {
        exchange.sendResponseHeaders(401, -1);
        exchange.close();
      } else {
        handler.handle(exchange);
      }
    };
  }

  private boolean isCutOff(HttpExchange exchange) throws IOException {
    boolean away;
    synchronized (log) {
      away = cutOff;
    }
    if (away) {
      exchange.sendResponseHeaders(503, -1);
      exchange.close();
    }
    return away;
  }

  private void snapshot(HttpExchange exchange) throws IOException {
    if (isCutOff(exchange)) {
      return;
    }
    ObjectNode answer = json.createObjectNode();
    synchronized (log) {
      answer.put("position", position());
      answer.put("time", System.currentTimeMillis());
      rules.values().forEach(answer.putArray("rules")::add);
    }
    answer(exchange, answer);
  }

  private void feed(HttpExchange exchange) throws IOException {
    if (isCutOff(exchange)) {
      return;
    }
    String from = exchange.getRequestHeaders().getFirst("Last-Event-ID");
    exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      int next = indexAfter(String.valueOf(from));
      while (true) {
        StringBuilder text = new StringBuilder();
        synchronized (log) {
          if (cutOff) {
            return;
          }
          for (; next < log.size(); next++) {
            append(text, log.get(next));
          }
          append(
              text,
              new Entry(position(), "position", "{\"time\":" + System.currentTimeMillis() + "}"));
        }
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
        synchronized (log) {
          if (next == log.size()) {
            log.wait(POSITION_INTERVAL_MILLIS);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int indexAfter(String position) {
    synchronized (log) {
      for (int i = 0; i < log.size(); i++) {
        if (log.get(i).position().equals(position)) {
          return i + 1;
        }
      }
      return 0;
    }
  }

  private static void append(StringBuilder text, Entry entry) {
    text.append("event: ").append(entry.event()).append('\n');
    text.append("id: ").append(entry.position()).append('\n');
    text.append("data: ").append(entry.data()).append("\n\n");
  }

  private String position() {
    return log.isEmpty() ? EPOCH + ":1-0" : log.getLast().position();
  }

  private void register(HttpExchange exchange) throws IOException {
    JsonNode body = json.readTree(exchange.getRequestBody());
    boolean refused;
    synchronized (log) {
      refused = failing;
      if (!refused) {
        registrations.add(body);
      }
    }
    exchange.sendResponseHeaders(refused ? 503 : 201, -1);
    exchange.close();
  }

  private void revoke(HttpExchange exchange) throws IOException {
    JsonNode body = json.readTree(exchange.getRequestBody());
    boolean refused;
    synchronized (log) {
      refused = failing;
      if (!refused) {
        sessionEnds.add(body);
      }
    }
    exchange.sendResponseHeaders(refused ? 503 : 201, -1);
    exchange.close();
  }

  private void controlRule(HttpExchange exchange) throws IOException {
    JsonNode rule = json.readTree(exchange.getRequestBody());
    synchronized (log) {
      rules.put(rule.required("id").asText(), rule);
      log("rule", rule.toString());
    }
    answer(exchange, rule);
  }

  private void controlLift(HttpExchange exchange) throws IOException {
    JsonNode lift = json.readTree(exchange.getRequestBody());
    synchronized (log) {
      rules.remove(lift.required("id").asText());
      log("lift", lift.toString());
    }
    answer(exchange, lift);
  }

  private void controlFailing(HttpExchange exchange) throws IOException {
    synchronized (log) {
      failing = json.readTree(exchange.getRequestBody()).required("failing").asBoolean();
    }
    answer(exchange, json.createObjectNode());
  }

  /** The service that is tested loses the feed, and gets it back. */
  private void controlCutOff(HttpExchange exchange) throws IOException {
    synchronized (log) {
      cutOff = json.readTree(exchange.getRequestBody()).required("cutOff").asBoolean();
      log.notifyAll();
    }
    answer(exchange, json.createObjectNode());
  }

  private void log(String event, String data) {
    long sequence = log.size() + 1L;
    log.add(new Entry(EPOCH + ":" + System.currentTimeMillis() + "-" + sequence, event, data));
    log.notifyAll();
  }

  private void answer(HttpExchange exchange, JsonNode node) throws IOException {
    byte[] body;
    synchronized (log) {
      body = node.toString().getBytes(StandardCharsets.UTF_8);
    }
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
