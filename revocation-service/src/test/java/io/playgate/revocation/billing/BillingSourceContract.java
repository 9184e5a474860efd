package io.playgate.revocation.billing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.playgate.revocation.testing.Suite;
import io.playgate.support.testing.LoggedLines;
import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every billing source owes, whatever its format: only what it signed, just now and byte for
 * byte, does something, once; everything else has a clear answer and does nothing. A source's test
 * extends it and says how it signs.
 */
public abstract class BillingSourceContract extends Suite {
  private static final int BODY_LIMIT = 64 * 1024;

  @TestHTTPResource(value = "/", management = true)
  URI management;

  private final String viewer = UUID.randomUUID().toString();
  private final Instant start = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.SECONDS);

  /**
   * An event to be written in the source's format.
   *
   * @param id its id at the source
   * @param type suspended or reactivated
   * @param at when it occurred, in full seconds
   * @param viewer whose subscription
   */
  public record Told(String id, BillingEvent.Type type, Instant at, String viewer) {}

  /**
   * What is posted.
   *
   * @param headers the headers that the source sends
   * @param body the body
   */
  public record Message(Map<String, String> headers, String body) {}

  /** The source. */
  protected abstract String source();

  /** The body of an event about the package {@code basic}. */
  protected abstract String body(Told event);

  /** The body of an event of a type that the source has and that does nothing here. */
  protected abstract String bodyOfAnotherType(String id);

  /** Signs a body with a secret that is configured. */
  protected abstract Message sign(String id, Instant at, String body);

  /** Signs a body as well as anybody can who does not have the secret. */
  protected abstract Message forge(String id, Instant at, String body);

  /** The secrets as texts: no line of the log may hold them. */
  protected abstract Set<String> secrets();

  /** How far from now a signature may have been made. */
  protected Duration tolerance() {
    return Duration.ofMinutes(5);
  }

  @AfterEach
  void healAuthService() {
    auth("event-status=204");
    auth("event-code=");
  }

  private Response send(Message message) {
    return send(message.headers(), message.body().getBytes(StandardCharsets.UTF_8));
  }

  private Response send(Map<String, String> headers, byte[] body) {
    RequestSpecification request = given().contentType("application/json");
    headers.forEach(request::header);
    return request.body(body).post("/v1/webhooks/" + source());
  }

  private Message suspended(String id) {
    return sign(id, Instant.now(), told(id, BillingEvent.Type.SUSPENDED, start));
  }

  private Message reactivated(Instant at) {
    String id = fresh("event");
    return sign(id, Instant.now(), told(id, BillingEvent.Type.REACTIVATED, at));
  }

  private String told(String id, BillingEvent.Type type, Instant at) {
    return body(new Told(id, type, at, viewer));
  }

  private static void became(Response answer, String status) {
    answer.then().statusCode(200).body("status", equalTo(status));
  }

  private static void refused(Response answer, int status, String... codes) {
    answer.then().statusCode(status).contentType("application/problem+json");
    assertThat(answer.<String>path("code")).isIn((Object[]) codes);
  }

  private double counted(String outcome) {
    String series =
        "playgate_revocation_webhooks_total{outcome=\"%s\",source=\"%s\"} "
            .formatted(outcome, source());
    return management("/q/metrics")
        .asString()
        .lines()
        .filter(line -> line.startsWith(series))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
        .sum();
  }

  private Response management(String path) {
    return given().baseUri("http://" + management.getHost()).port(management.getPort()).get(path);
  }

  @Test
  void whatItSignedIsAppliedAndLiftedAndCounted() {
    String token = opaqueToken(viewer, "asset", "basic");
    double before = counted("applied");

    became(send(suspended(fresh("event"))), "applied");
    assertThat(isActive(token)).isFalse();

    became(send(reactivated(start.plusSeconds(1))), "applied");
    assertThat(isActive(token)).isTrue();
    assertThat(counted("applied")).isGreaterThanOrEqualTo(before + 2);
    List<Map<String, Object>> told = JsonPath.from(auth("events=")).getList("");
    assertThat(told.stream().filter(event -> viewer.equals(event.get("viewerId"))))
        .hasSize(2)
        .allMatch(event -> source().equals(event.get("source")));
  }

  @Test
  void aReplayChangesNothing() {
    String token = opaqueToken(viewer, "asset", "basic");
    String id = fresh("event");
    Message message = suspended(id);
    became(send(message), "applied");
    became(send(reactivated(start.plusSeconds(1))), "applied");

    became(send(message), "duplicate");
    // Nor does one that is signed again, as a sender does that had no answer.
    became(send(suspended(id)), "duplicate");

    assertThat(isActive(token)).isTrue();
  }

  @Test
  void anOlderWordIsStale() {
    String token = opaqueToken(viewer, "asset", "basic");
    became(send(reactivated(start.plusSeconds(1))), "applied");

    became(send(suspended(fresh("event"))), "stale");

    assertThat(isActive(token)).isTrue();
  }

  @Test
  void aForgeryIsRefused() {
    String token = opaqueToken(viewer, "asset", "basic");
    String id = fresh("event");

    refused(
        send(forge(id, Instant.now(), told(id, BillingEvent.Type.SUSPENDED, start))),
        401,
        "webhook-signature");

    assertThat(isActive(token)).isTrue();
    became(send(suspended(id)), "applied");
  }

  @Test
  void everyHeaderIsNeeded() {
    String token = opaqueToken(viewer, "asset", "basic");
    Message message = suspended(fresh("event"));
    assertThat(message.headers()).isNotEmpty();
    for (String name : message.headers().keySet()) {
      for (String value : List.of("", "none", "\"", "9".repeat(7000))) {
        Map<String, String> headers = new HashMap<>(message.headers());
        headers.remove(name);
        if (!value.equals("none")) {
          headers.put(name, value);
        }
        Response answer = send(headers, message.body().getBytes(StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).as("%s: %s", name, value).isIn(400, 401, 431);
      }
    }
    refused(
        send(Map.of(), message.body().getBytes(StandardCharsets.UTF_8)), 400, "webhook-headers");
    assertThat(isActive(token)).isTrue();
  }

  @Test
  void noByteMayBeChanged() {
    String token = opaqueToken(viewer, "asset", "basic");
    Message message = suspended(fresh("event"));
    byte[] body = message.body().getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < body.length; i += 3) {
      byte[] changed = body.clone();
      changed[i] ^= 1;
      refused(send(message.headers(), changed), 401, "webhook-signature");
    }
    byte[] longer = java.util.Arrays.copyOf(body, body.length + 1);
    longer[body.length] = ' ';
    refused(send(message.headers(), longer), 401, "webhook-signature");
    message
        .headers()
        .forEach((name, value) -> {
          for (int i = 0; i < value.length(); i++) {
            Map<String, String> headers = new HashMap<>(message.headers());
            char other = value.charAt(i) == '0' ? '1' : '0';
            headers.put(name, value.substring(0, i) + other + value.substring(i + 1));
            assertThat(send(headers, body).statusCode())
                .as("%s without its character %d", name, i)
                .isIn(400, 401);
          }
        });
    assertThat(isActive(token)).isTrue();
  }

  @Test
  void aSignatureHoldsForAWhile() {
    String token = opaqueToken(viewer, "asset", "basic");
    for (Duration off : List.of(tolerance().plusSeconds(30), Duration.ofDays(400))) {
      for (Instant at : List.of(Instant.now().minus(off), Instant.now().plus(off))) {
        String id = fresh("event");
        refused(
            send(sign(id, at, told(id, BillingEvent.Type.SUSPENDED, start))),
            400,
            "webhook-timestamp");
      }
    }
    assertThat(isActive(token)).isTrue();
    String id = fresh("event");
    Instant justSo = Instant.now().minus(tolerance()).plusSeconds(60);
    became(send(sign(id, justSo, told(id, BillingEvent.Type.SUSPENDED, start))), "applied");
  }

  @Test
  void aBodyThatIsNoEventIsRefusedClearly() {
    for (String body :
        List.of(
            "",
            "{",
            "nul",
            "[]",
            "7",
            "\"text\"",
            "{}",
            "null",
            "\u0000",
            "[".repeat(20_000),
            "{\"a\":".repeat(5_000),
            "{\"a\":1,\"a\":2}")) {
      Response answer = send(sign(fresh("event"), Instant.now(), body));
      assertThat(answer.statusCode()).isIn(400, 422);
      refused(answer, answer.statusCode(), "malformed-request", "webhook-event");
    }
  }

  @Test
  void aHugeBodyIsRefused() {
    String id = fresh("event");
    String body = told(id, BillingEvent.Type.SUSPENDED, start);
    refused(send(sign(id, Instant.now(), body + " ".repeat(BODY_LIMIT))), 413, "body-too-large");
    became(send(sign(id, Instant.now(), body + " ".repeat(BODY_LIMIT / 2))), "applied");
  }

  @Test
  void anotherMediaTypeIsRefused() {
    Message message = suspended(fresh("event"));
    RequestSpecification request = given().contentType("text/plain");
    message.headers().forEach(request::header);
    refused(
        request.body(message.body()).post("/v1/webhooks/" + source()),
        415,
        "unsupported-media-type");
  }

  @Test
  void aTypeThatDoesNothingIsAcknowledgedAndCounted() {
    double before = counted("ignored");
    String id = fresh("event");

    became(send(sign(id, Instant.now(), bodyOfAnotherType(id))), "ignored");

    assertThat(counted("ignored")).isGreaterThan(before);
    refused(send(forge(id, Instant.now(), bodyOfAnotherType(id))), 401, "webhook-signature");
  }

  @Test
  void anEventAboutNobodyIsParkedAndDoneOnceThereIsSomebody() {
    String token = opaqueToken(viewer, "asset", "basic");
    auth("event-code=unknown-viewer");
    auth("event-status=404");

    became(send(suspended(fresh("event"))), "parked");
    assertThat(isActive(token)).isTrue();

    auth("event-status=204");
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !isActive(token));
  }

  @Test
  void anEventDatedAheadIsRefused() {
    String id = fresh("event");
    Instant ahead = Instant.now().plusSeconds(400).truncatedTo(ChronoUnit.SECONDS);

    refused(
        send(sign(id, Instant.now(), told(id, BillingEvent.Type.REACTIVATED, ahead))),
        400,
        "webhook-event-time");
  }

  @Test
  void theDescriptionOfTheApiNamesIt() {
    JsonPath api = management("/q/openapi?format=json").jsonPath();
    String operation = "paths.'/v1/webhooks/" + source() + "'.post.";

    assertThat(new HashSet<>(api.<String>getList(operation + "parameters.name")))
        .isEqualTo(suspended(fresh("event")).headers().keySet());
    List<Map<String, Object>> security = api.getList(operation + "security");
    String scheme = security.getFirst().keySet().iterator().next();
    assertThat(api.<Map<String, Object>>get("components.securitySchemes")).containsKey(scheme);
    assertThat(api.getMap("paths").keySet().toString()).doesNotContain("{source}");
  }

  @Test
  void nothingSecretIsLogged() {
    try (LoggedLines log = new LoggedLines()) {
      Set<String> secret = new HashSet<>(secrets());
      Message message = suspended(fresh("event"));
      String id = fresh("event");
      Message forged = forge(id, Instant.now(), told(id, BillingEvent.Type.SUSPENDED, start));
      became(send(message), "applied");
      refused(send(forged), 401, "webhook-signature");
      refused(send(sign(id, Instant.now(), "{")), 400, "malformed-request");
      secret.add(message.body());
      secret.add(forged.body());
      log.assertNoneHolds(secret);
    }
  }
}
