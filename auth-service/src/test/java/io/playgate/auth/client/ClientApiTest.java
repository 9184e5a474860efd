package io.playgate.auth.client;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import io.playgate.auth.AuthTest;
import io.playgate.support.identifier.Identifiers;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ClientApiTest extends AuthTest {

  private static Response create(Map<String, Object> client) {
    return admin().body(JsonUtil.toJson(client)).post("/v1/clients");
  }

  private static int tokenStatus(String id, String secret) {
    return given()
        .formParam("grant_type", "client_credentials")
        .formParam("client_id", id)
        .formParam("client_secret", secret)
        .post("/oauth2/token")
        .statusCode();
  }

  @Test
  void aClientIsCreatedReadListedAndDeleted() {
    Response created = create(Map.of("scopes", List.of("viewers.read")));
    String id = created.path("id");
    created
        .then()
        .statusCode(201)
        .header("Location", matchesPattern(".*/v1/clients/" + id))
        .header("Cache-Control", "no-store")
        .body("scopes", contains("viewers.read"))
        .body("secret", matchesPattern("[A-Za-z0-9_-]{43}"));
    admin()
        .get("/v1/clients/" + id)
        .then()
        .statusCode(200)
        .body("id", equalTo(id))
        .body("secret", nullValue());
    List<String> ids = admin().get("/v1/clients").then().extract().path("clients.id");
    assertThat(ids).contains("test-admin").isSorted();
    assertThat(
            admin()
                .queryParam("after", "test-admin")
                .get("/v1/clients")
                .path("clients.id")
                .toString())
        .doesNotContain("test-admin");

    String secret = created.path("secret");
    assertThat(tokenStatus(id, secret)).isEqualTo(200);
    admin().delete("/v1/clients/" + id).then().statusCode(204);
    assertThat(tokenStatus(id, secret)).isEqualTo(401);
    problem(admin().get("/v1/clients/" + id), 404, "unknown-client");
    problem(admin().delete("/v1/clients/" + id), 404, "unknown-client");
  }

  @Test
  void anIdIsAsLongAsTheClientsFileTakes() {
    String longest = (unique("c") + "x".repeat(100)).substring(0, Identifiers.MAX_CLIENT);
    create(Map.of("id", longest, "scopes", List.of("viewers.read"))).then().statusCode(201);
    problem(
        create(Map.of("id", longest + "x", "scopes", List.of("viewers.read"))),
        400,
        "invalid-request");
  }

  @Test
  void anIdIsTakenOnce() {
    String id = unique("client");
    create(Map.of("id", id, "scopes", List.of("viewers.read"))).then().statusCode(201);
    problem(create(Map.of("id", id, "scopes", List.of("viewers.read"))), 409, "client-id-taken");
  }

  @Test
  void aScopeThatIsNotForClientsIsRefused() {
    problem(create(Map.of("scopes", List.of("playback"))), 400, "invalid-scope");
    problem(create(Map.of("scopes", List.of("no.such.scope"))), 400, "invalid-scope");
    problem(create(Map.of("scopes", List.of("viewers.read playback"))), 400, "invalid-scope");
  }

  @Test
  void nobodyGivesAwayWhatTheyDoNotHold() {
    problem(create(Map.of("scopes", List.of("tokens.revoke"))), 403, "scope-not-held");
    // Nor what the token was narrowed not to hold.
    problem(
        given()
            .auth()
            .oauth2(adminToken("clients.write"))
            .contentType(ContentType.JSON)
            .body("{\"scopes\":[\"viewers.write\"]}")
            .post("/v1/clients"),
        403,
        "scope-not-held");
    // Nor by taking over a client that holds more.
    String id = unique("client");
    create(Map.of("id", id, "scopes", List.of("viewers.write"))).then().statusCode(201);
    problem(
        given()
            .auth()
            .oauth2(adminToken("clients.write"))
            .contentType(ContentType.JSON)
            .body("{}")
            .post("/v1/clients/" + id + "/secrets"),
        403,
        "scope-not-held");
    problem(
        given()
            .auth()
            .oauth2(adminToken("clients.write"))
            .contentType(ContentType.JSON)
            .body(JsonUtil.toJson(Map.of("keys", List.of(publicKey("k")))))
            .put("/v1/clients/" + id + "/public-keys"),
        403,
        "scope-not-held");
    // Nor does anybody remove what holds more.
    problem(
        given().auth().oauth2(adminToken("clients.write")).delete("/v1/clients/" + id),
        403,
        "scope-not-held");
    admin().get("/v1/clients/" + id).then().statusCode(200);
    admin().delete("/v1/clients/" + id).then().statusCode(204);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "auth-service",
        "token-service",
        "revocation-service",
        "edge-service",
        "connector-service",
        "first-party",
        "service-under-test",
        "edge-1",
        "revocation-1"
      })
  void theIdsOfServicesEdgesAndAppsAreReserved(String id) {
    problem(create(Map.of("id", id, "scopes", List.of("viewers.read"))), 409, "client-id-reserved");
    problem(admin().get("/v1/clients/" + id), 404, "unknown-client");
  }

  @Test
  void aClientWhoseIdAnEdgeTakesLaterGetsNoTokens() {
    // Given a client, and an edge that is given the same id afterwards
    String id = unique("edge");
    String secret =
        create(Map.of("id", id, "scopes", List.of("viewers.read"))).then().extract().path("secret");
    assertThat(tokenStatus(id, secret)).isEqualTo(200);
    TestCredentials.current().register(id, Set.of("keys.read"), Set.of("*"));
    try {
      // Then the client is not taken for the edge
      await().atMost(Duration.ofSeconds(5)).until(() -> tokenStatus(id, secret) == 401);
    } finally {
      TestCredentials.current().unregister(id);
    }
  }

  @Test
  void noLinkIsMadeFromTheHostHeader() {
    Response created =
        admin()
            .header("Host", "evil.example")
            .header("X-Forwarded-Host", "evil.example")
            .body(JsonUtil.toJson(Map.of("scopes", List.of("viewers.read"))))
            .post("/v1/clients");
    assertThat(created.header("Location")).isEqualTo("/v1/clients/" + created.path("id"));
  }

  @Test
  void aSecretIsRotatedAtOnceOrWithAnOverlap() {
    Response created = create(Map.of("scopes", List.of("viewers.read")));
    String id = created.path("id");
    String first = created.path("secret");

    String second =
        admin()
            .body("{\"overlapSeconds\":3600}")
            .post("/v1/clients/" + id + "/secrets")
            .then()
            .statusCode(200)
            .header("Cache-Control", "no-store")
            .extract()
            .path("secret");
    assertThat(tokenStatus(id, first)).isEqualTo(200);
    assertThat(tokenStatus(id, second)).isEqualTo(200);
    clock.advance(Duration.ofMinutes(61));
    assertThat(tokenStatus(id, first)).isEqualTo(401);
    assertThat(tokenStatus(id, second)).isEqualTo(200);

    String third =
        admin().body("{}").post("/v1/clients/" + id + "/secrets").then().extract().path("secret");
    assertThat(tokenStatus(id, second)).isEqualTo(401);
    assertThat(tokenStatus(id, third)).isEqualTo(200);
  }

  private static Map<String, Object> publicKey(String kid) {
    return TestCredentials.newKey(kid).toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
  }

  @Test
  void publicKeysAreReplacedAndAClientWithKeysHasNoSecret() {
    String id = unique("client");
    create(
            Map.of(
                "id", id, "scopes", List.of("viewers.read"), "publicKeys", List.of(publicKey("a"))))
        .then()
        .statusCode(201)
        .body("secret", nullValue())
        .body("publicKeyIds", contains("a"));
    admin()
        .body(JsonUtil.toJson(Map.of("keys", List.of(publicKey("b"), publicKey("c")))))
        .put("/v1/clients/" + id + "/public-keys")
        .then()
        .statusCode(200)
        .body("publicKeyIds", contains("b", "c"));
  }

  @Test
  void aKeyThatIsNoneIsRefused() {
    PublicJsonWebKey key = TestCredentials.newKey("k");
    Map<String, Object> offCurve = publicKey("k");
    offCurve.put("x", offCurve.get("y"));
    Map<String, Object> noKid = publicKey("k");
    noKid.remove("kid");
    for (Map<String, Object> jwk :
        List.<Map<String, Object>>of(
            key.toParams(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE),
            offCurve,
            noKid,
            Map.of(),
            Map.of("kty", "RSA", "kid", "k", "n", "AQAB", "e", "AQAB"),
            Map.of("kty", "oct", "kid", "k", "k", "AAAA"),
            Map.of("kty", "EC", "crv", "P-256", "kid", "k", "x", "!", "y", "!"))) {
      problem(
          create(Map.of("scopes", List.of("viewers.read"), "publicKeys", List.of(jwk))),
          400,
          "invalid-key");
    }
    problem(
        create(
            Map.of(
                "scopes",
                List.of("viewers.read"),
                "publicKeys",
                List.of(publicKey("same"), publicKey("same")))),
        400,
        "invalid-key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{}",
        "{\"scopes\":[]}",
        "{\"scopes\":null}",
        "{\"scopes\":[null]}",
        "{\"scopes\":\"viewers.read\"}",
        "{\"scopes\":[\"viewers.read\"],\"id\":\"\"}",
        "{\"scopes\":[\"viewers.read\"],\"id\":\"a b\"}",
        "{\"scopes\":[\"viewers.read\"],\"id\":\"\\u0000\"}",
        "{\"scopes\":[\"viewers.read\"],\"publicKeys\":[]}",
        "{\"scopes\":[\"viewers.read\"],\"publicKeys\":[7]}"
      })
  void badBodiesAreProblems(String body) {
    Response answer = admin().body(body).post("/v1/clients");
    answer.then().statusCode(400).contentType("application/problem+json");
  }

  @Test
  void oddPathsAndFieldsAreProblems() {
    problem(
        create(Map.of("scopes", List.of("viewers.read"), "id", "x".repeat(101))),
        400,
        "invalid-request");
    admin().urlEncodingEnabled(false).get("/v1/clients/%00").then().statusCode(400);
    admin().urlEncodingEnabled(false).get("/v1/clients?after=%00").then().statusCode(400);
    problem(
        admin().body("{\"overlapSeconds\":-1}").post("/v1/clients/x/secrets"),
        400,
        "invalid-request");
    problem(admin().body("x".repeat(70_000)).post("/v1/clients"), 413, "body-too-large");
  }

  @Test
  void theScopeIsNeeded() {
    problem(given().get("/v1/clients"), 401, "unauthenticated");
    problem(
        given().auth().oauth2(adminToken("viewers.read")).get("/v1/clients"),
        403,
        "insufficient-scope");
  }
}
