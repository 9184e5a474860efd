package io.playgate.token.profile;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.support.testing.TestCredentials;
import io.playgate.token.testing.Catalog;
import io.playgate.token.testing.Player;
import io.playgate.token.testing.Suite;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The salt of EdgeAuth is a secret: it is written, used, and never answered. */
@QuarkusTest
@Suite
class SecretOptionsTest {
  private static final String SALT = "pepper-and-salt-0123456789";

  @Inject EntityManager entities;
  @Inject DeliveryProfiles profiles;

  @Test
  void aSaltIsNeverAnsweredAndSaysThatItIsSet() {
    String id = Catalog.newId("p");

    String written = Catalog.putProfile(id, salted(id)).then().statusCode(201).extract().asString();
    String read = read(id).prettify();
    String listed =
        Catalog.admin().queryParam("limit", 500).get("/v1/delivery-profiles").asString();

    assertThat(List.of(written, read, listed)).noneMatch(text -> text.contains(SALT));
    assertThat(read(id).getList("secretOptions")).isEqualTo(List.of("salt"));
    assertThat(read(id).getMap("options")).isEqualTo(Map.of("algorithm", "sha256"));
    assertThat(stored(id)).doesNotContain(SALT);
  }

  @Test
  void whatWasReadIsWrittenAgainAndTheTokensStayTheSame() throws Exception {
    String id = Catalog.newId("p");
    Catalog.putProfile(id, salted(id)).then().statusCode(201);
    String asset = Catalog.newId("a");
    Catalog.putAsset(asset, Catalog.asset(asset, id)).then().statusCode(201);

    Catalog.putProfile(id, read(id).getMap("$")).then().statusCode(200);
    assertThat(verdict(id, asset, SALT)).isInstanceOf(Verdict.Allow.class);

    Map<String, Object> unnamed = salted(id);
    unnamed.put("options", Map.of("algorithm", "sha256"));
    Catalog.putProfile(id, unnamed).then().statusCode(200);
    assertThat(verdict(id, asset, SALT)).isInstanceOf(Verdict.Allow.class);

    Map<String, Object> other = salted(id);
    other.put("options", Map.of("salt", "another"));
    Catalog.putProfile(id, other).then().statusCode(200);
    assertThat(verdict(id, asset, SALT)).isInstanceOf(Verdict.Deny.class);
    assertThat(verdict(id, asset, "another")).isInstanceOf(Verdict.Allow.class);

    unnamed.put("secretOptions", List.of());
    Catalog.putProfile(id, unnamed)
        .then()
        .statusCode(200)
        .body("secretOptions", equalTo(List.of()));
    assertThat(verdict(id, asset, null)).isInstanceOf(Verdict.Allow.class);
  }

  @Test
  void aSecretThatIsNotThereCannotBeKept() {
    String id = Catalog.newId("p");
    Map<String, Object> profile = Catalog.profile(id, "edgeauth", "path");
    profile.put("secretOptions", List.of("salt"));

    Catalog.putProfile(id, profile)
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid-request"))
        .body("errors[0].field", equalTo("secretOptions"));
  }

  @Test
  void anEdgeIsGivenTheSaltOfItsProfilesWithTheirKeysAndNoOther() {
    String mine = Catalog.newId("p");
    String others = Catalog.newId("p");
    Catalog.putProfile(mine, salted(mine)).then().statusCode(201);
    Map<String, Object> other = salted(others);
    other.put("options", Map.of("salt", "of-the-others"));
    Catalog.putProfile(others, other).then().statusCode(201);
    String edge = Catalog.newId("edge");
    TestCredentials.current().register(edge, Set.of("keys.read"), Set.of(mine));
    org.awaitility.Awaitility.await().until(() -> configuration(edge).contains(mine));

    assertThat(configuration(edge)).contains(SALT).doesNotContain("of-the-others");
  }

  @Test
  void aSaltThatAFormerReleaseStoredInClearIsSealedAtStart() throws Exception {
    String id = Catalog.newId("p");
    Catalog.putProfile(id, Catalog.profile(id, "edgeauth", "path")).then().statusCode(201);
    String asset = Catalog.newId("a");
    Catalog.putAsset(asset, Catalog.asset(asset, id)).then().statusCode(201);
    QuarkusTransaction.requiringNew()
        .run(() ->
            entities
                .createNativeQuery(
                    "update delivery_profile set options = cast(?1 as jsonb), hosts = null where id = ?2")
                .setParameter(1, "{\"salt\":\"" + SALT + "\"}")
                .setParameter(2, id)
                .executeUpdate());

    profiles.sealOptions(new StartupEvent());
    // As any write does: the catalogue is read again.
    Catalog.newAsset("edgeauth", "path", 300);

    assertThat(stored(id)).doesNotContain(SALT);
    assertThat(read(id).getList("secretOptions")).isEqualTo(List.of("salt"));
    assertThat(read(id).getList("hosts")).isEqualTo(List.of("edge.test:8084"));
    assertThat(verdict(id, asset, SALT)).isInstanceOf(Verdict.Allow.class);
  }

  private static Map<String, Object> salted(String id) {
    Map<String, Object> profile = Catalog.profile(id, "edgeauth", "path");
    profile.put("options", Map.of("salt", SALT, "algorithm", "sha256"));
    return profile;
  }

  private static JsonPath read(String id) {
    return Catalog.admin()
        .get("/v1/delivery-profiles/{id}", id)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static String configuration(String edge) {
    return given()
        .auth()
        .oauth2(TestCredentials.current().assertion(edge, "playgate:token"))
        .get("/v1/edge-configuration")
        .asString();
  }

  private String stored(String id) {
    return QuarkusTransaction.requiringNew()
        .call(() ->
            String.valueOf(
                entities
                    .createNativeQuery(
                        "select cast(to_jsonb(p) as text) from delivery_profile p where id = ?1",
                        String.class)
                    .setParameter(1, id)
                    .getSingleResult()));
  }

  private static Verdict verdict(
      String id, String asset, @org.jspecify.annotations.Nullable String salt) throws Exception {
    JsonPath profile = JsonPath.from(configuration("edge-1"));
    Map<String, Object> key =
        profile.getMap(
            "profiles.find { it.id == '" + id + "' }.keys.find { it.state == 'active' }");
    Map<String, Object> bare = new HashMap<>(key);
    bare.remove("state");
    String jwk = new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(bare);
    String url = Player.of("basic").start(asset).then().statusCode(201).extract().path("url");
    URI uri = URI.create(url);
    Placement placement =
        new Placement(
            Carrier.PATH, "hdnts", "/media/" + id, salt == null ? Map.of() : Map.of("salt", salt));
    return Dialects.findSigned("edgeauth")
        .orElseThrow()
        .open(placement)
        .verify(
            new PlaybackRequest("GET", uri.getRawPath(), name -> null, "127.0.0.1"),
            new KeyRing(List.of(Jwk.parse(jwk).verificationKey())),
            System.currentTimeMillis() / 1000);
  }
}
