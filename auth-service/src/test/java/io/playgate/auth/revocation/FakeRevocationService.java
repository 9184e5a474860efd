package io.playgate.auth.revocation;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Stands for revocation-service: takes rules and liftings, and answers as it is told. What it heard
 * and what it answers is asked and set over HTTP, because the tests live in another class loader.
 */
public final class FakeRevocationService implements QuarkusTestResourceLifecycleManager {

  private static final String ADDRESS = "playgate.test.revocation";

  private final List<String> calls = new CopyOnWriteArrayList<>();
  private volatile int status;
  private volatile String onlyWhere = "";
  private volatile int delayMillis;
  private @Nullable HttpServer server;

  @Override
  public Map<String, String> start() {
    try {
      HttpServer started =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      started.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      started.createContext("/v1/revocations/", this::rule);
      started.createContext("/control", this::control);
      started.start();
      server = started;
      String address = "http://127.0.0.1:" + started.getAddress().getPort();
      System.setProperty(ADDRESS, address);
      return Map.of(
          "playgate.revocation.url",
          address,
          "playgate.revocation.outbox.claim",
          "PT4S",
          "playgate.revocation.outbox.max-delay",
          "PT0.5S");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    if (server != null) {
      server.stop(0);
    }
    System.clearProperty(ADDRESS);
  }

  /** Where the fake is. */
  static String address() {
    return System.getProperty(ADDRESS, "");
  }

  private void rule(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String id = exchange.getRequestURI().getPath().substring("/v1/revocations/".length());
    boolean assertion =
        String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
            .startsWith("Bearer ey");
    try {
      Thread.sleep(delayMillis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    String call =
        "%d\t%s\t%s\t%s"
            .formatted(System.currentTimeMillis(), exchange.getRequestMethod(), id, body);
    int refusal = assertion ? status : 401;
    if (refusal != 0 && call.contains(onlyWhere)) {
      calls.add(call + "\t" + refusal);
      answer(exchange, refusal, "{}");
    } else {
      calls.add(call + "\t200");
      answer(exchange, exchange.getRequestMethod().equals("DELETE") ? 204 : 200, "{}");
    }
  }

  private void control(HttpExchange exchange) throws IOException {
    String[] parts = exchange.getRequestURI().getQuery().split("=", 2);
    String answer = "";
    switch (parts[0]) {
      case "status" -> {
        status = Integer.parseInt(parts[1]);
        onlyWhere = "";
      }
      case "where" -> onlyWhere = parts[1];
      case "delay" -> delayMillis = Integer.parseInt(parts[1]);
      case "calls" -> answer = String.join("\n", calls);
      default -> throw new IllegalArgumentException(parts[0]);
    }
    answer(exchange, 200, answer);
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    boolean empty = status == 204 || bytes.length == 0;
    exchange.sendResponseHeaders(status, empty ? -1 : bytes.length);
    try (var out = exchange.getResponseBody()) {
      if (!empty) {
        out.write(bytes);
      }
    }
  }
}
