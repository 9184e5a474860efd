package io.playgate.demo.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.demo.billing.BillingSystem;
import io.playgate.support.testing.FreePort;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageServerTest {
  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
  private static final String SECRET = "whsec_plJ3nmyCDGBKInavdOK15jsl";

  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private Vertx vertx;
  private HttpServer revocation;
  private String base;

  private record Received(Map<String, String> headers, String body) {}

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    revocation =
        vertx
            .createHttpServer()
            .requestHandler(request ->
                request
                    .body()
                    .onSuccess(body -> {
                      Map<String, String> headers = new java.util.HashMap<>();
                      request.headers().forEach(headers::put);
                      received.add(new Received(headers, body.toString()));
                      request.response().setStatusCode(204).end();
                    }))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get();
    // The page's own name holds its port, so that it has to be known before.
    int port = FreePort.next();
    base = "http://127.0.0.1:" + port;
    PageServer.start(
            vertx,
            port,
            new PageServer.Settings(
                List.of(base, "http://localhost:" + port),
                List.of("http://127.0.0.1:1"),
                new JsonObject().put("auth", "http://127.0.0.1:1"),
                "http://127.0.0.1:" + revocation.actualPort() + "/v1/webhooks/standard",
                new BillingSystem(SECRET, "viewer-1")),
            Clock.fixed(NOW, ZoneOffset.UTC))
        .toCompletionStage()
        .toCompletableFuture()
        .get();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  @ParameterizedTest
  @CsvSource({
    "/,text/html; charset=utf-8",
    "/page.css,text/css; charset=utf-8",
    "/page.js,text/javascript; charset=utf-8",
    "/api.js,text/javascript; charset=utf-8",
    "/token.js,text/javascript; charset=utf-8",
    "/player.js,text/javascript; charset=utf-8",
    "/icon.svg,image/svg+xml",
    "/hls.js,text/javascript; charset=utf-8",
    "/config.json,application/json"
  })
  void theFilesOfThePageAreThere(String path, String type) throws Exception {
    HttpResponse<String> answer = get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue(type);
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'")
        .endsWith("connect-src 'self' http://127.0.0.1:1");
    assertThat(answer.body()).isNotEmpty().doesNotContain(SECRET);
  }

  @Test
  void thePageLoadsNothingFromElsewhere() throws Exception {
    for (String path : List.of("/", "/page.css", "/page.js")) {
      assertThat(get(path).body())
          .doesNotContainPattern("(src|href)=\"(https?:)?//")
          .doesNotContain("@import");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "suspend,subscription.suspended",
    "reactivate,subscription.reactivated",
    "refund,subscription.refunded",
    "cancel,subscription.cancelled"
  })
  void aButtonSendsASignedEvent(String action, String type) throws Exception {
    HttpResponse<String> answer = billing(action, "Content-Type", "application/json");

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonObject told = new JsonObject(answer.body());
    assertThat(told.getString("type")).isEqualTo(type);
    assertThat(told.getInteger("status")).isEqualTo(204);
    Received event = received.take();
    assertThat(new JsonObject(event.body()))
        .isEqualTo(
            new JsonObject()
                .put("type", type)
                .put("timestamp", "2026-11-01T12:00:00Z")
                .put("data", new JsonObject().put("viewerId", "viewer-1")));
    assertThat(event.headers())
        .containsEntry("webhook-id", told.getString("webhookId"))
        .containsEntry("webhook-timestamp", Long.toString(NOW.getEpochSecond()))
        .containsKey("webhook-signature")
        .containsEntry("Content-Type", "application/json");
  }

  @Test
  void aFormOfAForeignPageSendsNothing() throws Exception {
    for (String type : List.of("application/x-www-form-urlencoded", "text/plain")) {
      HttpResponse<String> answer = billing("suspend", "Content-Type", type);

      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("foreign-request");
    }
    assertThat(received).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "null", "http://127.0.0.1:1"})
  void aForeignOriginSendsNothing(String origin) throws Exception {
    HttpResponse<String> answer =
        billing("suspend", "Content-Type", "application/json", "Origin", origin);

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(received).isEmpty();
  }

  @Test
  void anUnknownEventIsNoEvent() throws Exception {
    assertThat(billing("SUSPEND", "Content-Type", "application/json").statusCode()).isEqualTo(404);
    assertThat(billing("delete", "Content-Type", "application/json").statusCode()).isEqualTo(404);
    assertThat(received).isEmpty();
  }

  @Test
  void aForeignNameThatPointsHereIsRefused() throws Exception {
    // The client of Java sets Host itself, so that it is done by hand.
    URI uri = URI.create(base);
    try (java.net.Socket socket = new java.net.Socket(uri.getHost(), uri.getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /config.json HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                  .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      String answer =
          new String(
              socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 421").doesNotContain("\"auth\"");
    }
  }

  @Test
  void theLastAcceptedEventIsRememberedForAPageThatIsLoadedAnew() throws Exception {
    assertThat(new JsonObject(get("/billing").body())).isEqualTo(new JsonObject());

    billing("suspend", "Content-Type", "application/json");

    assertThat(new JsonObject(get("/billing").body()))
        .isEqualTo(new JsonObject().put("event", "suspend").put("at", NOW.toString()));
  }

  @Test
  void revocationServiceThatDoesNotAnswerIsNamed() throws Exception {
    revocation.close().toCompletionStage().toCompletableFuture().get();

    HttpResponse<String> answer = billing("suspend", "Content-Type", "application/json");

    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.body()).contains("revocation-service").doesNotContain("Exception");
  }

  @Test
  void otherMethodsAndPathsAreProblems() throws Exception {
    assertThat(get("/missing").statusCode()).isEqualTo(404);
    assertThat(get("/billing/suspend").statusCode()).isEqualTo(405);
    assertThat(get("/../page/PageServer.class").statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(base + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> billing(String action, String... headers) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(base + "/billing/" + action))
            .headers(headers)
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
