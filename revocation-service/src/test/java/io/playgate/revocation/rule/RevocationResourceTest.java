package io.playgate.revocation.rule;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.revocation.testing.Suite;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class RevocationResourceTest extends Suite {
  @ParameterizedTest
  @ValueSource(
      strings = {"token", "session", "sign-in", "viewer", "device", "asset", "package", "key"})
  void everyScopeCanBeRevoked(String scope) {
    String subject = fresh(scope);
    String id =
        operator()
            .contentType("application/json")
            .body(Map.of("scope", scope, "subject", subject, "reason", "leak"))
            .post("/v1/revocations")
            .then()
            .statusCode(201)
            .header("Location", notNullValue())
            .body("scope", equalTo(scope))
            .body("subject", equalTo(subject))
            .body("kind", equalTo("cut-off"))
            .body("source", equalTo("client:operator"))
            .body("position", notNullValue())
            .extract()
            .path("id");

    operator()
        .get("/v1/revocations/" + id)
        .then()
        .statusCode(200)
        .body("subject", equalTo(subject))
        .body("position", nullValue());
  }

  @Test
  void cutOffCoversTheMarginAndStandsForTheLongestTokenLife() {
    // When
    var rule =
        operator()
            .contentType("application/json")
            .body(Map.of("scope", "viewer", "subject", fresh("v"), "reason", "leak"))
            .post("/v1/revocations")
            .then()
            .statusCode(201)
            .extract()
            .jsonPath();

    // Then
    Instant effectiveAt = time(rule.getString("effectiveAt"));
    Instant notBefore = time(rule.getString("notBefore"));
    assertThat(notBefore).isEqualTo(effectiveAt.plusSeconds(2));
    assertThat(time(rule.getString("expiresAt"))).isEqualTo(notBefore.plus(24, ChronoUnit.HOURS));
    assertThat(effectiveAt)
        .isBetween(Instant.now().minusSeconds(10), Instant.now().plusSeconds(10));
  }

  @Test
  void holdStandsUntilLifted() {
    String viewer = fresh("v");
    String token = opaqueToken(viewer, "asset", null);
    String id = post("viewer", viewer, "hold");
    assertThat(isActive(token)).isFalse();
    operator()
        .get("/v1/revocations/" + id)
        .then()
        .body("expiresAt", nullValue())
        .body("notBefore", nullValue());

    operator().delete("/v1/revocations/" + id).then().statusCode(204);

    assertThat(isActive(token)).isTrue();
    operator()
        .delete("/v1/revocations/" + id)
        .then()
        .statusCode(404)
        .body("code", equalTo("unknown-revocation"));
    operator().get("/v1/revocations/" + id).then().statusCode(404);
  }

  @Test
  void tokenTextIsHashedAtOnce() {
    String token = opaqueToken(fresh("v"), "asset", null);

    operator()
        .contentType("application/json")
        .body(Map.of("scope", "token", "token", token, "reason", "leak"))
        .post("/v1/revocations")
        .then()
        .statusCode(201)
        .body("subject", equalTo(TokenHash.of(token)));

    assertThat(isActive(token)).isFalse();
  }

  /** A text can be changed and still hold; a rule made of it must not be about the text. */
  @Test
  void aRuleOfAJwtIsAboutWhatWasSigned() throws Exception {
    String token =
        Dialects.findSigned("jwt")
            .orElseThrow()
            .open(new Placement(Carrier.QUERY, "token", "", Map.of()))
            .sign(
                PlaybackGrant.expiringAt(2_000_000_000L).paths(List.of("/a/*")).build(),
                "https://cdn.example/a/b",
                Jwk.generateEs256("k1").signingKey())
            .value();
    String other = token.substring(0, token.lastIndexOf('.') + 1) + "A".repeat(86);
    List<String> subjects = new ArrayList<>();
    for (String text : List.of(token, other)) {
      subjects.add(
          operator()
              .contentType("application/json")
              .body(Map.of("scope", "token", "token", text, "reason", "leak"))
              .post("/v1/revocations")
              .then()
              .statusCode(201)
              .extract()
              .path("subject"));
    }

    assertThat(subjects.getFirst()).matches("[0-9a-f]{64}").isNotEqualTo(TokenHash.of(token));
    assertThat(subjects.getLast()).isEqualTo(subjects.getFirst());
  }

  @Test
  void aTextThatSaysNothingOfItsTokenIsRefused() {
    for (String text :
        List.of("never-seen", "a.b.c", "exp=1900000000~id=s~hmac=" + "0".repeat(64))) {
      operator()
          .contentType("application/json")
          .body(Map.of("scope", "token", "token", text, "reason", "leak"))
          .post("/v1/revocations")
          .then()
          .statusCode(400)
          .body("code", equalTo("invalid-subject"));
    }
  }

  @Test
  void viewerAndPackage() {
    String viewer = fresh("v");
    String basic = opaqueToken(viewer, "asset", "basic");
    String sports = opaqueToken(viewer, "asset", "sports");

    post("viewer+package", viewer + "/basic", "hold");

    assertThat(isActive(basic)).isFalse();
    assertThat(isActive(sports)).isTrue();
  }

  @Test
  void ruleOfTheFutureDoesNotHitYet() {
    String viewer = fresh("v");
    String token = opaqueToken(viewer, "asset", null);
    Instant tomorrow = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);

    operator()
        .contentType("application/json")
        .body(
            Map.of(
                "scope",
                "viewer",
                "subject",
                viewer,
                "kind",
                "hold",
                "reason",
                "contract",
                "effectiveAt",
                tomorrow.toString()))
        .post("/v1/revocations")
        .then()
        .statusCode(201)
        .body("effectiveAt", startsWith(tomorrow.toString().substring(0, 19)));

    assertThat(isActive(token)).isTrue();
  }

  @Test
  void derivedRulesAreLiftedWithTheirOrigin() {
    String origin = post("viewer", fresh("v"), "hold");
    String derived =
        operator()
            .contentType("application/json")
            .body(
                Map.of(
                    "scope",
                    "session",
                    "subject",
                    fresh("s"),
                    "reason",
                    "expanded",
                    "derivedFrom",
                    origin))
            .post("/v1/revocations")
            .then()
            .statusCode(201)
            .body("derivedFrom", equalTo(origin))
            .body("source", equalTo("derived:" + origin))
            .extract()
            .path("id");

    operator().delete("/v1/revocations/" + origin).then().statusCode(204);

    operator().get("/v1/revocations/" + derived).then().statusCode(404);
    operator()
        .contentType("application/json")
        .body(
            Map.of(
                "scope",
                "session",
                "subject",
                fresh("s"),
                "reason",
                "expanded",
                "derivedFrom",
                origin))
        .post("/v1/revocations")
        .then()
        .statusCode(409)
        .body("code", equalTo("unknown-origin"));
  }

  @Test
  void idempotencyKeyMakesRepeatingSafe() {
    String key = fresh("key");
    Map<String, String> body =
        Map.of("scope", "viewer", "subject", fresh("v"), "kind", "hold", "reason", "leak");
    String first =
        operator()
            .header("Idempotency-Key", key)
            .contentType("application/json")
            .body(body)
            .post("/v1/revocations")
            .then()
            .statusCode(201)
            .extract()
            .path("id");

    operator()
        .header("Idempotency-Key", key)
        .contentType("application/json")
        .body(body)
        .post("/v1/revocations")
        .then()
        .statusCode(201)
        .body("id", equalTo(first))
        .body("position", notNullValue());
    operator()
        .header("Idempotency-Key", key)
        .contentType("application/json")
        .body(Map.of("scope", "viewer", "subject", fresh("v"), "reason", "leak"))
        .post("/v1/revocations")
        .then()
        .statusCode(422)
        .body("code", equalTo("idempotency-key-reused"));
  }

  @Test
  void listIsPagedAndBounded() {
    // Given
    List<String> posted = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      posted.add(post("device", fresh("d"), "cut-off"));
    }

    // When
    List<String> listed = new ArrayList<>();
    String after = null;
    do {
      var page = page(after, 2);
      assertThat(page.getList("items")).hasSizeLessThanOrEqualTo(2);
      listed.addAll(page.getList("items.id"));
      after = page.getString("next");
    } while (after != null);

    // Then
    assertThat(listed).containsAll(posted).doesNotHaveDuplicates().isSorted();
    operator().get("/v1/revocations?limit=501").then().statusCode(400);
    operator().get("/v1/revocations?limit=0").then().statusCode(400);
    operator().get("/v1/revocations?limit=many").then().statusCode(not(500));
    operator().get("/v1/revocations?after=!").then().statusCode(400);
  }

  @Test
  void whoMayNotIsRefused() {
    String body = "{\"scope\":\"viewer\",\"subject\":\"v\",\"reason\":\"leak\"}";
    given()
        .contentType("application/json")
        .body(body)
        .post("/v1/revocations")
        .then()
        .statusCode(401)
        .header("WWW-Authenticate", startsWith("Bearer"));
    client("edge-1")
        .contentType("application/json")
        .body(body)
        .post("/v1/revocations")
        .then()
        .statusCode(403)
        .body("code", equalTo("insufficient-scope"));
    given()
        .auth()
        .oauth2(credentials.viewerToken("v", "l", "d", "basic"))
        .get("/v1/revocations")
        .then()
        .statusCode(401);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "400 | malformed-request | {",
        "400 |                   | [1",
        "400 |                   | []",
        "400 |                   | null",
        "400 | invalid-request   | {}",
        "400 | invalid-request   | {\"scope\":\"planet\",\"subject\":\"x\",\"reason\":\"r\"}",
        "400 | invalid-request   | {\"scope\":\"viewer\",\"subject\":\"x\",\"reason\":\"No Code\"}",
        "400 | invalid-request   | {\"scope\":\"viewer\",\"subject\":\"x\",\"reason\":\"r\",\"kind\":\"ban\"}",
        "400 | invalid-request   | {\"scope\":\"viewer\",\"subject\":\"\",\"reason\":\"r\"}",
        "400 | invalid-request   | {\"scope\":\"viewer\",\"subject\":\"x\",\"reason\":\"r\",\"derivedFrom\":\"!\"}",
        "400 | invalid-subject   | {\"scope\":\"viewer\",\"reason\":\"r\"}",
        "400 | invalid-subject   | {\"scope\":\"viewer\",\"subject\":\"a\\u0000b\",\"reason\":\"r\"}",
        "400 | invalid-subject   | {\"scope\":\"viewer+package\",\"subject\":\"x\",\"reason\":\"r\"}",
        "400 | invalid-subject   | {\"scope\":\"all\",\"subject\":\"x\",\"reason\":\"r\"}",
        "400 | invalid-subject   | {\"scope\":\"viewer\",\"token\":\"x\",\"reason\":\"r\"}",
        "400 | invalid-subject   | {\"scope\":\"token\",\"token\":\"x\",\"subject\":\"y\",\"reason\":\"r\"}",
        "400 | invalid-times     | {\"scope\":\"viewer\",\"subject\":\"x\",\"reason\":\"r\",\"expiresAt\":\"2020-01-01T00:00:00Z\"}",
        "400 | invalid-times     | {\"scope\":\"viewer\",\"subject\":\"x\",\"reason\":\"r\",\"expiresAt\":\"9999-01-01T00:00:00Z\"}",
        "400 |                   | {\"scope\":\"viewer\",\"subject\":\"x\",\"reason\":\"r\",\"expiresAt\":\"soon\"}",
        "400 |                   | {\"scope\":\"viewer\",\"subject\":\"x\",\"reason\":\"r\",\"expiresAt\":1700000000}",
        "400 |                   | {\"scope\":\"viewer\",\"subject\":7,\"reason\":\"r\"}",
        "400 |                   | {\"scope\":\"viewer\",\"scope\":\"asset\",\"subject\":\"x\",\"reason\":\"r\"}",
      })
  void badBodiesHaveClearAnswers(int status, @Nullable String code, String body) {
    var answer =
        operator()
            .contentType("application/json")
            .body(body)
            .post("/v1/revocations")
            .then()
            .statusCode(status)
            .contentType("application/problem+json");
    if (code != null) {
      answer.body("code", equalTo(code));
    }
  }

  @Test
  void badEnvelopesHaveClearAnswers() {
    operator()
        .contentType("text/plain")
        .body("scope=viewer")
        .post("/v1/revocations")
        .then()
        .statusCode(415)
        .contentType("application/problem+json");
    operator()
        .contentType("application/json")
        .body("{\"scope\":\"viewer\",\"subject\":\"" + "x".repeat(513) + "\",\"reason\":\"r\"}")
        .post("/v1/revocations")
        .then()
        .statusCode(400)
        .body("errors.field", hasItem("subject"));
    operator()
        .contentType("application/json")
        .body("{\"x\":\"" + "x".repeat(70_000) + "\"}")
        .post("/v1/revocations")
        .then()
        .statusCode(413)
        .contentType("application/problem+json");
    operator()
        .header("Idempotency-Key", "k".repeat(256))
        .contentType("application/json")
        .body("{\"scope\":\"viewer\",\"subject\":\"x\",\"reason\":\"r\"}")
        .post("/v1/revocations")
        .then()
        .statusCode(400);
    operator().get("/v1/revocations/no-such-id").then().statusCode(404);
    operator().delete("/v1/revocations/" + "x".repeat(30)).then().statusCode(404);
    operator().put("/v1/revocations").then().statusCode(405);
  }

  private io.restassured.path.json.JsonPath page(@Nullable String after, int limit) {
    var request = operator().queryParam("limit", limit);
    if (after != null) {
      request.queryParam("after", after);
    }
    return request.get("/v1/revocations").then().statusCode(200).extract().jsonPath();
  }

  private static Instant time(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }
}
