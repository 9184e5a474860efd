package io.playgate.token.asset;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.playgate.support.testing.TestCredentials;
import io.playgate.token.testing.Catalog;
import io.playgate.token.testing.Player;
import io.playgate.token.testing.Suite;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The API by which administrators keep assets. */
@QuarkusTest
@Suite
class AssetTest {
  private String profile = "";

  @BeforeEach
  void aProfile() {
    profile = Catalog.newId("p");
    Catalog.putProfile(profile, Catalog.profile(profile, "jwt", "path")).then().statusCode(201);
  }

  @Test
  void whatWasWrittenIsRead() {
    String id = Catalog.newId("a");

    JsonPath written =
        Catalog.putAsset(id, Catalog.asset(id, profile))
            .then()
            .statusCode(201)
            .body("id", equalTo(id))
            .body("path", equalTo("/vod/" + id + "/"))
            .body("defaultFormat", equalTo("hls"))
            .body("packages", equalTo(List.of("basic")))
            .body("profiles", equalTo(List.of(profile)))
            .extract()
            .jsonPath();

    JsonPath read =
        Catalog.admin().get("/v1/assets/{id}", id).then().statusCode(200).extract().jsonPath();
    assertThat(read.<Map<String, Object>>get("$")).isEqualTo(written.get("$"));
    // What was read can be written again.
    Catalog.putAsset(id, read.getMap("$")).then().statusCode(200);
  }

  @Test
  void aChangeIsSeenByTheNextPlayer() {
    String id = Catalog.newId("a");
    Catalog.putAsset(id, Catalog.asset(id, profile)).then().statusCode(201);
    Player.of("basic").start(id).then().statusCode(201);
    Map<String, Object> changed = Catalog.asset(id, profile);
    changed.put("packages", List.of("premium"));

    Catalog.putAsset(id, changed).then().statusCode(200);

    Player.of("basic").start(id).then().statusCode(403).body("code", equalTo("not-entitled"));
    Player.of("premium").start(id).then().statusCode(201);
    Catalog.admin().delete("/v1/assets/{id}", id).then().statusCode(204);
    Player.of("premium").start(id).then().statusCode(404).body("code", equalTo("unknown-asset"));
    Catalog.admin().get("/v1/assets/{id}", id).then().statusCode(404);
    Catalog.admin().delete("/v1/assets/{id}", id).then().statusCode(404);
    Catalog.putAsset(id, changed).then().statusCode(201);
    Player.of("premium").start(id).then().statusCode(201);
  }

  @Test
  void pagesFollowEachOther() {
    String prefix = Catalog.newId("page");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(prefix + "-" + i);
      Catalog.putAsset(ids.get(i), Catalog.asset(ids.get(i), profile)).then().statusCode(201);
    }

    List<String> seen = new ArrayList<>();
    String after = prefix;
    while (after != null) {
      JsonPath page =
          Catalog.admin()
              .queryParam("after", after)
              .queryParam("limit", 2)
              .get("/v1/assets")
              .then()
              .statusCode(200)
              .extract()
              .jsonPath();
      assertThat(page.getList("items")).hasSizeLessThanOrEqualTo(2);
      seen.addAll(page.getList("items.id"));
      after = page.getString("next");
      if (seen.size() >= 5) {
        break;
      }
    }

    assertThat(seen).startsWith(ids.toArray(String[]::new));
    for (String limit : List.of("0", "501", "-1", "x")) {
      int status =
          Catalog.admin()
              .queryParam("limit", limit)
              .get("/v1/assets")
              .then()
              .extract()
              .statusCode();
      assertThat(status).isIn(400, 404);
    }
  }

  @Test
  void assetsThatWouldOpenEachOtherAreRefused() {
    String id = Catalog.newId("a");
    Map<String, Object> series = Catalog.asset(id, profile);
    series.put("path", "/series/" + id + "/one/");
    Catalog.putAsset(id, series).then().statusCode(201);

    for (String path :
        List.of(
            "/series/" + id + "/one/", "/series/" + id + "/", "/series/" + id + "/one/episode/")) {
      Map<String, Object> other = Catalog.asset("b" + id, profile);
      other.put("path", path);
      Catalog.putAsset("b" + id, other)
          .then()
          .statusCode(409)
          .body("code", equalTo("path-conflict"));
    }
    for (String path : List.of("/series/" + id + "/on/", "/series/" + id + "/one-more/")) {
      Map<String, Object> other = Catalog.asset("b" + id, profile);
      other.put("path", path);
      Catalog.putAsset("b" + id, other).then().statusCode(org.hamcrest.Matchers.oneOf(200, 201));
    }
    // Another CDN property may have the same path.
    String elsewhere = Catalog.newId("p");
    Catalog.putProfile(elsewhere, Catalog.profile(elsewhere, "jwt", "path"));
    Map<String, Object> other = Catalog.asset("c" + id, elsewhere);
    other.put("path", "/series/" + id + "/one/");
    Catalog.putAsset("c" + id, other).then().statusCode(201);
  }

  static Stream<Arguments> badAssets() {
    return Stream.of(
        Arguments.of("path", "vod/clock/"),
        Arguments.of("path", "/vod/clock"),
        Arguments.of("path", "/"),
        Arguments.of("path", "/vod//clock/"),
        Arguments.of("path", "/vod/../clock/"),
        Arguments.of("path", "/vod/./clock/"),
        Arguments.of("path", "/vod/%2e%2e/"),
        Arguments.of("path", "/vod/*/"),
        Arguments.of("path", "/vod/a~b/"),
        Arguments.of("path", "/vod/a!b/"),
        Arguments.of("path", "/" + "x".repeat(600) + "/"),
        Arguments.of("entries", Map.of()),
        Arguments.of("entries", Map.of("hls", "/master.m3u8")),
        Arguments.of("entries", Map.of("hls", "../master.m3u8")),
        Arguments.of("entries", Map.of("hls", "a/../master.m3u8")),
        Arguments.of("entries", Map.of("hls", "a?b")),
        Arguments.of("entries", Map.of("HLS", "master.m3u8")),
        Arguments.of("defaultFormat", "dvd"),
        Arguments.of("packages", List.of("a b")),
        Arguments.of("packages", List.of("a/b")),
        Arguments.of("packages", "basic"),
        Arguments.of("defaultProfile", "no-such-profile"),
        Arguments.of("defaultProfile", "x".repeat(65)),
        Arguments.of("profiles", List.of("no-such-profile")),
        Arguments.of("id", "another-id"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("badAssets")
  void aFieldThatBreaksARuleIsNamed(String field, Object value) {
    String id = Catalog.newId("a");
    Map<String, Object> asset = Catalog.asset(id, profile);
    asset.put(field, value);

    Catalog.putAsset(id, asset)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("code", equalTo("invalid-request"));
    Catalog.admin().get("/v1/assets/{id}", id).then().statusCode(404);
  }

  @Test
  void missingFieldsAreNamed() {
    Catalog.putAsset("a", new HashMap<>())
        .then()
        .statusCode(400)
        .body("errors.field", hasItem("path"))
        .body("errors.field", hasItem("entries"))
        .body("errors.field", hasItem("packages"))
        .body("errors.field", hasItem("defaultProfile"));
    Catalog.putAsset("a b", Catalog.asset("a", profile)).then().statusCode(400);
    Catalog.putAsset("x".repeat(65), Catalog.asset("a", profile)).then().statusCode(400);
    Catalog.admin().body("{").put("/v1/assets/a").then().statusCode(400);
    Catalog.admin()
        .contentType(ContentType.XML)
        .body("<a/>")
        .put("/v1/assets/a")
        .then()
        .statusCode(415);
  }

  @Test
  void readingAndWritingNeedTheirScopes() {
    String id = Catalog.newId("a");
    String reader = TestCredentials.current().accessToken("reader", "catalogue.read");

    given().auth().oauth2(reader).get("/v1/assets").then().statusCode(200);
    given()
        .auth()
        .oauth2(reader)
        .contentType(ContentType.JSON)
        .body(Catalog.asset(id, profile))
        .put("/v1/assets/{id}", id)
        .then()
        .statusCode(403)
        .body("code", equalTo("insufficient-scope"));
    given().auth().oauth2(reader).delete("/v1/assets/{id}", id).then().statusCode(403);
    given().auth().oauth2(Player.of("basic").token()).get("/v1/assets").then().statusCode(403);
    given().get("/v1/assets").then().statusCode(401);
  }
}
