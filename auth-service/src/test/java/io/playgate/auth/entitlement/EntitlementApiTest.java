package io.playgate.auth.entitlement;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.playgate.auth.AuthTest;
import io.playgate.support.entitlement.EntitlementId;
import io.playgate.support.identifier.Identifiers;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jose4j.json.JsonUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class EntitlementApiTest extends AuthTest {

  private String login = "";
  private String viewer = "";

  @BeforeEach
  void newViewer() {
    login = unique("viewer");
    viewer = newViewer(login);
  }

  private Response put(String packageId, String body) {
    return admin().body(body).put("/v1/viewers/" + viewer + "/entitlements/" + packageId);
  }

  private List<String> packages() {
    return admin()
        .get("/v1/viewers/" + viewer + "/entitlements")
        .then()
        .statusCode(200)
        .extract()
        .path("packages");
  }

  private Response event(Map<String, Object> changes) {
    Map<String, Object> event = new HashMap<>();
    event.put("eventId", "standard:" + UUID.randomUUID());
    event.put("source", "standard");
    event.put("type", "suspended");
    event.put("viewerId", viewer);
    event.put("package", "basic");
    event.put("occurredAt", Instant.now().toString());
    event.putAll(changes);
    event.values().removeIf(TestCredentials.REMOVED::equals);
    return given()
        .auth()
        .oauth2(TestCredentials.current().assertion("revocation-1", "playgate:auth"))
        .contentType(ContentType.JSON)
        .body(JsonUtil.toJson(event))
        .post("/v1/entitlement-events");
  }

  @Test
  void anEntitlementIsSetListedAndDeleted() {
    put("basic", "{}")
        .then()
        .statusCode(200)
        .body("package", equalTo("basic"))
        .body("source", equalTo("standard"))
        .body("state", equalTo("active"))
        .body("effective", equalTo(true));
    put("sport", "{\"state\":\"suspended\"}").then().body("effective", equalTo(false));
    assertThat(packages()).containsExactly("basic");
    assertThat(claims(signIn(login, PASSWORD, "tv").path("access_token")))
        .containsEntry("packages", List.of("basic"));
    admin().delete("/v1/viewers/" + viewer + "/entitlements/basic").then().statusCode(204);
    assertThat(packages()).isEmpty();
    problem(
        admin().delete("/v1/viewers/" + viewer + "/entitlements/basic"),
        404,
        "unknown-entitlement");
  }

  @Test
  void aPeriodHoldsFromStartToEnd() {
    Instant start = Instant.now().plus(Duration.ofHours(1));
    put(
            "basic",
            JsonUtil.toJson(
                Map.of(
                    "startsAt", start.toString(),
                    "endsAt", start.plus(Duration.ofHours(1)).toString())))
        .then()
        .statusCode(200);
    assertThat(packages()).isEmpty();
    clock.advance(Duration.ofMinutes(61));
    assertThat(packages()).containsExactly("basic");
    clock.advance(Duration.ofMinutes(60));
    assertThat(packages()).isEmpty();
  }

  private List<Map<String, Object>> carried() {
    @SuppressWarnings("unchecked")
    List<Map<String, Object>> carried =
        (List<Map<String, Object>>)
            claims(signIn(login, PASSWORD, "tv").path("access_token")).get("entitlements");
    return Objects.requireNonNull(carried);
  }

  @Test
  void aViewerTokenNamesEachEntitlementWithItsEnd() {
    Instant end = Instant.now().plus(Duration.ofHours(1));
    put("basic", "{}").then().statusCode(200);
    put("sport", JsonUtil.toJson(Map.of("endsAt", end.toString(), "subscription", "sub_1")))
        .then()
        .statusCode(200)
        .body("subscription", equalTo("sub_1"))
        .body("id", equalTo(EntitlementId.of(viewer, "sport", "standard", "sub_1")));
    put("over", JsonUtil.toJson(Map.of("endsAt", Instant.now().minusSeconds(1).toString())))
        .then()
        .statusCode(200);
    put("later", JsonUtil.toJson(Map.of("startsAt", end.toString()))).then().statusCode(200);
    assertThat(carried())
        .containsExactly(
            Map.of("id", EntitlementId.of(viewer, "basic", "standard", ""), "package", "basic"),
            Map.of(
                "id",
                EntitlementId.of(viewer, "sport", "standard", "sub_1"),
                "package",
                "sport",
                "until",
                end.getEpochSecond()));
  }

  @Test
  void twoSubscriptionsOfOneSourceAreTwoEntitlements() {
    put("basic", "{\"subscription\":\"one\"}").then().statusCode(200);
    put("basic", "{\"subscription\":\"two\"}").then().statusCode(200);
    assertThat(carried()).hasSize(2);
    event(Map.of("type", "cancelled", "subscription", "one")).then().statusCode(204);
    assertThat(packages()).containsExactly("basic");
    assertThat(carried())
        .extracting(entitlement -> entitlement.get("id"))
        .containsExactly(EntitlementId.of(viewer, "basic", "standard", "two"));
    admin()
        .queryParam("subscription", "two")
        .delete("/v1/viewers/" + viewer + "/entitlements/basic")
        .then()
        .statusCode(204);
    assertThat(packages()).isEmpty();
  }

  @Test
  void anEventWithASubscriptionIsAlsoOfWhatWasSetWithoutOne() {
    put("basic", "{}").then().statusCode(200);
    event(Map.of("type", "suspended", "subscription", "sub_1")).then().statusCode(204);
    assertThat(packages()).isEmpty();
    event(Map.of("type", "reactivated", "subscription", "sub_1")).then().statusCode(204);
    assertThat(packages()).containsExactly("basic");
  }

  @Test
  void anEventWithoutASubscriptionIsOfAllOfThem() {
    put("basic", "{\"subscription\":\"one\"}").then().statusCode(200);
    put("basic", "{\"subscription\":\"two\"}").then().statusCode(200);
    event(Map.of("type", "suspended")).then().statusCode(204);
    assertThat(packages()).isEmpty();
  }

  /** The other side of the same limits is held by revocation-service's webhook tests. */
  @Test
  void whatRevocationServiceTakesIsNotRefusedForItsLength() {
    put("basic", "{}").then().statusCode(200);
    String longest = "standard:" + "x".repeat(Identifiers.MAX_EVENT - "standard:".length());
    for (Map<String, Object> accepted :
        List.<Map<String, Object>>of(
            Map.of("eventId", "x"),
            Map.of("eventId", longest),
            Map.of("viewerId", "v"),
            Map.of("viewerId", "v".repeat(Identifiers.MAX_VIEWER)),
            Map.of("package", "p"),
            Map.of("package", "p".repeat(Identifiers.MAX_NAME)),
            Map.of("source", "s"),
            Map.of("source", "s".repeat(Identifiers.MAX_NAME)),
            Map.of("subscription", "s"),
            Map.of("subscription", "s".repeat(Identifiers.MAX_SUBSCRIPTION)))) {
      // Known or not: nothing of it is too long.
      assertThat(event(accepted).statusCode()).isIn(204, 404);
    }
    for (Map<String, Object> refused :
        List.<Map<String, Object>>of(
            Map.of("eventId", longest + "x"),
            Map.of("viewerId", "v".repeat(Identifiers.MAX_VIEWER + 1)),
            Map.of("package", "p".repeat(Identifiers.MAX_NAME + 1)),
            Map.of("source", "s".repeat(Identifiers.MAX_NAME + 1)),
            Map.of("subscription", "s".repeat(Identifiers.MAX_SUBSCRIPTION + 1)))) {
      problem(event(refused), 400, "invalid-request");
    }
  }

  @Test
  void eachSourceGrantsByItself() {
    put("basic", "{\"source\":\"app-store\"}").then().statusCode(200);
    put("basic", "{}").then().statusCode(200);
    event(Map.of("type", "cancelled")).then().statusCode(204);
    assertThat(packages()).containsExactly("basic");
    event(Map.of("type", "cancelled", "source", "app-store")).then().statusCode(204);
    assertThat(packages()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"suspended", "cancelled", "refunded"})
  void billingTakesTheRightAwayAndGivesItBack(String type) {
    put("basic", "{}").then().statusCode(200);
    event(Map.of("type", type)).then().statusCode(204);
    assertThat(packages()).isEmpty();
    event(Map.of("type", "reactivated")).then().statusCode(204);
    assertThat(packages()).containsExactly("basic");
  }

  @Test
  void anEventWithoutPackageIsOfAllOfItsSource() {
    put("basic", "{}").then().statusCode(200);
    put("sport", "{}").then().statusCode(200);
    put("other", "{\"source\":\"app-store\"}").then().statusCode(200);
    event(Map.of("package", TestCredentials.REMOVED)).then().statusCode(204);
    assertThat(packages()).containsExactly("other");
  }

  @Test
  void theSameEventAgainChangesNothing() {
    put("basic", "{}").then().statusCode(200);
    Map<String, Object> suspended =
        Map.of("eventId", "standard:" + UUID.randomUUID(), "occurredAt", Instant.now().toString());
    event(suspended).then().statusCode(204);
    put("basic", "{}").then().statusCode(200);
    event(suspended).then().statusCode(204);
    assertThat(packages()).containsExactly("basic");
  }

  @Test
  void anOlderEventAfterANewerOneIsDropped() {
    put("basic", "{}").then().statusCode(200);
    put("sport", "{}").then().statusCode(200);
    Instant now = Instant.now();
    event(Map.of("type", "reactivated", "occurredAt", now.toString())).then().statusCode(204);
    event(Map.of("type", "suspended", "occurredAt", now.minusSeconds(10).toString()))
        .then()
        .statusCode(204);
    assertThat(packages()).containsExactly("basic", "sport");
    // Older than what was applied to one package, but not than what was applied to the other.
    event(
            Map.of(
                "type",
                "suspended",
                "package",
                TestCredentials.REMOVED,
                "occurredAt",
                now.minusSeconds(5).toString()))
        .then()
        .statusCode(204);
    assertThat(packages()).containsExactly("basic");
  }

  @Test
  void aCancellationToTheEndOfTheMonthHoldsFromThen() {
    put("basic", "{}").then().statusCode(200);
    event(
            Map.of(
                "type",
                "cancelled",
                "effectiveAt",
                Instant.now().plus(Duration.ofDays(10)).toString()))
        .then()
        .statusCode(204);
    assertThat(packages()).containsExactly("basic");
    clock.advance(Duration.ofDays(11));
    assertThat(packages()).isEmpty();
  }

  @Test
  void whatAnAdministratorEndedBillingDoesNotBringBack() {
    put("basic", "{\"state\":\"ended\"}").then().statusCode(200);
    event(Map.of("type", "reactivated")).then().statusCode(204);
    assertThat(packages()).isEmpty();
  }

  @Test
  void anEventAboutNobodyIsNotRememberedAndCanBeToldAgain() {
    String unheard = "p" + UUID.randomUUID();
    Map<String, Object> ofPackage =
        Map.of("eventId", "standard:" + UUID.randomUUID(), "package", unheard);
    for (String nobody : List.of("nobody", "00000000-0000-7000-8000-000000000000", login)) {
      problem(event(Map.of("viewerId", nobody)), 404, "unknown-viewer");
    }
    problem(event(ofPackage), 404, "unknown-package");

    // Once somebody is entitled to the package, the very same event is taken in.
    put(unheard, "{}").then().statusCode(200);
    event(ofPackage).then().statusCode(204);
    assertThat(packages()).isEmpty();
  }

  @Test
  void aPackageThatOnlyOthersHaveIsKnown() {
    String others = "p" + UUID.randomUUID();
    String me = viewer;
    viewer = newViewer(unique("viewer"));
    put(others, "{\"source\":\"app-store\"}").then().statusCode(200);
    viewer = me;

    event(Map.of("package", others)).then().statusCode(204);
  }

  @ParameterizedTest
  @ValueSource(strings = {"suspended", "cancelled", "refunded"})
  void ofTwoEventsOfOneTimeTheStricterCounts(String strict) {
    String time = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    put("basic", "{}").then().statusCode(200);
    event(Map.of("type", "reactivated", "occurredAt", time)).then().statusCode(204);
    event(Map.of("type", strict, "occurredAt", time)).then().statusCode(204);
    assertThat(packages()).isEmpty();
    event(Map.of("type", "reactivated", "occurredAt", time)).then().statusCode(204);
    assertThat(packages()).isEmpty();
  }

  @Test
  void theSameEventManyTimesAtOnceIsAppliedOnce() throws Exception {
    put("basic", "{}").then().statusCode(200);
    Map<String, Object> same = Map.of("eventId", "standard:" + UUID.randomUUID());
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        calls.add(() -> event(same).statusCode());
      }
      for (Future<Integer> one : threads.invokeAll(calls)) {
        assertThat(one.get()).isEqualTo(204);
      }
    }
    assertThat(packages()).isEmpty();
  }

  @Test
  void badEventsAreProblems() {
    for (Map<String, Object> changes :
        List.<Map<String, Object>>of(
            Map.of("eventId", TestCredentials.REMOVED),
            Map.of("eventId", ""),
            Map.of("eventId", "x".repeat(322)),
            Map.of("eventId", "a\u0000"),
            Map.of("type", "unheard-of"),
            Map.of("type", 0),
            Map.of("type", TestCredentials.REMOVED),
            Map.of("source", "a b"),
            Map.of("viewerId", "x".repeat(201)),
            Map.of("subscription", "a b"),
            Map.of("subscription", "x".repeat(201)),
            Map.of("package", "\u0000"),
            Map.of("package", "x".repeat(65)),
            Map.of("occurredAt", "yesterday"),
            Map.of("occurredAt", TestCredentials.REMOVED),
            Map.of("occurredAt", "+999999999-12-31T23:59:59Z"),
            Map.of("effectiveAt", "-999999999-01-01T00:00:00Z"),
            Map.of("occurredAt", Map.of()))) {
      Response answer = event(changes);
      answer.then().statusCode(400).contentType("application/problem+json");
    }
  }

  @Test
  void badEntitlementsAreProblems() {
    for (String body :
        List.of(
            "",
            "{",
            "[]",
            "null",
            "{\"state\":\"gone\"}",
            "{\"state\":1}",
            "{\"startsAt\":\"tomorrow\"}",
            "{\"startsAt\":\"+999999999-12-31T23:59:59Z\"}",
            "{\"startsAt\":\"2030-01-02T00:00:00Z\",\"endsAt\":\"2030-01-01T00:00:00Z\"}",
            "{\"source\":\"\"}",
            "{\"source\":\"a/b\"}")) {
      put("basic", body).then().statusCode(400).contentType("application/problem+json");
    }
    for (String packageId : List.of("%00", "a%20b", "x".repeat(65), "-")) {
      admin()
          .urlEncodingEnabled(false)
          .body("{}")
          .put("/v1/viewers/" + viewer + "/entitlements/" + packageId)
          .then()
          .statusCode(400)
          .contentType("application/problem+json");
    }
  }

  @Test
  void theScopesAreNeeded() {
    problem(given().get("/v1/viewers/" + viewer + "/entitlements"), 401, "unauthenticated");
    problem(
        given()
            .auth()
            .oauth2(TestCredentials.current().assertion("revocation-1", "playgate:token"))
            .contentType(ContentType.JSON)
            .body("{}")
            .post("/v1/entitlement-events"),
        401,
        "invalid-token");
    problem(
        given()
            .auth()
            .oauth2(TestCredentials.current().assertion("edge-1", "playgate:auth"))
            .contentType(ContentType.JSON)
            .body("{}")
            .post("/v1/entitlement-events"),
        403,
        "insufficient-scope");
    problem(
        given()
            .auth()
            .oauth2(adminToken())
            .contentType(ContentType.JSON)
            .body("{}")
            .post("/v1/entitlement-events"),
        403,
        "insufficient-scope");
  }
}
