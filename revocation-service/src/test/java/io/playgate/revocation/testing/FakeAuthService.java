package io.playgate.revocation.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Stands for auth-service: accepts the client {@code backend} with the secret {@code s3cret+/:%},
 * and entitlement events. What it heard and what it answers is asked and set over HTTP, because the
 * tests live in another class loader.
 */
public final class FakeAuthService implements QuarkusTestResourceLifecycleManager {
  /** The one client's id. */
  public static final String CLIENT = "backend";

  /** The one client's secret; every character of it needs care in HTTP Basic. */
  public static final String SECRET = "s3cret+/:% é";

  /** A client whose exchange fails for no fault of its own. */
  public static final String BROKEN_CLIENT = "broken";

  private static final String ADDRESS = "playgate.test.auth";

  private final List<String> events = new CopyOnWriteArrayList<>();
  private final AtomicInteger tokenRequests = new AtomicInteger();
  private volatile int eventStatus = 204;
  private volatile String eventCode = "";
  private volatile int delayMillis;
  private @Nullable HttpServer server;

  @Override
  public Map<String, String> start() {
    try {
      HttpServer started =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      started.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      started.createContext("/oauth2/token", this::token);
      started.createContext("/v1/entitlement-events", this::event);
      started.createContext("/control", this::control);
      started.start();
      server = started;
      String address = "http://127.0.0.1:" + started.getAddress().getPort();
      System.setProperty(ADDRESS, address);
      return Map.of(
          "playgate.auth.url",
          address,
          // Tests may say where they come from, as a proxy would.
          "quarkus.http.proxy.proxy-address-forwarding",
          "true",
          "quarkus.http.proxy.trusted-proxies",
          "127.0.0.1");
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
  public static String address() {
    return System.getProperty(ADDRESS, "");
  }

  private void token(HttpExchange exchange) throws IOException {
    tokenRequests.incrementAndGet();
    exchange.getRequestBody().readAllBytes();
    String expected =
        "Basic "
            + Base64.getEncoder()
                .encodeToString(
                    "backend:s3cret%2B%2F%3A%25+%C3%A9".getBytes(StandardCharsets.UTF_8));
    String broken =
        "Basic "
            + Base64.getEncoder().encodeToString("broken:any".getBytes(StandardCharsets.UTF_8));
    if (broken.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      answer(exchange, 500, "{\"error\":\"server_error\"}");
    } else if (!expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      answer(exchange, 401, "{\"error\":\"invalid_client\"}");
    } else {
      String token =
          TestCredentials.current()
              .accessToken(CLIENT, "tokens.introspect", "tokens.revoke", "revocations.read");
      answer(
          exchange,
          200,
          "{\"access_token\":\"" + token + "\",\"token_type\":\"Bearer\",\"expires_in\":300}");
    }
  }

  private void event(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    try {
      Thread.sleep(delayMillis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    int status = eventStatus;
    if (status < 300) {
      events.add(body);
    }
    answer(exchange, status, eventCode.isEmpty() ? "" : "{\"code\":\"" + eventCode + "\"}");
  }

  private void control(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    String[] parts = query.split("=", 2);
    String answer = "";
    switch (parts[0]) {
      case "event-status" -> eventStatus = Integer.parseInt(parts[1]);
      case "event-code" -> eventCode = parts[1];
      case "delay" -> delayMillis = Integer.parseInt(parts[1]);
      case "events" -> answer = '[' + String.join(",", events) + ']';
      case "token-requests" -> answer = Integer.toString(tokenRequests.get());
      default -> throw new IllegalArgumentException(query);
    }
    answer(exchange, 200, answer);
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }
}
