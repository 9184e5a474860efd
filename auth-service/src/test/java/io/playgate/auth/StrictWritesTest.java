package io.playgate.auth;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.playgate.support.problem.CommonError;
import io.playgate.support.testing.ApiOperations;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.JsonWebKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is obeyed or refused, never dropped. */
@QuarkusTest
class StrictWritesTest extends AuthTest {

  private static boolean registered;

  @TestHTTPResource URI base;

  private String tokenFor(String operation) {
    return switch (operation) {
      case "signIn" -> "";
      case "signOut" -> {
        String login = unique("strict");
        newViewer(login);
        yield signIn(login, PASSWORD, "tv").then().extract().path("access_token");
      }
      case "takeInEntitlementEvent" -> {
        TestCredentials credentials = TestCredentials.current();
        if (!registered) {
          credentials.register("strict-revocation", Set.of("entitlements.write"), Set.of());
          registered = true;
          await()
              .atMost(Duration.ofSeconds(30))
              .until(() ->
                  given()
                          .auth()
                          .oauth2(credentials.assertion("strict-revocation", "playgate:auth"))
                          .contentType("application/json")
                          .body("{}")
                          .post("/v1/entitlement-events")
                          .statusCode()
                      == 400);
        }
        yield credentials.assertion("strict-revocation", "playgate:auth");
      }
      default -> adminToken();
    };
  }

  @Test
  void noWriteDropsAMemberThatItDoesNotKnow() throws Exception {
    Set<String> open =
        new ApiOperations("auth-service", base)
            .assertUnknownMembersAreNamed(this::tokenFor, Set.of());
    // Each is tested on its own below.
    assertThat(open)
        .containsOnly("createClient publicKeys[0]", "replaceClientKeys keys[0]", "changeViewer ");
  }

  @Test
  void noOperationIgnoresAParameterThatItDoesNotKnow() throws Exception {
    new ApiOperations("auth-service", base)
        .assertUnknownParametersAreNamed(this::tokenFor, Set.of("token", "jwks", "metadata"));
  }

  @Test
  void theOAuthEndpointsIgnoreWhatTheyDoNotKnowAsTheirRfcsSay() {
    given().get("/oauth2/jwks?zzUnknown=1").then().statusCode(200);
    given().get("/.well-known/oauth-authorization-server?zzUnknown=1").then().statusCode(200);
    given()
        .formParam("grant_type", "client_credentials")
        .formParam("zzUnknown", "1")
        .formParam("client_id", BootstrapResource.ADMIN)
        .formParam("client_secret", BootstrapResource.SECRET)
        .post("/oauth2/token")
        .then()
        .statusCode(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"public\",\"scopes\":[\"viewers.read\"]}",
        "{\"key\":{\"kty\":\"EC\"},\"scopes\":[\"viewers.read\"]}",
        "{\"publicKey\":[],\"scopes\":[\"viewers.read\"]}",
      })
  void noSecretIsMadeForAClientThatAskedForSomethingElse(String body) {
    problem(admin().body(body).post("/v1/clients"), 400, "invalid-request")
        .body(not(containsString("secret\"")))
        .body("errors[0].message", containsString("known are id, publicKeys, scopes"));
  }

  @Test
  void aMisspeltMemberOfAJwkIsNamed() {
    Map<String, Object> jwk =
        new HashMap<>(
            TestCredentials.newKey("strict").toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
    jwk.put("uze", "enc");
    problem(
            admin()
                .body(
                    JsonUtil.toJson(
                        Map.of("scopes", List.of("viewers.read"), "publicKeys", List.of(jwk))))
                .post("/v1/clients"),
            400,
            "invalid-request")
        .body("errors.field", hasItem("publicKeys[0].uze"))
        .body("errors[0].message", containsString("did you mean use?"));
  }

  @Test
  void anEntitlementWhoseEndIsMisspeltIsNotSet() {
    String viewer = newViewer(unique("strict"));
    problem(
            admin()
                .body("{\"endAt\":\"2026-01-01T00:00:00Z\"}")
                .put("/v1/viewers/{id}/entitlements/basic", viewer),
            400,
            "invalid-request")
        .body("errors[0].message", containsString("did you mean endsAt?"));
    admin().get("/v1/viewers/{id}/entitlements", viewer).then().body("packages.size()", equalTo(0));
  }

  @Test
  void anEntitlementIsTakenAsItIsAnswered() {
    String viewer = newViewer(unique("strict"));
    String path = "/v1/viewers/" + viewer + "/entitlements/basic";
    admin()
        .body(
            "{\"state\":\"suspended\",\"endsAt\":\"2099-01-01T00:00:00.123456Z\",\"source\":\"x\"}")
        .put(path)
        .then()
        .statusCode(200);
    Map<String, Object> read =
        admin().get("/v1/viewers/{id}/entitlements", viewer).path("entitlements[0]");
    for (int round = 0; round < 2; round++) {
      Map<String, Object> answered =
          admin().body(JsonUtil.toJson(read)).put(path).then().statusCode(200).extract().path("");
      assertThat(answered).isEqualTo(read);
    }
    for (Map.Entry<String, Object> changed :
        Map.<String, Object>of(
                "id", "x",
                "package", "other",
                "stateAt", "2020-01-01T00:00:00Z",
                "effective", true)
            .entrySet()) {
      Map<String, Object> body = new HashMap<>(read);
      body.put(changed.getKey(), changed.getValue());
      problem(admin().body(JsonUtil.toJson(body)).put(path), 400, "invalid-request")
          .body("errors.field", equalTo(List.of(changed.getKey())));
    }
    problem(
            admin().body("{\"effective\":true}").put("/v1/viewers/{id}/entitlements/new", viewer),
            400,
            "invalid-request")
        .body("errors[0].field", equalTo("effective"));
  }

  @Test
  void aViewerIsTakenAsTheyAreAnswered() {
    String viewer = newViewer(unique("strict"));
    Map<String, Object> read = admin().get("/v1/viewers/{id}", viewer).path("");
    admin().body(JsonUtil.toJson(read)).patch("/v1/viewers/{id}", viewer).then().statusCode(200);
    for (Map.Entry<String, Object> changed :
        Map.<String, Object>of(
                "id", "x",
                "hasPassword", false,
                "createdAt", "2020-01-01T00:00:00Z",
                "updatedAt", "2020-01-01T00:00:00Z")
            .entrySet()) {
      problem(
              admin()
                  .body(JsonUtil.toJson(Map.of(changed.getKey(), changed.getValue())))
                  .patch("/v1/viewers/{id}", viewer),
              400,
              "invalid-request")
          .body("errors.field", equalTo(List.of(changed.getKey())));
    }
    problem(
            admin().body("{\"externalID\":\"x\"}").patch("/v1/viewers/{id}", viewer),
            400,
            "invalid-request")
        .body("errors[0].message", containsString("did you mean externalId?"));
  }

  @Test
  void everyErrorIsListedAtAnOperation() throws Exception {
    new ApiOperations("auth-service", base)
        .assertEveryCodeIsListed(
            Arrays.stream(AuthError.values()).map(AuthError::code).collect(Collectors.toSet()),
            Arrays.stream(CommonError.values()).map(CommonError::code).collect(Collectors.toSet()));
  }
}
