package io.playgate.auth.oauth;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.playgate.auth.AuthTest;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class TokenEndpointTest extends AuthTest {

  private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final String REMOVED = TestCredentials.REMOVED;

  private String id = "";
  private String secret = "";
  private String keyId = "";
  private final PublicJsonWebKey key = TestCredentials.newKey("key-1");

  @BeforeEach
  void registerClients() {
    id = unique("client");
    secret =
        admin()
            .body(
                JsonUtil.toJson(
                    Map.of("id", id, "scopes", List.of("viewers.read", "viewers.write"))))
            .post("/v1/clients")
            .then()
            .statusCode(201)
            .extract()
            .path("secret");
    keyId = unique("key-client");
    admin()
        .body(
            JsonUtil.toJson(
                Map.of(
                    "id",
                    keyId,
                    "scopes",
                    List.of("catalogue.read"),
                    "publicKeys",
                    List.of(key.toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY)))))
        .post("/v1/clients")
        .then()
        .statusCode(201);
  }

  private static RequestSpecification clientCredentials() {
    return given().formParam("grant_type", "client_credentials");
  }

  private static String basic(String id, String secret) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString(
                (URLEncoder.encode(id, StandardCharsets.UTF_8)
                        + ":"
                        + URLEncoder.encode(secret, StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aClientAuthenticatesByBasic() {
    String token =
        clientCredentials()
            .header("Authorization", basic(id, secret))
            .post("/oauth2/token")
            .then()
            .statusCode(200)
            .header("Cache-Control", "no-store")
            .header("Pragma", "no-cache")
            .body("token_type", equalTo("Bearer"))
            .body("expires_in", equalTo(300))
            .body("scope", equalTo("viewers.read viewers.write"))
            .extract()
            .path("access_token");
    assertThat(header(token)).containsEntry("typ", "at+jwt").containsEntry("alg", "ES256");
    assertThat(claims(token))
        .containsEntry("iss", TestCredentials.ISSUER)
        .containsEntry("sub", id)
        .containsEntry("client_id", id)
        .containsEntry("aud", List.of("playgate:auth", "playgate:token", "playgate:revocation"))
        .containsEntry("scope", "viewers.read viewers.write")
        .containsKeys("jti", "iat", "exp");
  }

  @Test
  void scopeNarrowsWhatTheClientHolds() {
    String token =
        clientCredentials()
            .formParam("client_id", id)
            .formParam("client_secret", secret)
            .formParam("scope", "viewers.read")
            .post("/oauth2/token")
            .then()
            .statusCode(200)
            .body("scope", equalTo("viewers.read"))
            .extract()
            .path("access_token");
    problem(
        given().auth().oauth2(token).contentType(ContentType.JSON).body("{}").post("/v1/viewers"),
        403,
        "insufficient-scope");
  }

  @ParameterizedTest
  @ValueSource(strings = {"playback", "clients.write", "viewers.read clients.write", " ", "ä"})
  void aScopeThatTheClientDoesNotHoldIsRefused(String scope) {
    oauthError(
        clientCredentials()
            .header("Authorization", basic(id, secret))
            .formParam("scope", scope)
            .post("/oauth2/token"),
        400,
        "invalid_scope");
  }

  @Test
  void aWrongSecretAndAnUnknownClientAreTheSame() {
    for (String header :
        List.of(
            basic(id, secret + "x"),
            basic(id, ""),
            basic("nobody", secret),
            basic(keyId, secret),
            basic("a\u0000b", "c"),
            basic("x".repeat(200), "c"),
            "Basic !!!",
            "Basic "
                + Base64.getEncoder().encodeToString("no-colon".getBytes(StandardCharsets.UTF_8)),
            "Basic " + Base64.getEncoder().encodeToString("%zz:%".getBytes(StandardCharsets.UTF_8)),
            "Bearer abc",
            "Negotiate abc")) {
      oauthError(
              clientCredentials().header("Authorization", header).post("/oauth2/token"),
              401,
              "invalid_client")
          .header("WWW-Authenticate", startsWith("Basic"));
    }
    oauthError(clientCredentials().post("/oauth2/token"), 401, "invalid_client");
    oauthError(
        clientCredentials()
            .formParam("client_id", id)
            .formParam("client_secret", "wrong")
            .post("/oauth2/token"),
        401,
        "invalid_client");
  }

  @Test
  void malformedRequestsAreInvalid() {
    oauthError(given().formParam("scope", "x").post("/oauth2/token"), 400, "invalid_request");
    oauthError(
        given().contentType(ContentType.URLENC).body("").post("/oauth2/token"),
        400,
        "invalid_request");
    oauthError(
        given().formParam("grant_type", "password").post("/oauth2/token"),
        400,
        "unsupported_grant_type");
    oauthError(
        given()
            .contentType(ContentType.URLENC)
            .body("grant_type=client_credentials&grant_type=refresh_token")
            .post("/oauth2/token"),
        400,
        "invalid_request");
    oauthError(
        given().formParam("grant_type", "refresh_token").post("/oauth2/token"),
        400,
        "invalid_request");
    oauthError(
        clientCredentials()
            .header("Authorization", basic(id, secret))
            .formParam("client_id", id)
            .formParam("client_secret", secret)
            .post("/oauth2/token"),
        400,
        "invalid_request");
    oauthError(
        clientCredentials()
            .header("Authorization", basic(id, secret))
            .formParam("client_id", "other")
            .post("/oauth2/token"),
        400,
        "invalid_request");
    oauthError(
        clientCredentials().formParam("client_secret", secret).post("/oauth2/token"),
        400,
        "invalid_request");
    oauthError(
        clientCredentials().formParam("scope", "x".repeat(9000)).post("/oauth2/token"),
        400,
        "invalid_request");
    oauthError(
        clientCredentials()
            .formParam("client_assertion", "a.b.c")
            .formParam("client_assertion_type", "other")
            .post("/oauth2/token"),
        400,
        "invalid_request");
  }

  @Test
  void otherTypesAndTooLargeBodiesAreProblems() {
    problem(
        given()
            .contentType(ContentType.JSON)
            .body("{\"grant_type\":\"client_credentials\"}")
            .post("/oauth2/token"),
        415,
        "unsupported-media-type");
    problem(
        clientCredentials().formParam("scope", "x".repeat(70_000)).post("/oauth2/token"),
        413,
        "body-too-large");
    problem(given().get("/oauth2/token"), 405, "method-not-allowed");
  }

  private Response assertion(String jwt) {
    return clientCredentials()
        .formParam("client_assertion_type", JWT_BEARER)
        .formParam("client_assertion", jwt)
        .post("/oauth2/token");
  }

  private String sign(Map<String, Object> changes) {
    long now = Instant.now().getEpochSecond();
    Map<String, Object> claims = new HashMap<>();
    claims.put("iss", keyId);
    claims.put("sub", keyId);
    claims.put("aud", TestCredentials.ISSUER);
    claims.put("iat", now);
    claims.put("exp", now + 60);
    claims.put("jti", UUID.randomUUID().toString());
    claims.putAll(changes);
    return TestCredentials.sign(key, "JWT", Map.of(), claims);
  }

  @Test
  void aClientAuthenticatesByAnAssertionOnce() {
    String jwt = sign(Map.of());
    assertion(jwt).then().statusCode(200).body("scope", equalTo("catalogue.read"));
    oauthError(assertion(jwt), 401, "invalid_client");
    assertion(sign(Map.of("aud", TestCredentials.ISSUER + "/oauth2/token"))).then().statusCode(200);
    assertion(sign(Map.of("aud", List.of(TestCredentials.ISSUER)))).then().statusCode(200);
  }

  static Stream<Arguments> badClaims() {
    long now = Instant.now().getEpochSecond();
    return Stream.of(
            Map.of("aud", "https://other.example"),
            Map.of("aud", List.of(TestCredentials.ISSUER, "https://other.example")),
            Map.of("aud", REMOVED),
            Map.of("sub", "somebody"),
            Map.of("iss", "somebody"),
            Map.of("exp", REMOVED),
            Map.of("exp", now - 10),
            Map.of("exp", now + 4000),
            Map.of("exp", "soon"),
            Map.of("iat", now + 100),
            Map.of("nbf", now + 100),
            Map.of("jti", REMOVED),
            Map.of("jti", ""),
            Map.of("jti", "x".repeat(300)),
            Map.of("jti", 3))
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("badClaims")
  void anAssertionThatBreaksOneRuleIsRefused(Map<String, Object> changes) {
    oauthError(assertion(sign(changes)), 401, "invalid_client");
  }

  @Test
  void forgedAssertionsAreRefused() {
    oauthError(assertion(TestCredentials.tampered(sign(Map.of()))), 401, "invalid_client");
    long now = Instant.now().getEpochSecond();
    Map<String, Object> claims =
        Map.of(
            "iss", keyId, "sub", keyId, "aud", TestCredentials.ISSUER, "exp", now + 60, "jti", "j");
    oauthError(
        assertion(TestCredentials.sign(TestCredentials.newKey("key-1"), "JWT", Map.of(), claims)),
        401,
        "invalid_client");
    oauthError(
        assertion(TestCredentials.sign(key, "at+jwt", Map.of(), claims)), 401, "invalid_client");
    oauthError(
        assertion(TestCredentials.sign(key, "JWT", Map.of("crit", List.of("b64")), claims)),
        401,
        "invalid_client");
    for (String jwt : List.of("x", "..", "a.b.c", "\u0000", "x".repeat(8000))) {
      oauthError(assertion(jwt), 401, "invalid_client");
    }
  }

  @Test
  void theKeySetHoldsPublicKeysOfBothRingsOnly() {
    Response jwks = given().get("/oauth2/jwks");
    jwks.then().statusCode(200).header("Cache-Control", "public, max-age=300");
    List<Map<String, Object>> keys = jwks.jsonPath().getList("keys");
    assertThat(keys).hasSizeGreaterThanOrEqualTo(4);
    for (Map<String, Object> one : keys) {
      assertThat(one)
          .containsEntry("kty", "EC")
          .containsEntry("crv", "P-256")
          .containsEntry("alg", "ES256")
          .containsEntry("use", "sig")
          .containsKeys("kid", "x", "y")
          .doesNotContainKey("d");
    }
    String login = unique("viewer");
    newViewer(login);
    Object viewerKid = header(signIn(login, PASSWORD, "tv").path("access_token")).get("kid");
    Object clientKid = header(adminToken()).get("kid");
    assertThat(viewerKid).isNotEqualTo(clientKid);
    assertThat(keys.stream().map(one -> one.get("kid"))).contains(viewerKid, clientKid);
  }

  @Test
  void theMetadataNamesTheEndpoints() {
    given()
        .get("/.well-known/oauth-authorization-server")
        .then()
        .statusCode(200)
        .body("issuer", equalTo(TestCredentials.ISSUER))
        .body("token_endpoint", equalTo(TestCredentials.ISSUER + "/oauth2/token"))
        .body("jwks_uri", equalTo(TestCredentials.ISSUER + "/oauth2/jwks"))
        .body(
            "scopes_supported",
            org.hamcrest.Matchers.not(org.hamcrest.Matchers.hasItem("playback")));
  }
}
