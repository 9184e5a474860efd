package io.playgate.token.profile;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.playgate.support.testing.TestCredentials;
import io.playgate.token.testing.Catalog;
import io.playgate.token.testing.Suite;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The API by which administrators keep delivery profiles. */
@QuarkusTest
@Suite
class DeliveryProfileTest {

  @Test
  void whatWasWrittenIsReadInItsNormalForm() {
    String id = Catalog.newId("p");
    Map<String, Object> profile = Catalog.profile(id, "jwt", "path");
    profile.put("baseUrl", "HTTPS://CDN.Example.com:443/media/" + id + "/");
    profile.put("options", Map.of("issuer", "playgate"));

    Catalog.putProfile(id, profile)
        .then()
        .statusCode(201)
        .body("id", equalTo(id))
        .body("baseUrl", equalTo("https://cdn.example.com/media/" + id))
        .body("notBefore", equalTo(true))
        .body("bindings.ip", equalTo("none"))
        .body("bindings.domain", equalTo("none"))
        .body("acl", equalTo(List.of("{asset}*")))
        .body("options.issuer", equalTo("playgate"));

    JsonPath read =
        Catalog.admin()
            .get("/v1/delivery-profiles/{id}", id)
            .then()
            .statusCode(200)
            .extract()
            .jsonPath();
    Catalog.putProfile(id, read.getMap("$")).then().statusCode(200);
  }

  static Stream<Arguments> badProfiles() {
    return Stream.of(
        Arguments.of("dialect", "morse", "unsupported-profile"),
        Arguments.of("dialect", "rfc9246", "unsupported-profile"),
        Arguments.of("dialect", "mux", "unsupported-profile"),
        Arguments.of("carrier", "pigeon", "invalid-request"),
        Arguments.of("carrier", "cookie", "invalid-request"),
        Arguments.of("tokenName", "a=b", "invalid-request"),
        Arguments.of("tokenName", "", "invalid-request"),
        Arguments.of("baseUrl", "ftp://cdn.example.com/x", "invalid-request"),
        Arguments.of("baseUrl", "/media", "invalid-request"),
        Arguments.of("baseUrl", "http://", "invalid-request"),
        Arguments.of("baseUrl", "http:///media", "invalid-request"),
        Arguments.of("baseUrl", "http://u:p@cdn.example.com/", "invalid-request"),
        Arguments.of("baseUrl", "http://cdn.example.com/?a=b", "invalid-request"),
        Arguments.of("baseUrl", "http://cdn.example.com/#a", "invalid-request"),
        Arguments.of("baseUrl", "http://cdn.example.com/a/../b", "invalid-request"),
        Arguments.of("baseUrl", "http://cdn.example.com/a b", "invalid-request"),
        Arguments.of("baseUrl", "http://cdn.example.com:99999/", "invalid-request"),
        Arguments.of("baseUrl", "http://cdn.example.com/" + "x".repeat(600), "invalid-request"),
        Arguments.of("lifetimeSeconds", 0, "invalid-request"),
        Arguments.of("lifetimeSeconds", 86_401, "invalid-request"),
        Arguments.of("lifetimeSeconds", 1.5, "invalid-request"),
        Arguments.of("lifetimeSeconds", "300", "invalid-request"),
        Arguments.of("bindings", Map.of("ip", "roughly"), "invalid-request"),
        Arguments.of("bindings", Map.of("domain", "Not A Host"), "invalid-request"),
        Arguments.of("acl", List.of(), "invalid-request"),
        Arguments.of("acl", List.of("/*"), "invalid-request"),
        Arguments.of("acl", List.of("{asset}../*"), "unsupported-profile"),
        Arguments.of("options", Map.of("no-such-option", "x"), "invalid-request"),
        Arguments.of("id", "another-id", "invalid-request"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("badProfiles")
  void aProfileThatCannotWorkIsRefused(String field, Object value, String code) {
    String id = Catalog.newId("p");
    Map<String, Object> profile = Catalog.profile(id, "jwt", "path");
    profile.put(field, value);

    Catalog.putProfile(id, profile)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("code", equalTo(code));
    Catalog.admin().get("/v1/delivery-profiles/{id}", id).then().statusCode(404);
  }

  @Test
  void whatADialectCannotExpressIsRefused() {
    String id = Catalog.newId("p");
    Map<String, Object> profile = Catalog.profile(id, "edgeauth", "path");
    profile.put("bindings", Map.of("domain", "player.example.org"));

    Catalog.putProfile(id, profile)
        .then()
        .statusCode(400)
        .body("code", equalTo("unsupported-profile"))
        .body("detail", org.hamcrest.Matchers.containsString("domain"));
  }

  @Test
  void aProfileKeepsItsDialectAndItsBaseUrlForItself() {
    String id = Catalog.newId("p");
    Catalog.putProfile(id, Catalog.profile(id, "jwt", "path")).then().statusCode(201);

    Catalog.putProfile(id, Catalog.profile(id, "edgeauth", "path"))
        .then()
        .statusCode(409)
        .body("code", equalTo("dialect-fixed"));
    String other = Catalog.newId("p");
    Map<String, Object> same = Catalog.profile(other, "jwt", "path");
    same.put("baseUrl", "http://EDGE.test:8084/media/" + id + "/");
    Catalog.putProfile(other, same)
        .then()
        .statusCode(409)
        .body("code", equalTo("base-url-conflict"));
  }

  @Test
  void aProfileInUseIsNotDeleted() {
    String asset = Catalog.newAsset("jwt", "path", 300);
    String profile =
        Catalog.admin().get("/v1/assets/{id}", asset).then().extract().path("defaultProfile");

    Catalog.admin()
        .delete("/v1/delivery-profiles/{id}", profile)
        .then()
        .statusCode(409)
        .body("code", equalTo("profile-in-use"));

    Catalog.admin().delete("/v1/assets/{id}", asset).then().statusCode(204);
    Catalog.admin().delete("/v1/delivery-profiles/{id}", profile).then().statusCode(204);
    Catalog.admin().get("/v1/delivery-profiles/{id}", profile).then().statusCode(404);
    Catalog.admin().delete("/v1/delivery-profiles/{id}", profile).then().statusCode(404);
    Catalog.admin().get("/v1/delivery-profiles/{id}/keys", profile).then().statusCode(404);
  }

  @Test
  void listingNeedsAScopeAndShowsNoKeys() {
    String id = Catalog.newId("p");
    Catalog.putProfile(id, Catalog.profile(id, "edgeauth", "query")).then().statusCode(201);

    String page =
        Catalog.admin()
            .queryParam("limit", 500)
            .get("/v1/delivery-profiles")
            .then()
            .statusCode(200)
            .extract()
            .asString();

    assertThat(page).contains(id).doesNotContain("\"k\"");
    given()
        .auth()
        .oauth2(TestCredentials.current().accessToken("reader", "catalogue.read"))
        .contentType(ContentType.JSON)
        .body(Catalog.profile(id, "jwt", "path"))
        .put("/v1/delivery-profiles/{id}", id)
        .then()
        .statusCode(403);
  }
}
