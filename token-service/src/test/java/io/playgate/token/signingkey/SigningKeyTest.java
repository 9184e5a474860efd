package io.playgate.token.signingkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.playgate.token.testing.Catalog;
import io.playgate.token.testing.Player;
import io.playgate.token.testing.Suite;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The life of signing keys, from next to retired. */
@QuarkusTest
@Suite
@TestProfile(SigningKeyTest.ShortTimes.class)
class SigningKeyTest {
  /** Keys that are rotated within seconds. */
  public static class ShortTimes implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "playgate.signing-key.distribution-time", "PT3S",
          "playgate.signing-key.retirement-margin", "PT1S",
          "playgate.catalogue.check-interval", "PT0.2S");
    }
  }

  @Inject DataSource database;
  @Inject SigningKeys keys;
  @Inject EntityManager entities;

  @Test
  void aKeyPassesThroughItsStages() {
    String profile = newProfile("jwt", 2);
    String first = only(profile, "active");

    String next =
        Catalog.admin()
            .post("/v1/delivery-profiles/{id}/keys", profile)
            .then()
            .statusCode(201)
            .body("state", equalTo("next"))
            .extract()
            .path("kid");
    Catalog.admin()
        .post("/v1/delivery-profiles/{id}/keys", profile)
        .then()
        .statusCode(409)
        .body("code", equalTo("next-key-exists"));
    activate(profile, next, false)
        .then()
        .statusCode(200)
        .body("state", equalTo("next"))
        .body("activateAt", notNullValue());
    assertThat(only(profile, "active")).isEqualTo(first);

    await().until(() -> only(profile, "active").equals(next));
    assertThat(stateOf(profile, first)).isIn("retiring", "retired");
    await().until(() -> stateOf(profile, first).equals("retired"));
    activate(profile, first, true).then().statusCode(409).body("code", equalTo("key-not-next"));
    activate(profile, next, true).then().statusCode(200).body("state", equalTo("active"));
    activate(profile, "no-such-key", true)
        .then()
        .statusCode(404)
        .body("code", equalTo("unknown-key"));
  }

  @Test
  void activatedAtOnceItSignsTheNextToken() {
    String profile = newProfile("jwt", 300);
    String asset = Catalog.newId("a");
    Catalog.putAsset(asset, Catalog.asset(asset, profile)).then().statusCode(201);
    Player player = Player.of("basic");
    JsonPath before = player.start(asset).then().statusCode(201).extract().jsonPath();
    String next = Catalog.admin().post("/v1/delivery-profiles/{id}/keys", profile).path("kid");

    activate(profile, next, true).then().statusCode(200).body("state", equalTo("active"));

    JsonPath after =
        player.refresh(before.getString("sessionId")).then().statusCode(200).extract().jsonPath();
    assertThat(header(before)).contains(only(profile, "retiring"));
    assertThat(header(after)).contains(next);
  }

  @Test
  void keysStandSealedInTheDatabaseAndCannotBeMoved() throws Exception {
    newProfile("jwt", 300);
    newProfile("edgeauth", 300);

    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      int seen = 0;
      try (ResultSet rows =
          statement.executeQuery("select sealed from signing_key where sealed is not null")) {
        while (rows.next()) {
          seen++;
          assertThat(new String(rows.getBytes(1), StandardCharsets.ISO_8859_1))
              .doesNotContain("kty")
              .doesNotContain("\"k\"")
              .doesNotContain("\"d\"");
        }
      }
      assertThat(seen).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void twoReplicasMakeOneKey() throws Exception {
    String id = Catalog.newId("p");
    Map<String, Object> body = Catalog.profile(id, "jwt", "path");
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Integer>> running = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        running.add(threads.submit(() -> Catalog.putProfile(id, body).statusCode()));
      }
      List<Integer> codes = new ArrayList<>();
      for (Future<Integer> code : running) {
        codes.add(code.get());
      }
      assertThat(codes).containsOnly(200, 201).containsOnlyOnce(201);
    }

    assertThat(list(id)).hasSize(1);
  }

  @Test
  void advancingTwiceChangesNothingTwice() {
    String profile = newProfile("jwt", 300);
    String next = Catalog.admin().post("/v1/delivery-profiles/{id}/keys", profile).path("kid");
    activate(profile, next, true).then().statusCode(200);
    Set<Boolean> outcomes = new HashSet<>();

    for (int i = 0; i < 3; i++) {
      outcomes.add(keys.advance());
    }

    assertThat(stateOf(profile, next)).isEqualTo("active");
    assertThat(outcomes).contains(false);
  }

  @Test
  void opaqueProfilesHaveKeysThatMarkTheirTokens() {
    String profile = newProfile("opaque", 300);

    assertThat(list(profile)).hasSize(1);
    Catalog.admin().post("/v1/delivery-profiles/{id}/keys", profile).then().statusCode(201);
  }

  @Test
  void aProfileWithoutAKeyGetsOneAtTheStart() {
    // Given an opaque profile as the version before left it
    String profile = newProfile("opaque", 300);
    QuarkusTransaction.requiringNew()
        .run(() ->
            entities
                .createNativeQuery("delete from signing_key where profile_id = ?1")
                .setParameter(1, profile)
                .executeUpdate());
    assertThat(list(profile)).isEmpty();
    // When replicas start, then it has one, and no more however many start
    keys.completeRings();
    keys.completeRings();
    assertThat(list(profile)).hasSize(1);
  }

  @Test
  void aProfileThatIsNotKnownHasNoKeys() {
    Catalog.admin()
        .post("/v1/delivery-profiles/no-such-profile/keys")
        .then()
        .statusCode(404)
        .body("code", equalTo("unknown-profile"));
  }

  private static String newProfile(String dialect, int lifetimeSeconds) {
    String id = Catalog.newId("p");
    Map<String, Object> profile = Catalog.profile(id, dialect, "path");
    profile.put("lifetimeSeconds", lifetimeSeconds);
    Catalog.putProfile(id, profile).then().statusCode(201);
    return id;
  }

  private static io.restassured.response.Response activate(
      String profile, String kid, boolean now) {
    return Catalog.admin()
        .queryParam("now", now)
        .post("/v1/delivery-profiles/{id}/keys/{kid}/activate", profile, kid);
  }

  private static List<Map<String, Object>> list(String profile) {
    return Catalog.admin()
        .get("/v1/delivery-profiles/{id}/keys", profile)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .getList("$");
  }

  private static String only(String profile, String state) {
    List<String> kids =
        list(profile).stream()
            .filter(key -> state.equals(key.get("state")))
            .map(key -> String.valueOf(key.get("kid")))
            .toList();
    assertThat(kids).hasSize(1);
    return kids.getFirst();
  }

  private static String stateOf(String profile, String kid) {
    return list(profile).stream()
        .filter(key -> kid.equals(key.get("kid")))
        .map(key -> String.valueOf(key.get("state")))
        .findFirst()
        .orElse("");
  }

  private static String header(JsonPath answer) {
    return new String(
        Base64.getUrlDecoder().decode(answer.getString("token.value").split("\\.", -1)[0]),
        StandardCharsets.UTF_8);
  }
}
