package io.playgate.revocation.webhook.standard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.playgate.revocation.testing.Suite;
import io.playgate.revocation.testing.WebhookSecretsFile;
import io.playgate.support.identifier.Identifiers;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class StandardWebhookTest extends Suite {
  @TestHTTPResource(value = "/", management = true)
  URI management;

  private final String viewer = UUID.randomUUID().toString();

  /** Events of one test are a second apart. */
  private final Instant start = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.SECONDS);

  @AfterEach
  void healAuthService() {
    auth("event-status=204");
    auth("event-code=");
    auth("delay=0");
  }

  @Test
  void suspendedHoldsUntilReactivated() {
    // Given
    String token = opaqueToken(viewer, "asset", "basic");

    // When
    applied(webhook(event("suspended", start, viewer, null)));

    // Then
    assertThat(isActive(token)).isFalse();
    refusesToRegister(viewer, "basic");

    // When
    applied(webhook(event("reactivated", start.plusSeconds(1), viewer, null)));

    // Then
    assertThat(isActive(token)).isTrue();
  }

  @Test
  void packageIsHeldAlone() {
    String basic = opaqueToken(viewer, "asset", "basic");
    String sports = opaqueToken(viewer, "asset", "sports");

    applied(webhook(event("suspended", start, viewer, "basic")));

    assertThat(isActive(basic)).isFalse();
    assertThat(isActive(sports)).isTrue();

    // And reactivating the viewer as a whole is another subject
    applied(webhook(event("reactivated", start.plusSeconds(1), viewer, null)));
    assertThat(isActive(basic)).isFalse();

    applied(webhook(event("reactivated", start.plusSeconds(2), viewer, "basic")));
    assertThat(isActive(basic)).isTrue();
  }

  @Test
  void cancelledHoldsFromItsEndOn() {
    String token = opaqueToken(viewer, "asset", "basic");

    applied(webhook(event("cancelled", start, viewer, "basic", Instant.now().plusSeconds(86_400))));
    assertThat(isActive(token)).isTrue();

    applied(webhook(event("cancelled", start.plusSeconds(1), viewer, "basic")));
    assertThat(isActive(token)).isFalse();

    applied(webhook(event("reactivated", start.plusSeconds(2), viewer, "basic")));
    assertThat(isActive(token)).isTrue();
  }

  @Test
  void refundedIsNotLifted() {
    String token = opaqueToken(viewer, "asset", "basic");

    applied(webhook(event("refunded", start, viewer, null)));
    applied(webhook(event("reactivated", start.plusSeconds(1), viewer, null)));

    assertThat(isActive(token)).isFalse();
  }

  @Test
  void reactivatedDoesNotLiftWhatOthersHold() {
    String token = opaqueToken(viewer, "asset", "basic");
    String byHand = post("viewer", viewer, "hold");

    applied(webhook(event("suspended", start, viewer, null)));
    applied(webhook(event("reactivated", start.plusSeconds(1), viewer, null)));

    assertThat(isActive(token)).isFalse();
    operator().delete("/v1/revocations/" + byHand).then().statusCode(204);
    assertThat(isActive(token)).isTrue();
  }

  @Test
  void reactivatedLaterLetsTheHoldStandUntilThen() {
    // Given
    String token = opaqueToken(viewer, "asset", null);
    Instant later = Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS);
    applied(webhook(event("suspended", start, viewer, null)));

    // When
    applied(webhook(event("reactivated", start.plusSeconds(1), viewer, null, later)));

    // Then
    assertThat(isActive(token)).isFalse();
    Map<String, Object> hold = rules(viewer).getFirst();
    assertThat(Instant.parse(String.valueOf(hold.get("expiresAt")))).isEqualTo(later);

    // And a new suspension has no end again
    applied(webhook(event("suspended", start.plusSeconds(2), viewer, null)));
    assertThat(rules(viewer)).singleElement().matches(rule -> rule.get("expiresAt") == null);
  }

  @Test
  void sameIdAgainChangesNothing() {
    // Given
    String token = opaqueToken(viewer, "asset", null);
    String id = fresh("msg");
    String body = event("suspended", start, viewer, null);
    applied(webhook(id, Instant.now(), body));
    String held = (String) rules(viewer).getFirst().get("id");
    operator().delete("/v1/revocations/" + held).then().statusCode(204);

    // When
    Response again = webhook(id, Instant.now(), body);

    // Then
    again.then().statusCode(200).body("status", equalTo("duplicate"));
    assertThat(isActive(token)).isTrue();
  }

  @Test
  void olderEventDoesNothing() {
    // Given
    String token = opaqueToken(viewer, "asset", null);
    applied(webhook(event("suspended", start, viewer, null)));
    applied(webhook(event("reactivated", start.plusSeconds(2), viewer, null)));

    // When
    Response late = webhook(event("suspended", start.plusSeconds(1), viewer, null));

    // Then
    late.then().statusCode(200).body("status", equalTo("stale"));
    assertThat(isActive(token)).isTrue();
    assertThat(toldOf(viewer)).hasSize(2);
  }

  @Test
  void authServiceIsToldBeforeTheAnswer() {
    // When
    String id = fresh("msg");
    applied(webhook(id, Instant.now(), event("suspended", start, viewer, "basic")));

    // Then
    Map<String, Object> told = toldOf(viewer).getFirst();
    assertThat(told)
        .containsEntry("eventId", "standard:" + id)
        .containsEntry("source", "standard")
        .containsEntry("type", "suspended")
        .containsEntry("viewerId", viewer)
        .containsEntry("package", "basic");
    assertThat(Instant.parse(String.valueOf(told.get("occurredAt")))).isEqualTo(start);
  }

  @Test
  void authServiceIsToldOnceItIsBack() {
    // Given
    auth("event-status=503");

    // When
    applied(webhook(event("suspended", start, viewer, null)));
    applied(webhook(event("reactivated", start.plusSeconds(1), viewer, null)));

    // Then
    assertThat(toldOf(viewer)).isEmpty();
    auth("event-status=204");
    await().until(() -> toldOf(viewer).size() == 2);
  }

  @Test
  void slowAuthServiceDoesNotDelayTheAnswerForLong() {
    // Given
    auth("delay=2000");

    // When
    long before = System.nanoTime();
    applied(webhook(event("suspended", start, viewer, null)));
    long millis = (System.nanoTime() - before) / 1_000_000;

    // Then
    assertThat(millis).isBetween(450L, 1500L);
    await().until(() -> toldOf(viewer).size() == 1);
  }

  @Test
  void whatAuthServiceRefusesStaysInForceAndIsTriedAgain() {
    // Given
    String token = opaqueToken(viewer, "asset", "basic");
    auth("event-status=422");

    // When
    applied(webhook(event("suspended", start, viewer, null)));

    // Then what it does to tokens stays, and later events are not kept up by it
    assertThat(isActive(token)).isFalse();
    auth("event-status=204");
    await().until(() -> toldOf(viewer).size() == 1);
    assertThat(isActive(token)).isFalse();
    applied(webhook(event("reactivated", start.plusSeconds(1), viewer, null)));
    assertThat(isActive(token)).isTrue();
  }

  @Test
  void refundHoldsUntilAuthServiceKnowsAndCutsOffThen() {
    // Given auth-service is away, and would still give tokens for the package
    auth("event-status=503");
    String before = opaqueToken(viewer, "asset", "basic");

    // When
    applied(webhook(event("refunded", start, viewer, "basic")));

    // Then nothing is issued for the package, however late
    assertThat(isActive(before)).isFalse();
    refusesToRegister(viewer, "basic");
    assertThat(rules(viewer)).singleElement().matches(rule -> "hold".equals(rule.get("kind")));

    // When it is back and has taken the event
    auth("event-status=204");
    long back = System.currentTimeMillis();
    await().until(() -> toldOf(viewer).size() == 1);
    await().until(() -> "cut-off".equals(rules(viewer).getFirst().get("kind")));

    // Then the hold has become a cut-off of that moment: nothing older than it plays
    assertThat(isActive(before)).isFalse();
    Map<String, Object> cutOff = rules(viewer).getFirst();
    assertThat(rules(viewer)).hasSize(1);
    assertThat(Instant.parse(String.valueOf(cutOff.get("notBefore"))).toEpochMilli())
        .isGreaterThanOrEqualTo(back + 2000);
  }

  @Test
  void reactivationAfterARefundThatAuthServiceHasNotHeardOfLiftsItsHold() {
    // Given
    auth("event-status=503");
    String before = opaqueToken(viewer, "asset", "basic");
    applied(webhook(event("refunded", start, viewer, "basic")));
    Instant arrived = Instant.now();

    // When
    applied(webhook(event("reactivated", start.plusSeconds(1), viewer, "basic")));

    // Then what was issued before the refund came stays cut off, and nothing else
    assertThat(isActive(before)).isFalse();
    assertThat(rules(viewer)).singleElement().matches(rule -> "cut-off".equals(rule.get("kind")));
    assertThat(Instant.parse(String.valueOf(rules(viewer).getFirst().get("notBefore"))))
        .isBefore(arrived.plusSeconds(2));

    // And auth-service's hearing of both changes nothing about that
    auth("event-status=204");
    await().until(() -> toldOf(viewer).size() == 2);
    assertThat(rules(viewer)).singleElement().matches(rule -> "cut-off".equals(rule.get("kind")));
  }

  @Test
  void refundOlderThanASuspensionAlreadySeenCutsOff() {
    // Given
    String token = opaqueToken(viewer, "asset", "basic");
    applied(webhook(event("suspended", start.plusSeconds(10), viewer, "basic")));

    // When it arrives late, and the viewer is reactivated
    applied(webhook(event("refunded", start, viewer, "basic")));
    applied(webhook(event("reactivated", start.plusSeconds(20), viewer, "basic")));

    // Then tokens from before do not play
    assertThat(isActive(token)).isFalse();
    assertThat(rules(viewer)).singleElement().matches(rule -> "cut-off".equals(rule.get("kind")));
  }

  @Test
  void refundOlderThanAReactivationAlreadySeenCutsOffWhatWasIssuedBeforeThat() {
    // Given
    String token = opaqueToken(viewer, "asset", "basic");
    applied(webhook(event("reactivated", start.plusSeconds(20), viewer, "basic")));
    String id = fresh("msg");

    // When
    applied(webhook(id, Instant.now(), event("refunded", start.plusSeconds(10), viewer, "basic")));

    // Then its not-before is the later granting word, with the margin
    Map<String, Object> cutOff = rules(viewer).getFirst();
    assertThat(Instant.parse(String.valueOf(cutOff.get("notBefore"))))
        .isEqualTo(start.plusSeconds(22));
    assertThat(isActive(token)).isTrue();

    // And the same refund again changes nothing
    webhook(id, Instant.now(), event("refunded", start.plusSeconds(10), viewer, "basic"))
        .then()
        .statusCode(200)
        .body("status", equalTo("duplicate"));
    assertThat(rules(viewer)).hasSize(1);
  }

  @Test
  void reactivationLiftsWhatWasDerivedFromItsHolds() {
    // Given a hold of billing, expanded to a session, and that to a device
    String session = fresh("session");
    applied(webhook(event("suspended", start, viewer, "basic")));
    String origin = String.valueOf(rules(viewer).getFirst().get("id"));
    String derived = derive("session", session, "hold", origin);
    String further = derive("device", fresh("device"), "cut-off", derived);

    // When
    applied(webhook(event("reactivated", start.plusSeconds(1), viewer, "basic")));

    // Then
    for (String id : List.of(origin, derived, further)) {
      operator().get("/v1/revocations/" + id).then().statusCode(404);
    }
  }

  @Test
  void reactivationToComeEndsDerivedHoldsWithTheirOrigin() {
    applied(webhook(event("suspended", start, viewer, "basic")));
    String origin = String.valueOf(rules(viewer).getFirst().get("id"));
    String derived = derive("session", fresh("session"), "hold", origin);
    Instant later = Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS);

    applied(webhook(event("reactivated", start.plusSeconds(1), viewer, "basic", later)));

    for (String id : List.of(origin, derived)) {
      assertThat(
              Instant.parse(
                  operator()
                      .get("/v1/revocations/" + id)
                      .then()
                      .statusCode(200)
                      .extract()
                      .<String>path("expiresAt")))
          .isEqualTo(later);
    }
  }

  @Test
  void eventDatedAheadIsRefusedOrMakesNoTrueOneStale() {
    String token = opaqueToken(viewer, "asset", null);
    webhook(event("reactivated", Instant.now().plusSeconds(310), viewer, null))
        .then()
        .statusCode(400)
        .body("code", equalTo("webhook-event-time"));

    applied(webhook(event("reactivated", Instant.now().plusSeconds(290), viewer, null)));
    applied(webhook(event("suspended", Instant.now().plusMillis(1), viewer, null)));

    assertThat(isActive(token)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"suspended,reactivated", "reactivated,suspended", "reactivated,cancelled"})
  void ofTwoWordsOfOneTimeTheStricterCounts(String first, String second) {
    String token = opaqueToken(viewer, "asset", null);

    webhook(event(first, start, viewer, null)).then().statusCode(200);
    webhook(event(second, start, viewer, null)).then().statusCode(200);

    assertThat(isActive(token)).isFalse();
    applied(webhook(event("reactivated", start.plusSeconds(1), viewer, null)));
    assertThat(isActive(token)).isTrue();
  }

  @Test
  void suspensionToComeDoesNotSuspendTheOneInForce() {
    String token = opaqueToken(viewer, "asset", null);
    applied(webhook(event("suspended", start, viewer, null)));

    applied(
        webhook(
            event("suspended", start.plusSeconds(1), viewer, null, Instant.now().plusSeconds(60))));

    assertThat(isActive(token)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"unknown-viewer", "unknown-package"})
  void eventAboutNobodyIsParkedAndDoneOnceThereIsSomebody(String code) {
    // Given
    String token = opaqueToken(viewer, "asset", "basic");
    auth("event-code=" + code);
    auth("event-status=404");

    // When
    webhook(event("suspended", start, viewer, "basic"))
        .then()
        .statusCode(200)
        .body("status", equalTo("parked"));

    // Then it does nothing, and is neither forgotten nor silent
    assertThat(rules(viewer)).isEmpty();
    assertThat(isActive(token)).isTrue();
    await().until(() -> metric("playgate_revocation_entitlement_parked") >= 1);
    assertThat(metric("playgate_revocation_webhooks_total{outcome=\"parked\",source=\"standard\"}"))
        .isPositive();

    // When the viewer or package has come to exist
    auth("event-status=204");

    // Then it is done, once
    await().until(() -> !isActive(token));
    assertThat(toldOf(viewer)).hasSize(1);
    applied(webhook(event("reactivated", start.plusSeconds(1), viewer, "basic")));
    assertThat(isActive(token)).isTrue();
  }

  @Test
  void whereAuthServiceCannotBeAskedTheHoldComesFirstAndIsSettledLater() {
    // Given
    String token = opaqueToken(viewer, "asset", "basic");
    auth("event-status=503");
    applied(webhook(event("suspended", start, viewer, "basic")));
    applied(webhook(event("cancelled", start.plusSeconds(1), viewer, "basic")));
    applied(webhook(event("refunded", start.plusSeconds(2), viewer, "basic")));
    assertThat(isActive(token)).isFalse();

    // When it answers, and knows no such viewer
    auth("event-code=unknown-viewer");
    auth("event-status=404");

    // Then no hold stays for ever: the refund's cut-off ends by itself
    await()
        .untilAsserted(() ->
            assertThat(rules(viewer))
                .singleElement()
                .matches(rule -> "cut-off".equals(rule.get("kind"))));
  }

  @Test
  void laterWordOnAViewerWhoCameToExistOutlivesTheParkedOne() {
    // Given
    String token = opaqueToken(viewer, "asset", "basic");
    auth("event-code=unknown-viewer");
    auth("event-status=404");
    webhook(event("suspended", start, viewer, "basic")).then().body("status", equalTo("parked"));
    auth("event-status=503");
    applied(webhook(event("reactivated", start.plusSeconds(1), viewer, "basic")));

    // When
    auth("event-status=204");
    await().until(() -> toldOf(viewer).size() == 2);

    // Then
    await()
        .during(Duration.ofMillis(500))
        .atMost(Duration.ofSeconds(5))
        .until(() -> isActive(token));
  }

  @Test
  void viewerIsNamedByTheIdOfAuthServiceAndByNothingElse() {
    String token = opaqueToken(viewer, "asset", "basic");
    for (String other :
        List.of("ada@example.com", "customer-4711", viewer.replace("-", ""), "{" + viewer + "}")) {
      webhook(event("suspended", start, other, "basic"))
          .then()
          .statusCode(422)
          .body("code", equalTo("webhook-event"))
          .body("detail", containsString("data.viewerId must be the id that auth-service gave"));
    }

    applied(webhook(event("suspended", start, viewer.toUpperCase(Locale.ROOT), "basic")));

    assertThat(isActive(token)).isFalse();
    assertThat(toldOf(viewer)).hasSize(1);
    for (String other : List.of("b c", "-b", "b".repeat(65), "ü")) {
      webhook(event("suspended", start, viewer, other)).then().statusCode(422);
    }
  }

  @Test
  void longestIdOfAWebhookCanBeToldToAuthService() {
    String id = "m".repeat(Identifiers.MAX_WEBHOOK - 36) + UUID.randomUUID();

    applied(webhook(id, Instant.now(), event("suspended", start, viewer, "basic")));

    assertThat(String.valueOf(toldOf(viewer).getFirst().get("eventId"))).matches(Identifiers.EVENT);
    webhook("m" + id, Instant.now(), event("suspended", start, viewer, "basic"))
        .then()
        .statusCode(400)
        .body("code", equalTo("webhook-headers"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-31t12:00:00z",
        "2026-01-31T12:00:00+00:00",
        "2026-01-31T12:00:00-00:00",
        "2026-01-31T12:00:00.123456789012345678901234567890Z",
        "2026-01-31T23:59:60Z",
        "2026-01-31T12:00:00+23:30",
      })
  void everyFormOfATimeIsRead(String time) {
    applied(
        webhook(
            "{\"type\":\"subscription.suspended\",\"timestamp\":\"%s\",\"data\":{\"viewerId\":\"%s\",\"effectiveAt\":\"%s\"}}"
                .formatted(time, viewer, time)));
    operator()
        .contentType("application/json")
        .body(Map.of("scope", "viewer", "subject", viewer, "reason", "test", "effectiveAt", time))
        .post("/v1/revocations")
        .then()
        .statusCode(201);
  }

  private String derive(String scope, String subject, String kind, String origin) {
    return operator()
        .contentType("application/json")
        .body(
            Map.of(
                "scope", scope,
                "subject", subject,
                "kind", kind,
                "reason", "test",
                "derivedFrom", origin))
        .post("/v1/revocations")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  /** A metric as Prometheus reads it; zero where it is not there. */
  private double metric(String name) {
    return io.restassured.RestAssured.given()
        .baseUri("http://" + management.getHost())
        .port(management.getPort())
        .get("/q/metrics")
        .asString()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .sum();
  }

  @Test
  void unknownTypesAreIgnored() {
    webhook("{\"type\":\"invoice.created\",\"anything\":[1]}")
        .then()
        .statusCode(200)
        .body("status", equalTo("ignored"));
  }

  @Test
  void oneOfSeveralSignaturesAndSecretsIsEnough() {
    String body = event("suspended", start, viewer, null);
    String id = fresh("msg");
    String timestamp = Long.toString(Instant.now().getEpochSecond());
    String old = signature(WebhookSecretsFile.OLD, id, timestamp, body);

    applied(webhook(id, timestamp, "v1a,xyz v1,AAAA v1," + old, body));
  }

  @Test
  void secretsFileIsReadAgain() throws IOException {
    byte[] third = new byte[24];
    String body = event("suspended", start, viewer, null);
    String timestamp = Long.toString(Instant.now().getEpochSecond());
    String signature = "v1," + signature(third, "msg-third", timestamp, body);
    webhook("msg-third", timestamp, signature, body).then().statusCode(401);
    String before = Files.readString(WebhookSecretsFile.location());
    try {
      Files.writeString(
          WebhookSecretsFile.location(), before + WebhookSecretsFile.line(third) + "\n");
      await().until(() -> webhook("msg-third", timestamp, signature, body).statusCode() == 200);

      // A broken file does not stop what works
      Files.writeString(WebhookSecretsFile.location(), "whsec_nonsense\n");
      webhook(event("reactivated", start.plusSeconds(1), viewer, null)).then().statusCode(200);
    } finally {
      Files.writeString(WebhookSecretsFile.location(), before);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "other-id, 0, '', 401, webhook-signature",
    "'', 1, '', 401, webhook-signature",
    "'', 0, ' ', 401, webhook-signature",
  })
  void whateverIsChangedBreaksTheSignature(
      String id, int seconds, String appended, int status, String code) {
    String body = event("suspended", start, viewer, null);
    long now = Instant.now().getEpochSecond();
    String signature = "v1," + signature(WebhookSecretsFile.NEW, "msg-1", Long.toString(now), body);

    webhook(id.isEmpty() ? "msg-1" : id, Long.toString(now + seconds), signature, body + appended)
        .then()
        .statusCode(status)
        .contentType("application/problem+json")
        .body("code", equalTo(code));
    assertThat(rules(viewer)).isEmpty();
  }

  @Test
  void replayOutsideTheToleranceIsRefused() {
    String body = event("suspended", start, viewer, null);
    for (int minutes : List.of(-6, 6)) {
      webhook(fresh("msg"), Instant.now().plusSeconds(minutes * 60L), body)
          .then()
          .statusCode(400)
          .body("code", equalTo("webhook-timestamp"));
    }
    assertThat(rules(viewer)).isEmpty();
  }

  @Test
  void headersMustBeThere() {
    String body = event("suspended", start, viewer, null);
    io.restassured.RestAssured.given()
        .contentType("application/json")
        .body(body)
        .post("/v1/webhooks/standard")
        .then()
        .statusCode(400)
        .body("code", equalTo("webhook-headers"));
    webhook("id", "not-a-time", "v1,x", body).then().statusCode(400);
    webhook("x".repeat(300), "1", "v1,x", body).then().statusCode(400);
    webhook("id", "99999999999999999999", "v1,x", body).then().statusCode(400);
    webhook("id", "1", "v1," + "x".repeat(5000), body).then().statusCode(400);
    webhook("id", "1", "nonsense", body).then().statusCode(401);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "400 | malformed-request | {",
        "400 | malformed-request | {\"type\":\"a\",\"type\":\"b\"}",
        "422 | webhook-event | []",
        "422 | webhook-event | 7",
        "422 | webhook-event | {}",
        "422 | webhook-event | {\"type\":7}",
        "422 | webhook-event | {\"type\":\"subscription.suspended\"}",
        "422 | webhook-event | {\"type\":\"subscription.suspended\",\"timestamp\":\"yesterday\",\"data\":{\"viewerId\":\"0b9cf3a1-0000-4000-8000-000000000001\"}}",
        "422 | webhook-event | {\"type\":\"subscription.suspended\",\"timestamp\":1700000000,\"data\":{\"viewerId\":\"0b9cf3a1-0000-4000-8000-000000000001\"}}",
        "422 | webhook-event | {\"type\":\"subscription.suspended\",\"timestamp\":\"2026-01-01T00:00:00Z\"}",
        "422 | webhook-event | {\"type\":\"subscription.suspended\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"data\":{}}",
        "422 | webhook-event | {\"type\":\"subscription.suspended\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"data\":{\"viewerId\":\"a/b\"}}",
        "422 | webhook-event | {\"type\":\"subscription.suspended\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"data\":{\"viewerId\":\"0b9cf3a1-0000-4000-8000-000000000001\",\"package\":\"b/c\"}}",
        "422 | webhook-event | {\"type\":\"subscription.suspended\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"data\":{\"viewerId\":\"a\\u0000\"}}",
        "400 | webhook-event-time | {\"type\":\"subscription.suspended\",\"timestamp\":\"9999-01-01T00:00:00Z\",\"data\":{\"viewerId\":\"0b9cf3a1-0000-4000-8000-000000000001\"}}",
        "422 | webhook-event | {\"type\":\"subscription.suspended\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"data\":{\"viewerId\":\"0b9cf3a1-0000-4000-8000-000000000001\",\"effectiveAt\":\"9999-01-01T00:00:00Z\"}}",
        "422 | webhook-event | {\"type\":\"subscription.suspended\",\"timestamp\":\"-0001-01-01T00:00:00Z\",\"data\":{\"viewerId\":\"0b9cf3a1-0000-4000-8000-000000000001\"}}",
      })
  void malformedEventsHaveClearAnswers(int status, String code, String body) {
    webhook(body)
        .then()
        .statusCode(status)
        .contentType("application/problem+json")
        .body("code", equalTo(code))
        .body("stackTrace", nullValue());
  }

  @Test
  void overlongIdsAndBodiesAreRefused() {
    webhook(event("suspended", start, "v".repeat(201), null)).then().statusCode(422);
    webhook(event("suspended", start, "v".repeat(70_000), null))
        .then()
        .statusCode(413)
        .contentType("application/problem+json");
  }

  private static void applied(Response response) {
    response.then().statusCode(200).body("status", equalTo("applied"));
  }

  private void refusesToRegister(String viewerId, @Nullable String packageId) {
    client("token-1")
        .contentType("application/json")
        .body(registration(fresh("token"), viewerId, "asset", packageId))
        .post("/v1/opaque-tokens")
        .then()
        .statusCode(409)
        .body("code", equalTo("revoked"));
  }

  private List<Map<String, Object>> rules(String viewerId) {
    String after = null;
    List<Map<String, Object>> found = new java.util.ArrayList<>();
    do {
      var request = operator().queryParam("limit", 500);
      if (after != null) {
        request.queryParam("after", after);
      }
      JsonPath page = request.get("/v1/revocations").then().statusCode(200).extract().jsonPath();
      List<Map<String, Object>> items = page.getList("items");
      items.stream()
          .filter(item ->
              viewerId.equals(item.get("subject"))
                  || String.valueOf(item.get("subject")).startsWith(viewerId + "/"))
          .forEach(found::add);
      after = page.getString("next");
    } while (after != null);
    return found;
  }

  private static List<Map<String, Object>> toldOf(String viewerId) {
    List<Map<String, Object>> all = JsonPath.from(auth("events=")).getList("");
    return all.stream().filter(told -> viewerId.equals(told.get("viewerId"))).toList();
  }

  /** Waits for as long as a machine with other work to do may need. */
  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(30));
  }
}
