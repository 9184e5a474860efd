package io.playgate.revocation.rule;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.playgate.revocation.testing.Suite;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules under ids of the caller's choice, for callers that repeat until they are sure. */
@QuarkusTest
class PutRevocationTest extends Suite {

  private final String id = UUID.randomUUID().toString();
  private final String viewer = fresh("v");

  private ValidatableResponse put(Map<String, String> changes) {
    Map<String, String> body = new HashMap<>();
    body.put("scope", "viewer");
    body.put("subject", viewer);
    body.put("kind", "hold");
    body.put("reason", "test");
    body.putAll(changes);
    return operator()
        .contentType("application/json")
        .body(body)
        .put("/v1/revocations/" + id)
        .then();
  }

  @Test
  void theRuleStandsUnderTheIdThatWasChosen() {
    String token = opaqueToken(viewer, "asset", null);
    put(Map.of()).statusCode(201).body("id", equalTo(id)).body("expiresAt", nullValue());
    assertThat(isActive(token)).isFalse();
    operator().get("/v1/revocations/" + id).then().statusCode(200).body("kind", equalTo("hold"));
  }

  @Test
  void repeatingItIsHarmlessAndLeavesOneRule() {
    String token = opaqueToken(viewer, "asset", null);
    put(Map.of()).statusCode(201);
    for (int i = 0; i < 5; i++) {
      put(Map.of()).statusCode(200).body("id", equalTo(id));
    }
    operator().delete("/v1/revocations/" + id).then().statusCode(204);
    assertThat(isActive(token)).isTrue();
  }

  @Test
  void aRepetitionMayGiveTheRuleAnEnd() {
    put(Map.of()).statusCode(201);
    Instant end = Instant.now().plusSeconds(600).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    String expiresAt =
        put(Map.of("expiresAt", end.toString())).statusCode(200).extract().path("expiresAt");
    assertThat(OffsetDateTime.parse(expiresAt).toInstant()).isEqualTo(end);
  }

  @Test
  void aRepetitionThatComesAfterTheLiftingBringsNothingBack() {
    String token = opaqueToken(viewer, "asset", null);
    put(Map.of()).statusCode(201);
    operator().delete("/v1/revocations/" + id).then().statusCode(204);
    put(Map.of()).statusCode(409).body("code", equalTo("revocation-lifted"));
    assertThat(isActive(token)).isTrue();
  }

  @Test
  void aRuleOfAnotherSourceIsLeftAlone() {
    put(Map.of()).statusCode(201);
    client("token-1")
        .contentType("application/json")
        .body(Map.of("scope", "viewer", "subject", fresh("v"), "reason", "test"))
        .put("/v1/revocations/" + id)
        .then()
        .statusCode(409)
        .body("code", equalTo("revocation-id-taken"));
    operator()
        .get("/v1/revocations/" + id)
        .then()
        .statusCode(200)
        .body("subject", equalTo(viewer))
        .body("source", equalTo("client:operator"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"short", "has.a.dot.and.is.long.enough", "%00aaaaaaaaaaaaaaaaaaaaaaaaa"})
  void anIdOfAnotherFormIsRefused(String bad) {
    operator()
        .urlEncodingEnabled(false)
        .contentType("application/json")
        .body(Map.of("scope", "viewer", "subject", viewer, "reason", "test"))
        .put("/v1/revocations/" + bad)
        .then()
        .statusCode(400)
        .contentType("application/problem+json");
  }

  @Test
  void whoMayNotPostMayNotPut() {
    given()
        .contentType("application/json")
        .body("{\"scope\":\"viewer\",\"subject\":\"v\",\"reason\":\"leak\"}")
        .put("/v1/revocations/" + id)
        .then()
        .statusCode(401);
    client("edge-1")
        .contentType("application/json")
        .body("{\"scope\":\"viewer\",\"subject\":\"v\",\"reason\":\"leak\"}")
        .put("/v1/revocations/" + id)
        .then()
        .statusCode(403);
  }

  @Test
  void aDerivedRuleIsNotPut() {
    put(Map.of("derivedFrom", UUID.randomUUID().toString()))
        .statusCode(400)
        .body("code", equalTo("invalid-request"));
  }
}
