package io.playgate.token.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.playgate.token.testing.Catalog;
import io.playgate.token.testing.Player;
import io.playgate.token.testing.Suite;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a start would answer and every edge refuse, is refused when it is written. */
@QuarkusTest
@Suite
class UnplayableTest {

  @ParameterizedTest
  @CsvSource({
    "jwt,path,{asset}segments/*",
    "jwt,query,{asset}*.ts",
    "edgeauth,path,{asset}video/*.m3u8",
    "edgeauth,query,{asset}",
    "opaque,path,{asset}?",
    "opaque,query,{asset}master.m3u8/*"
  })
  void aProfileWhoseAclAdmitsNoMasterIsRefusedWithTheUrlAndThePattern(
      String dialect, String carrier, String pattern) {
    String id = Catalog.newId("p");
    Map<String, Object> profile = Catalog.profile(id, dialect, carrier);
    profile.put("acl", List.of(pattern));

    Catalog.putProfile(id, profile)
        .then()
        .statusCode(400)
        .body("code", equalTo("unplayable"))
        .body("errors[0].field", equalTo("acl"))
        .body(
            "detail",
            containsString("http://edge.test:8084/media/" + id + "/path/to/asset/master.m3u8"))
        .body("detail", containsString(pattern));
    Catalog.admin().get("/v1/delivery-profiles/{id}", id).then().statusCode(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{asset}*", "{asset}*.m3u8", "{asset}*.mpd", "{asset}video.mp4", "{asset}m*"})
  void aProfileThatAdmitsACustomaryMasterIsTaken(String pattern) {
    String id = Catalog.newId("p");
    Map<String, Object> profile = Catalog.profile(id, "edgeauth", "path");
    profile.put("acl", List.of(pattern));

    Catalog.putProfile(id, profile).then().statusCode(201);
  }

  @Test
  void anAssetWithAnEntryOutsideTheAclIsRefusedAndNotStartedInto403() {
    String id = Catalog.newId("p");
    Map<String, Object> profile = Catalog.profile(id, "jwt", "path");
    profile.put("acl", List.of("{asset}*.m3u8", "{asset}*.ts"));
    Catalog.putProfile(id, profile).then().statusCode(201);
    String asset = Catalog.newId("a");

    Catalog.putAsset(asset, Catalog.asset(asset, id))
        .then()
        .statusCode(400)
        .body("code", equalTo("unplayable"))
        .body("detail", containsString("/vod/" + asset + "/manifest.mpd"))
        .body("detail", containsString("{asset}*.m3u8"));
    Player.of("basic").start(asset).then().statusCode(404);

    Map<String, Object> hlsOnly = Catalog.asset(asset, id);
    hlsOnly.put("entries", Map.of("hls", "master.m3u8"));
    Catalog.putAsset(asset, hlsOnly).then().statusCode(201);
    Player.of("basic").start(asset).then().statusCode(201);
  }

  @Test
  void aProfileIsNotNarrowedUnderItsAssets() {
    String asset = Catalog.newAsset("edgeauth", "query", 300);
    String id =
        Catalog.admin().get("/v1/assets/{id}", asset).then().extract().path("defaultProfile");
    Map<String, Object> profile = Catalog.profile(id, "edgeauth", "query");
    profile.put("acl", List.of("{asset}*.m3u8"));

    Catalog.putProfile(id, profile)
        .then()
        .statusCode(400)
        .body("code", equalTo("unplayable"))
        .body("detail", containsString("manifest.mpd"));

    Player.of("basic").start(Map.of("assetId", asset, "format", "dash")).then().statusCode(201);
  }

  @Test
  void aTokenThatNoEdgeWouldReadForItsLengthIsRefusedWithTheAsset() {
    String id = Catalog.newId("p");
    Map<String, Object> profile = Catalog.profile(id, "jwt", "path");
    String longest = "/" + "x".repeat(240);
    profile.put("baseUrl", "http://edge.test:8084/" + id + longest);
    profile.put(
        "acl",
        java.util.stream.IntStream.range(0, 8)
            .mapToObj(i -> i == 0 ? "{asset}*" : "{asset}" + "y".repeat(240) + i)
            .toList());
    Catalog.putProfile(id, profile).then().statusCode(201);
    String asset = Catalog.newId("a");
    Map<String, Object> body = Catalog.asset(asset, id);
    body.put("path", "/" + asset + ("/" + "z".repeat(48)).repeat(9) + "/");

    int status = Catalog.putAsset(asset, body).statusCode();

    // Whichever it is, a start is never answered by a URL that is refused or by an error of ours.
    assertThat(status).isIn(201, 400);
    Player.of("basic").start(asset).then().statusCode(status == 201 ? 201 : 404);
  }

  @Test
  void anOptionThatMakesTheTokenUnreadableInItsPlaceIsRefused() {
    String id = Catalog.newId("p");
    Map<String, Object> profile = Catalog.profile(id, "edgeauth", "path");
    profile.put("options", Map.of("escapeAcl", "false"));

    assertThat(Catalog.putProfile(id, profile).statusCode()).isEqualTo(400);
  }

  @Test
  void profilesOfOnePathAreTakenAtTwoHostsAndNotAtOne() {
    String path = Catalog.newId("shared");
    Map<String, Object> one = at("https://one.example/" + path);
    Map<String, Object> two = at("https://two.example/" + path);
    String first = Catalog.newId("p");
    String second = Catalog.newId("p");
    Catalog.putProfile(first, one)
        .then()
        .statusCode(201)
        .body("hosts", equalTo(List.of("one.example")));
    Catalog.putProfile(second, two).then().statusCode(201);

    // The other scheme is no other host.
    Catalog.putProfile(Catalog.newId("p"), at("http://one.example/" + path))
        .then()
        .statusCode(409)
        .body("code", equalTo("base-url-conflict"));
    Map<String, Object> both = at("https://three.example/" + path);
    both.put("hosts", List.of("three.example", "two.example"));
    Catalog.putProfile(Catalog.newId("p"), both)
        .then()
        .statusCode(409)
        .body("code", equalTo("base-url-conflict"));
    both.put("hosts", List.of("three.example", "four.example:8443"));
    Catalog.putProfile(Catalog.newId("p"), both).then().statusCode(201);
    // What was read can be written.
    Map<String, Object> read =
        Catalog.admin().get("/v1/delivery-profiles/{id}", first).jsonPath().getMap("$");
    Catalog.putProfile(first, read).then().statusCode(200);
  }

  @Test
  void anAssetUnderTheBaseUrlOfAnotherProfileIsRefusedAndSoIsSuchAProfile() {
    String path = Catalog.newId("nested");
    String outer = Catalog.newId("p");
    String inner = Catalog.newId("p");
    Catalog.putProfile(outer, at("https://nest.example/" + path)).then().statusCode(201);
    Catalog.putProfile(inner, at("https://nest.example/" + path + "/inner")).then().statusCode(201);
    String asset = Catalog.newId("a");
    Map<String, Object> under = Catalog.asset(asset, outer);
    under.put("path", "/inner/" + asset + "/");

    Catalog.putAsset(asset, under).then().statusCode(409).body("code", equalTo("path-conflict"));

    Map<String, Object> beside = Catalog.asset(asset, outer);
    beside.put("path", "/later/" + asset + "/");
    Catalog.putAsset(asset, beside).then().statusCode(201);
    Catalog.putProfile(Catalog.newId("p"), at("https://nest.example/" + path + "/later"))
        .then()
        .statusCode(409)
        .body("code", equalTo("base-url-conflict"));
    Catalog.putProfile(Catalog.newId("p"), at("https://elsewhere.example/" + path + "/later"))
        .then()
        .statusCode(201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "UPPER.example", "a b", "a.example:0", "a.example:99999999", "a/b"})
  void aMalformedHostIsRefused(String host) {
    String id = Catalog.newId("p");
    Map<String, Object> profile = Catalog.profile(id, "jwt", "path");
    profile.put("hosts", List.of(host));

    Catalog.putProfile(id, profile).then().statusCode(400).body("code", equalTo("invalid-request"));
  }

  private static Map<String, Object> at(String baseUrl) {
    Map<String, Object> profile = Catalog.profile("unused", "jwt", "path");
    profile.put("baseUrl", baseUrl);
    return profile;
  }
}
