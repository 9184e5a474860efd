package io.playgate.token.session;

import static io.playgate.token.testing.Player.entitlement;
import static io.playgate.token.testing.Player.newEntitlementId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.playgate.revocationlist.RevocationScope;
import io.playgate.revocationlist.SessionData;
import io.playgate.revocationlist.SubjectDigest;
import io.playgate.support.testing.TestCredentials;
import io.playgate.token.testing.Catalog;
import io.playgate.token.testing.Player;
import io.playgate.token.testing.Revocation;
import io.playgate.token.testing.Suite;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an entitlement's end does, which entitlement grants, and what tokens say of it. */
@QuarkusTest
@Suite
class EntitledPlaybackTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Inject RedisDataSource redis;

  @ParameterizedTest
  @ValueSource(strings = {"jwt", "edgeauth", "opaque"})
  void noTokenOutlivesTheEntitlementThatGrantsIt(String dialect) {
    String asset = Catalog.newAsset(dialect, "path", 300);
    long until = Instant.now().getEpochSecond() + 60;
    Player player = Player.of().withEntitlements(entitlement(newEntitlementId(), "basic", until));

    JsonPath first = player.start(asset).then().statusCode(201).extract().jsonPath();
    JsonPath next =
        player.refresh(first.getString("sessionId")).then().statusCode(200).extract().jsonPath();

    for (JsonPath answer : List.of(first, next)) {
      assertThat(Instant.parse(answer.getString("expiresAt")).getEpochSecond()).isEqualTo(until);
      // The overlap is a part of this token's life, not of an ordinary one's.
      assertThat(Instant.parse(answer.getString("refreshAt")).getEpochSecond())
          .isBetween(until - 32, until - 28);
    }
    if (dialect.equals("opaque")) {
      assertThat(Revocation.registrations(first.getString("sessionId")))
          .hasSize(2)
          .allSatisfy(token ->
              assertThat(Long.parseLong(String.valueOf(token.get("exp")))).isEqualTo(until));
    } else if (dialect.equals("jwt")) {
      assertThat(claims(first.getString("token.value")).path("exp").asLong()).isEqualTo(until);
    } else {
      assertThat(first.getString("token.value")).contains("exp=" + until + "~");
    }
  }

  @Test
  void anEndedEntitlementStartsAndRefreshesNothing() {
    String asset = Catalog.newAsset("jwt", "path", 300);
    String other = Catalog.newAsset("jwt", "path", 300);
    long until = Instant.now().getEpochSecond() + 3;
    Player player = Player.of().withEntitlements(entitlement(newEntitlementId(), "basic", until));
    String token = player.token();
    String sid = player.start(asset).then().statusCode(201).extract().path("sessionId");

    await()
        .untilAsserted(() ->
            Player.refreshWith(sid, token)
                .then()
                .statusCode(403)
                .body("code", equalTo("not-entitled")));
    Player.startWith(other, token).then().statusCode(403).body("code", equalTo("not-entitled"));
    Player.startWith(asset, token).then().statusCode(403).body("code", equalTo("not-entitled"));
  }

  @Test
  void theSlotExpiresSoonAfterTheEntitlementThatGrantsTheSession() {
    String asset = Catalog.newAsset("jwt", "path", 3000);
    long until = Instant.now().getEpochSecond() + 100;
    Player player = Player.of().withEntitlements(entitlement(newEntitlementId(), "basic", until));
    String sid = player.start(asset).then().statusCode(201).extract().path("sessionId");
    assertThat(slotMillis(sid) / 1000).isBetween(until, until + 60);

    player.refresh(sid).then().statusCode(200);

    assertThat(slotMillis(sid) / 1000).isBetween(until, until + 60);
  }

  @ParameterizedTest
  @CsvSource({"basic", "premium"})
  void anotherEffectiveEntitlementToAPackageOfTheAssetTakesOverAtRefresh(String other)
      throws Exception {
    String asset = assetOf("basic", "premium");
    String first = newEntitlementId();
    String second = newEntitlementId();
    Player player =
        Player.of()
            .withEntitlements(entitlement(first, "basic", Instant.now().getEpochSecond() + 60));
    JsonPath started = player.start(asset).then().statusCode(201).extract().jsonPath();
    String sid = started.getString("sessionId");
    assertThat(claims(started.getString("token.value")).path("ent").asText())
        .isEqualTo(digest().of(RevocationScope.ENTITLEMENT, first));

    Player both =
        player.withEntitlements(
            entitlement(first, "basic", Instant.now().getEpochSecond() + 60),
            entitlement(second, other, null));
    JsonPath next = both.refresh(sid).then().statusCode(200).extract().jsonPath();

    JsonNode claims = claims(next.getString("token.value"));
    assertThat(claims.path("pkg").asText()).isEqualTo(other);
    assertThat(claims.path("ent").asText())
        .isEqualTo(digest().of(RevocationScope.ENTITLEMENT, second));
    assertThat(claims.path("exp").asLong() - Instant.now().getEpochSecond()).isGreaterThan(290);
    // What is asked for again is of the right that grants now.
    JsonPath again = both.start(asset).then().statusCode(200).extract().jsonPath();
    assertThat(again.getString("sessionId")).isEqualTo(sid);
    assertThat(claims(again.getString("token.value")).path("ent").asText())
        .isEqualTo(digest().of(RevocationScope.ENTITLEMENT, second));
    assertThat(session(sid).path("entitlement").asText()).isEqualTo(second);
    assertThat(session(sid).path("login").asText()).isEqualTo(player.login());
  }

  @Test
  void ofEqualRightsTheOneThatGrantedGoesOnGranting() throws Exception {
    String asset = Catalog.newAsset("jwt", "path", 300);
    Player one =
        Player.of().withEntitlements(entitlement("ent_zzzzzzzzzzzzzzzzzzzz", "basic", null));
    String sid = one.start(asset).then().statusCode(201).extract().path("sessionId");
    Player two =
        one.withEntitlements(
            entitlement("ent_aaaaaaaaaaaaaaaaaaaa", "basic", null),
            entitlement("ent_zzzzzzzzzzzzzzzzzzzz", "basic", null));

    String token = two.refresh(sid).then().statusCode(200).extract().path("token.value");

    assertThat(claims(token).path("ent").asText())
        .isEqualTo(digest().of(RevocationScope.ENTITLEMENT, "ent_zzzzzzzzzzzzzzzzzzzz"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hold", "cut-off"})
  void aRuleOnTheEntitlementHitsAtStartAndRefreshAndAnotherTakesOver(String kind) {
    String asset = Catalog.newAsset("jwt", "path", 300);
    String revoked = newEntitlementId();
    Player player = Player.of().withEntitlements(entitlement(revoked, "basic", null));
    String token = player.token();
    String sid = player.start(asset).then().statusCode(201).extract().path("sessionId");

    if (kind.equals("hold")) {
      Revocation.hold("entitlement", revoked);
    } else {
      Revocation.cutOff("entitlement", revoked, System.currentTimeMillis() + 60_000);
    }

    String code = kind.equals("hold") ? "held" : "revoked";
    await()
        .untilAsserted(() ->
            Player.refreshWith(sid, token).then().statusCode(403).body("code", equalTo(code)));
    Player.startWith(asset, token).then().statusCode(403).body("code", equalTo(code));
    Player both =
        player.withEntitlements(
            entitlement(revoked, "basic", null), entitlement(newEntitlementId(), "basic", null));
    both.refresh(sid).then().statusCode(200);
  }

  @Test
  void everyDialectSaysWhichEntitlementGrants() throws Exception {
    String id = newEntitlementId();
    Player player = Player.of().withEntitlements(entitlement(id, "basic", null));
    String expected = digest().of(RevocationScope.ENTITLEMENT, id);

    String jwt = start(player, "jwt").getString("token.value");
    String edgeauth = start(player, "edgeauth").getString("token.value");
    String opaque = start(player, "opaque").getString("sessionId");

    assertThat(claims(jwt).path("ent").asText()).isEqualTo(expected);
    assertThat(claims(jwt).toString()).doesNotContain(id);
    Matcher data = Pattern.compile("data=([A-Za-z0-9_-]+)").matcher(edgeauth);
    assertThat(data.find()).isTrue();
    assertThat(SessionData.decode(data.group(1)).orElseThrow().entitlement()).isEqualTo(expected);
    assertThat(Revocation.registrations(opaque))
        .singleElement()
        .satisfies(token -> assertThat(token).containsEntry("entitlement", id));
  }

  @Test
  void aViewerTokenWithoutEntitlementsFallsBackToItsPackages() throws Exception {
    String asset = Catalog.newAsset("jwt", "path", 300);

    JsonPath answer = Player.of("basic").start(asset).then().statusCode(201).extract().jsonPath();

    assertThat(claims(answer.getString("token.value")).has("ent")).isFalse();
    assertThat(claims(answer.getString("token.value")).path("pkg").asText()).isEqualTo("basic");
  }

  @Test
  void aPackageWhoseEntitlementsHaveEndedGrantsNothingAndOneWithoutEntitlementsDoes() {
    String asset = Catalog.newAsset("jwt", "path", 300);
    Player player = Player.of("basic");
    long past = Instant.now().getEpochSecond() - 1;
    Map<String, Object> ended =
        Map.of(
            "entitlements",
            List.of(Map.of("id", newEntitlementId(), "package", "basic", "until", past)));
    Map<String, Object> others =
        Map.of("entitlements", List.of(Map.of("id", newEntitlementId(), "package", "sports")));

    new Player(player.viewer(), player.login(), player.device(), List.of("basic"), ended)
        .start(asset)
        .then()
        .statusCode(403)
        .body("code", equalTo("not-entitled"));
    // As auth-service says it of a package that ends later than any token made from this one.
    new Player(player.viewer(), player.login(), player.device(), List.of("basic"), others)
        .start(asset)
        .then()
        .statusCode(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"basic\"",
        "{\"id\":\"ent_0123456789abcdef\",\"package\":\"basic\"}",
        "[\"basic\"]",
        "[{\"package\":\"basic\"}]",
        "[{\"id\":\"ent_0123456789abcdef\"}]",
        "[{\"id\":\"short\",\"package\":\"basic\"}]",
        "[{\"id\":\"ent_0123456789abcdef\",\"package\":\"basic\",\"until\":\"never\"}]",
        "[null]"
      })
  void malformedEntitlementsAreRefusedAndNeverTakenForPackages(String claim) throws Exception {
    String asset = Catalog.newAsset("jwt", "path", 300);
    String token =
        TestCredentials.current()
            .viewerToken(
                "viewer-1",
                "login-1",
                "device-1",
                Map.of("entitlements", JSON.readValue(claim, Object.class)),
                "basic");

    Response answer = Player.startWith(asset, token);

    answer.then().statusCode(401);
  }

  private static JsonPath start(Player player, String dialect) {
    return player
        .start(Catalog.newAsset(dialect, "path", 300))
        .then()
        .statusCode(201)
        .extract()
        .jsonPath();
  }

  private static String assetOf(String... packages) {
    String profile = Catalog.newId("p");
    Catalog.putProfile(profile, Catalog.profile(profile, "jwt", "path")).then().statusCode(201);
    String asset = Catalog.newId("a");
    Map<String, Object> body = Catalog.asset(asset, profile);
    body.put("packages", List.of(packages));
    Catalog.putAsset(asset, body).then().statusCode(201);
    return asset;
  }

  private static JsonNode claims(String jwt) {
    try {
      return JSON.readTree(Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[1]));
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private JsonNode session(String sid) throws Exception {
    for (String key : Set.copyOf(redis.key().keys("playgate:session:*:records"))) {
      String record = redis.hash(String.class).hget(key, "s:" + sid);
      if (record != null) {
        return JSON.readTree(record);
      }
    }
    throw new AssertionError("no record of the session");
  }

  private long slotMillis(String sid) {
    for (String key : Set.copyOf(redis.key().keys("playgate:session:*:slots"))) {
      OptionalDouble score = redis.sortedSet(String.class).zscore(key, sid);
      if (score.isPresent()) {
        return (long) score.getAsDouble();
      }
    }
    throw new AssertionError("no slot of the session");
  }

  private static SubjectDigest digest() {
    String key =
        RestAssured.given()
            .auth()
            .oauth2(TestCredentials.current().assertion("edge-1", "playgate:token"))
            .get("/v1/edge-configuration")
            .then()
            .statusCode(200)
            .extract()
            .path("subjectDigestKey");
    return new SubjectDigest(Base64.getUrlDecoder().decode(key));
  }
}
