package io.playgate.auth.viewer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.playgate.auth.AuthTest;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jose4j.json.JsonUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ViewerApiTest extends AuthTest {

  @Test
  void aViewerIsCreatedAndRead() {
    String name = unique("ada");
    Response created =
        admin()
            .body(
                JsonUtil.toJson(
                    Map.of(
                        "email",
                        name + "@Example.org",
                        "externalId",
                        name,
                        "password",
                        PASSWORD,
                        "deviceLimit",
                        3,
                        "sessionLimit",
                        2)))
            .post("/v1/viewers");
    created
        .then()
        .statusCode(201)
        .body(not(containsString(PASSWORD)))
        .body(not(containsString("argon2")));
    String id = created.path("id");
    assertThat(UUID.fromString(id).version()).isEqualTo(7);
    assertThat(created.header("Location")).endsWith("/v1/viewers/" + id);
    admin()
        .get("/v1/viewers/" + id)
        .then()
        .statusCode(200)
        .body("email", equalTo(name + "@Example.org"))
        .body("externalId", equalTo(name))
        .body("hasPassword", equalTo(true))
        .body("state", equalTo("active"))
        .body("deviceLimit", equalTo(3))
        .body("sessionLimit", equalTo(2));
    admin()
        .queryParam("email", name + "@example.ORG")
        .get("/v1/viewers")
        .then()
        .statusCode(200)
        .body("viewers[0].id", equalTo(id));
    admin()
        .queryParam("externalId", name)
        .get("/v1/viewers")
        .then()
        .body("viewers[0].id", equalTo(id));
    admin()
        .queryParam("externalId", "nobody")
        .get("/v1/viewers")
        .then()
        .body("viewers", equalTo(List.of()));
    problem(admin().get("/v1/viewers"), 400, "invalid-request");
  }

  @Test
  void loginsAreTakenOnce() {
    String name = unique("ada");
    newViewer(Map.of("email", name + "@example.org"));
    newViewer(Map.of("externalId", name));
    problem(
        admin().body("{\"email\":\"" + name + "@EXAMPLE.org\"}").post("/v1/viewers"),
        409,
        "email-taken");
    problem(
        admin().body("{\"externalId\":\"" + name + "\"}").post("/v1/viewers"),
        409,
        "external-id-taken");
    String other = newViewer(unique("other"));
    problem(
        admin().body("{\"externalId\":\"" + name + "\"}").patch("/v1/viewers/" + other),
        409,
        "external-id-taken");
  }

  @Test
  void aPatchChangesWhatItNames() {
    String name = unique("ada");
    String id = newViewer(Map.of("externalId", name, "password", PASSWORD, "deviceLimit", 3));
    admin()
        .body("{\"email\":\"" + name + "@example.org\",\"deviceLimit\":null,\"sessionLimit\":4}")
        .patch("/v1/viewers/" + id)
        .then()
        .statusCode(200)
        .body("email", equalTo(name + "@example.org"))
        .body("externalId", equalTo(name))
        .body("deviceLimit", nullValue())
        .body("sessionLimit", equalTo(4));
    admin()
        .contentType("application/merge-patch+json")
        .body("{\"password\":\"another password\",\"externalId\":null}")
        .patch("/v1/viewers/" + id)
        .then()
        .statusCode(200);
    signIn(name + "@example.org", "another password", "tv").then().statusCode(200);
    problem(signIn(name, PASSWORD, "tv"), 401, "invalid-credentials");
    admin()
        .body("{\"password\":null}")
        .patch("/v1/viewers/" + id)
        .then()
        .body("hasPassword", equalTo(false));
    problem(signIn(name + "@example.org", "another password", "tv"), 401, "invalid-credentials");
    problem(admin().body("{\"email\":null}").patch("/v1/viewers/" + id), 400, "invalid-request");
  }

  @Test
  void aViewerIsDeletedWithAllThatBelongsToThem() {
    String login = unique("viewer");
    String id = newViewer(login);
    admin().body("{}").put("/v1/viewers/" + id + "/entitlements/basic").then().statusCode(200);
    String refreshToken = signIn(login, PASSWORD, "tv").path("refresh_token");
    admin().delete("/v1/viewers/" + id).then().statusCode(204);
    problem(admin().get("/v1/viewers/" + id), 404, "unknown-viewer");
    problem(admin().delete("/v1/viewers/" + id), 404, "unknown-viewer");
    oauthError(refresh(refreshToken), 400, "invalid_grant");
    newViewer(login);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{}",
        "{\"password\":\"long enough\"}",
        "{\"externalId\":\"\"}",
        "{\"externalId\":\"a b\"}",
        "{\"externalId\":\"a@b\"}",
        "{\"externalId\":\"a\\u0000\"}",
        "{\"externalId\":7}",
        "{\"email\":\"no-at\"}",
        "{\"email\":\"a@b@c\"}",
        "{\"email\":\"a@b\\u0000\"}",
        "{\"email\":\"a b@c\"}",
        "{\"externalId\":\"a\",\"password\":\"short\"}",
        "{\"externalId\":\"a\",\"deviceLimit\":0}",
        "{\"externalId\":\"a\",\"deviceLimit\":1001}",
        "{\"externalId\":\"a\",\"deviceLimit\":1.5}",
        "{\"externalId\":\"a\",\"deviceLimit\":\"1\"}",
        "{\"externalId\":\"a\",\"sessionLimit\":99999999999}"
      })
  void badNewViewersAreProblems(String body) {
    Response answer = admin().body(body).post("/v1/viewers");
    answer.then().statusCode(400).contentType("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{\"id\":\"x\"}",
        "{\"state\":null}",
        "{\"state\":\"gone\"}",
        "{\"email\":\"x\"}",
        "{\"email\":7}",
        "{\"email\":\"\\u0000@x\"}",
        "{\"externalId\":\"\"}",
        "{\"password\":\"short\"}",
        "{\"deviceLimit\":0}",
        "{\"deviceLimit\":\"1\"}",
        "{\"deviceLimit\":1.0}",
        "{\"sessionLimit\":{}}"
      })
  void badPatchesAreProblems(String body) {
    String id = newViewer(Map.of("externalId", unique("viewer")));
    Response answer = admin().body(body).patch("/v1/viewers/" + id);
    answer.then().statusCode(400).contentType("application/problem+json");
  }

  @Test
  void overLongFieldsAreProblems() {
    for (Map<String, String> body :
        List.of(
            Map.of("externalId", "a".repeat(129)),
            Map.of("email", "a".repeat(250) + "@b.org"),
            Map.of("externalId", "a", "password", "b".repeat(257)))) {
      problem(admin().body(JsonUtil.toJson(body)).post("/v1/viewers"), 400, "invalid-request");
    }
    problem(admin().body("x".repeat(70_000)).post("/v1/viewers"), 413, "body-too-large");
    problem(
        admin().contentType("text/plain").body("x").post("/v1/viewers"),
        415,
        "unsupported-media-type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "00000000-0000-7000-8000-000000000000", "%00", "1-1-1-1-1"})
  void unknownViewersAreNotFound(String id) {
    for (Response answer :
        List.of(
            admin().urlEncodingEnabled(false).get("/v1/viewers/" + id),
            admin().urlEncodingEnabled(false).body("{}").patch("/v1/viewers/" + id),
            admin().urlEncodingEnabled(false).delete("/v1/viewers/" + id),
            admin().urlEncodingEnabled(false).get("/v1/viewers/" + id + "/entitlements"),
            admin()
                .urlEncodingEnabled(false)
                .body("{}")
                .put("/v1/viewers/" + id + "/entitlements/basic"))) {
      problem(answer, 404, "unknown-viewer");
    }
  }

  @Test
  void theScopesAreNeeded() {
    problem(given().get("/v1/viewers/x"), 401, "unauthenticated");
    problem(
        given()
            .auth()
            .oauth2(adminToken("viewers.read"))
            .contentType(ContentType.JSON)
            .body("{\"externalId\":\"a\"}")
            .post("/v1/viewers"),
        403,
        "insufficient-scope");
    problem(
        given().auth().oauth2(adminToken("viewers.write")).get("/v1/viewers/x"),
        403,
        "insufficient-scope");
    String login = unique("viewer");
    newViewer(login);
    String viewerToken = signIn(login, PASSWORD, "tv").path("access_token");
    problem(given().auth().oauth2(viewerToken).get("/v1/viewers/x"), 403, "insufficient-scope");
    problem(
        given()
            .auth()
            .oauth2(TestCredentials.current().accessToken("a", "viewers.read"))
            .get("/v1/viewers/x"),
        401,
        "invalid-token");
  }
}
