package io.playgate.token.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.toy.ToyDialect;
import io.playgate.revocationlist.RevocationScope;
import io.playgate.revocationlist.SessionData;
import io.playgate.revocationlist.SubjectDigest;
import io.playgate.support.testing.TestCredentials;
import io.playgate.token.testing.Catalog;
import io.playgate.token.testing.Player;
import io.playgate.token.testing.Revocation;
import io.playgate.token.testing.Suite;
import io.playgate.token.testing.ToyDialects;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A dialect that was handed in has profiles, keys and sessions as those of the library have. */
@QuarkusTest
@TestProfile(ToyDialectTest.WithToy.class)
@Suite
class ToyDialectTest {

  /** One dialect more. */
  public static class WithToy implements QuarkusTestProfile {
    @Override
    public Set<Class<?>> getEnabledAlternatives() {
      return Set.of(ToyDialects.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"path", "query"})
  void aSessionIsAnsweredWithAUrlThatPlays(String carrier) throws Exception {
    String asset = Catalog.newAsset(ToyDialect.ID, carrier, 300);
    Player player = Player.of("basic");

    JsonPath answer = player.start(asset).then().statusCode(201).extract().jsonPath();

    assertThat(answer.getString("token.dialect")).isEqualTo("toy");
    PlaybackGrant grant =
        assertThat(verdict(answer.getString("url"), asset))
            .asInstanceOf(type(Verdict.Allow.class))
            .actual()
            .grant();
    assertThat(grant.session()).isEqualTo(answer.getString("sessionId"));
    assertThat(grant.expiresAt())
        .isEqualTo(Instant.parse(answer.getString("expiresAt")).getEpochSecond());
    SessionData data = SessionData.decode(String.valueOf(grant.data())).orElseThrow();
    assertThat(data.viewer())
        .isEqualTo(
            new SubjectDigest(Base64.getUrlDecoder().decode(edges().getString("subjectDigestKey")))
                .of(RevocationScope.VIEWER, player.viewer()));
    assertThat(verdict(answer.getString("url").replace("/vod/" + asset, "/vod/other"), asset))
        .isInstanceOf(Verdict.Deny.class);
  }

  @Test
  void aSessionIsRefreshedAndEndsWithARevocation() {
    String asset = Catalog.newAsset(ToyDialect.ID, "query", 300);
    Player player = Player.of("basic");
    JsonPath first = player.start(asset).then().statusCode(201).extract().jsonPath();
    String sid = first.getString("sessionId");

    JsonPath second = player.refresh(sid).then().statusCode(200).extract().jsonPath();
    assertThat(second.getString("token.value")).isNotEqualTo(first.getString("token.value"));

    Revocation.hold("viewer", player.viewer());
    await()
        .untilAsserted(
            () -> player.refresh(sid).then().statusCode(403).body("code", equalTo("held")));
  }

  @Test
  void aProfileIsReadAsItWasWrittenAndItsKeysRotate() {
    String id = Catalog.newId("p");
    Catalog.putProfile(id, Catalog.profile(id, ToyDialect.ID, "query")).then().statusCode(201);

    Catalog.admin()
        .get("/v1/delivery-profiles/{id}", id)
        .then()
        .statusCode(200)
        .body("dialect", equalTo("toy"))
        .body("notBefore", equalTo(false));
    Catalog.admin()
        .post("/v1/delivery-profiles/{id}/keys", id)
        .then()
        .statusCode(201)
        .body("algorithm", equalTo("HS256"));
  }

  @Test
  void anOptionThatTheDialectDoesNotKnowIsRefusedByName() {
    String id = Catalog.newId("p");
    Map<String, Object> profile = Catalog.profile(id, ToyDialect.ID, "query");
    profile.put("options", Map.of("colour", "red"));

    Catalog.putProfile(id, profile)
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("options.colour"));
  }

  @Test
  void whoeverNamesAnUnknownDialectIsToldThatThereIsThisOne() {
    String id = Catalog.newId("p");

    Catalog.putProfile(id, Catalog.profile(id, "morse", "query"))
        .then()
        .statusCode(400)
        .body("detail", containsString("toy"));
  }

  /** Judges as an edge would: by nothing but what the edge configuration says. */
  private static Verdict verdict(String url, String asset) throws Exception {
    String id =
        Catalog.admin().get("/v1/assets/{id}", asset).then().extract().path("defaultProfile");
    String profile = "profiles.find { it.id == '" + id + "' }.";
    JsonPath edges = edges();
    SignedFormat format =
        new ToyDialect()
            .open(
                new Placement(
                    Carrier.valueOf(edges.getString(profile + "carrier").toUpperCase(Locale.ROOT)),
                    edges.getString(profile + "tokenName"),
                    edges.getString(profile + "basePath"),
                    Map.of()));
    Map<String, Object> key = edges.getMap(profile + "keys[0]");
    Jwk jwk = Jwk.parse(new ObjectMapper().writeValueAsString(key));
    return format.verify(
        new PlaybackRequest("GET", url, name -> null, "192.0.2.7"),
        new KeyRing(List.of(jwk.verificationKey())),
        Instant.now().getEpochSecond());
  }

  private static JsonPath edges() {
    return given()
        .auth()
        .oauth2(TestCredentials.current().assertion("edge-1", "playgate:token"))
        .get("/v1/edge-configuration")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }
}
