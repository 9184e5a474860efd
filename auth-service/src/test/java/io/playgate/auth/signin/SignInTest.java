package io.playgate.auth.signin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;

import io.playgate.auth.AuthTest;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jose4j.json.JsonUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class SignInTest extends AuthTest {

  @Test
  void aViewerSignsInByExternalIdAndGetsAViewerToken() {
    String login = unique("viewer");
    String id = newViewer(login);

    ExtractableResponse<Response> answer =
        signIn(login, PASSWORD, "tv")
            .then()
            .statusCode(200)
            .header("Cache-Control", "no-store")
            .body("token_type", equalTo("Bearer"))
            .body("expires_in", equalTo(600))
            .body("refresh_token", matchesPattern("[A-Za-z0-9_-]{64}"))
            .body("deviceId", matchesPattern("[A-Za-z0-9_-]{22}"))
            .extract();
    String token = answer.path("access_token");

    assertThat(header(token)).containsEntry("typ", "at+jwt").containsEntry("alg", "ES256");
    Map<String, Object> claims = claims(token);
    assertThat(claims)
        .containsEntry("iss", TestCredentials.ISSUER)
        .containsEntry("sub", id)
        .containsEntry("aud", List.of("playgate:auth", "playgate:token"))
        .containsEntry("client_id", "first-party")
        .containsEntry("scope", "playback")
        .containsEntry("device", answer.path("deviceId"))
        .containsEntry("device_label", "tv")
        .containsEntry("packages", List.of())
        .containsKeys("login", "jti", "iat", "exp")
        .doesNotContainKey("session_limit");
    assertThat(claims)
        .hasEntrySatisfying(
            "exp", exp -> assertThat(claims).containsEntry("iat", (Long) exp - 600));
  }

  @Test
  void anEmailAddressIsNotCaseSensitiveAndLimitsStandInTheToken() {
    String name = unique("ada");
    newViewer(Map.of("email", name + "@Example.org", "password", PASSWORD, "sessionLimit", 3));
    String token =
        signIn(name.toUpperCase(java.util.Locale.ROOT) + "@example.ORG", PASSWORD, "tv")
            .then()
            .statusCode(200)
            .extract()
            .path("access_token");
    assertThat(claims(token)).containsEntry("session_limit", 3L);
  }

  @Test
  void anUnknownLoginAndAWrongPasswordAreAnsweredTheSame() {
    String login = unique("viewer");
    newViewer(login);
    Response wrong = signIn(login, "wrong password", "tv");
    Response unknown = signIn(unique("nobody"), "wrong password", "tv");
    problem(wrong, 401, "invalid-credentials").header("WWW-Authenticate", notNullValue());
    problem(unknown, 401, "invalid-credentials");
    assertThat(unknown.path("detail").toString()).isEqualTo(wrong.path("detail"));
  }

  @Test
  void aViewerWithoutPasswordCannotSignIn() {
    String login = unique("viewer");
    newViewer(Map.of("externalId", login));
    problem(signIn(login, PASSWORD, "tv"), 401, "invalid-credentials");
  }

  @Test
  void aDisabledViewerIsToldSoOnlyWithTheRightPassword() {
    String login = unique("viewer");
    String id = newViewer(login);
    admin().body("{\"state\":\"disabled\"}").patch("/v1/viewers/" + id).then().statusCode(200);
    problem(signIn(login, PASSWORD, "tv"), 403, "viewer-disabled");
    problem(signIn(login, "wrong password", "tv"), 401, "invalid-credentials");
  }

  @Test
  void guessingIsSlowedDownAndThePasswordHoldsAfterwards() {
    String login = unique("viewer");
    newViewer(login);
    for (int i = 0; i < 6; i++) {
      problem(signIn(login, "wrong password", "tv"), 401, "invalid-credentials");
    }
    problem(signIn(login, "wrong password", "tv"), 429, "too-many-attempts")
        .header("Retry-After", matchesPattern("[1-3]"));
    problem(signIn(login, PASSWORD, "tv"), 429, "too-many-attempts");

    clock.advance(Duration.ofSeconds(3));
    signIn(login, PASSWORD, "tv").then().statusCode(200);
    problem(signIn(login, "wrong password", "tv"), 401, "invalid-credentials");
  }

  @Test
  void theDelayGrowsToItsLimitAndIsForgotten() {
    String login = unique("nobody");
    int wait = 0;
    for (int i = 0; i < 20; i++) {
      Response answer = signIn(login, "wrong password", "tv");
      if (answer.statusCode() == 429) {
        wait = Integer.parseInt(answer.header("Retry-After"));
        clock.advance(Duration.ofSeconds(wait));
      }
    }
    assertThat(wait).isBetween(100, 901);
    clock.advance(Duration.ofHours(2));
    for (int i = 0; i < 6; i++) {
      problem(signIn(login, "wrong password", "tv"), 401, "invalid-credentials");
    }
  }

  @Test
  void aBurstOfGuessesIsCountedAsOne() throws Exception {
    String login = unique("nobody");
    try (ExecutorService threads = Executors.newFixedThreadPool(12)) {
      Callable<Integer> guess = () -> signIn(login, "wrong password", "tv").statusCode();
      List<Integer> statuses = new java.util.ArrayList<>();
      for (Future<Integer> one : threads.invokeAll(java.util.Collections.nCopies(12, guess))) {
        statuses.add(one.get());
      }
      assertThat(statuses).containsOnly(401, 429);
      assertThat(statuses.stream().filter(status -> status == 401).count()).isEqualTo(6);
    }
  }

  @Test
  void twoSignInsAtOnceDoNotTakeTheSameLastPlace() throws Exception {
    String login = unique("viewer");
    newViewer(Map.of("externalId", login, "password", PASSWORD, "deviceLimit", 1));
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Integer>> tries = new java.util.ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String device = "device-" + i;
        tries.add(() -> signIn(login, PASSWORD, device).statusCode());
      }
      int signedIn = 0;
      for (Future<Integer> one : threads.invokeAll(tries)) {
        signedIn += one.get() == 200 ? 1 : 0;
      }
      assertThat(signedIn).isEqualTo(1);
    }
  }

  @Test
  void anEndedSessionFreesItsDevice() {
    String login = unique("viewer");
    newViewer(Map.of("externalId", login, "password", PASSWORD, "deviceLimit", 1));
    signIn(login, PASSWORD, "tv").then().statusCode(200);
    problem(signIn(login, PASSWORD, "phone"), 403, "too-many-devices");
    clock.advance(Duration.ofDays(31));
    signIn(login, PASSWORD, "phone").then().statusCode(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "\"x\"",
        "{\"login\":\"a\"}",
        "{\"login\":\"a\",\"password\":\"b\"}",
        "{\"login\":null,\"password\":\"b\",\"device\":\"c\"}",
        "{\"login\":{},\"password\":\"b\",\"device\":\"c\"}",
        "{\"login\":7,\"password\":\"b\",\"device\":\"c\"}",
        "{\"login\":\"\",\"password\":\"b\",\"device\":\"c\"}",
        "{\"login\":\"a\\u0000\",\"password\":\"b\",\"device\":\"c\"}",
        "{\"login\":\"a\",\"password\":\"b\",\"device\":\"c\\n\"}",
        "{\"login\":\"a\",\"password\":\"b\",\"device\":\"\\u0000\"}",
        "{\"login\":\"a\",\"password\":\"b\",\"device\":\"\\ud800\"}",
        "{\"login\":\"a\",\"login\":\"b\",\"password\":\"b\",\"device\":\"c\"}"
      })
  void badBodiesAreProblems(String body) {
    Response answer = given().contentType(ContentType.JSON).body(body).post("/v1/sign-in");
    answer.then().statusCode(400).contentType("application/problem+json");
  }

  @Test
  void overLongFieldsAreProblems() {
    for (Map<String, String> body :
        List.of(
            Map.of("login", "a".repeat(255), "password", "b", "device", "c"),
            Map.of("login", "a", "password", "b".repeat(257), "device", "c"),
            Map.of("login", "a", "password", "b", "device", "c".repeat(129)))) {
      problem(
          given().contentType(ContentType.JSON).body(JsonUtil.toJson(body)).post("/v1/sign-in"),
          400,
          "invalid-request");
    }
  }

  @Test
  void otherTypesAndTooLargeBodiesAreProblems() {
    problem(
        given().contentType("text/xml").body("<a/>").post("/v1/sign-in"),
        415,
        "unsupported-media-type");
    problem(given().formParam("login", "a").post("/v1/sign-in"), 415, "unsupported-media-type");
    problem(
        given().contentType(ContentType.JSON).body("x".repeat(70_000)).post("/v1/sign-in"),
        413,
        "body-too-large");
    problem(given().get("/v1/sign-in"), 405, "method-not-allowed");
  }

  @Test
  void signingOutNeedsAViewerTokenThatHolds() {
    problem(given().post("/v1/sign-out"), 401, "unauthenticated")
        .header("WWW-Authenticate", equalTo("Bearer realm=\"playgate\""));
    problem(given().auth().oauth2("x").post("/v1/sign-out"), 401, "invalid-token")
        .header("WWW-Authenticate", equalTo("Bearer realm=\"playgate\", error=\"invalid_token\""));
    problem(given().auth().oauth2(adminToken()).post("/v1/sign-out"), 403, "insufficient-scope");

    String login = unique("viewer");
    newViewer(login);
    String token = signIn(login, PASSWORD, "tv").path("access_token");
    problem(
        given().auth().oauth2(TestCredentials.tampered(token)).post("/v1/sign-out"),
        401,
        "invalid-token");
    problem(
        given()
            .auth()
            .oauth2(TestCredentials.current().viewerToken("v", "l", "d"))
            .post("/v1/sign-out"),
        401,
        "invalid-token");
    clock.advance(Duration.ofMinutes(11));
    problem(given().auth().oauth2(token).post("/v1/sign-out"), 401, "invalid-token");
    clock.reset();
    given().auth().oauth2(token).post("/v1/sign-out").then().statusCode(204);
    given().auth().oauth2(token).post("/v1/sign-out").then().statusCode(204);
  }
}
