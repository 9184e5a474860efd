package io.playgate.auth.signin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.playgate.auth.AuthTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class RefreshTest extends AuthTest {

  private static Response newSignIn() {
    String login = unique("viewer");
    newViewer(login);
    Response answer = signIn(login, PASSWORD, "tv");
    answer.then().statusCode(200);
    return answer;
  }

  @Test
  void aRefreshTokenIsExchangedForANewPairOfTheSameSession() {
    Response signIn = newSignIn();
    Response refreshed = refresh(signIn.path("refresh_token"));
    refreshed
        .then()
        .statusCode(200)
        .header("Cache-Control", "no-store")
        .body("token_type", equalTo("Bearer"))
        .body("expires_in", equalTo(600))
        .body("scope", equalTo("playback"));
    assertThat(refreshed.<String>path("refresh_token")).isNotEqualTo(signIn.path("refresh_token"));
    assertThat(claims(refreshed.path("access_token")))
        .containsEntry("login", claims(signIn.path("access_token")).get("login"))
        .containsEntry("device", signIn.path("deviceId"))
        .containsEntry("device_label", "tv");
    assertThat(refreshed.<String>path("deviceId")).isEqualTo(signIn.path("deviceId"));
    refresh(refreshed.path("refresh_token")).then().statusCode(200);
  }

  @Test
  void aUsedTokenEndsTheSession() {
    Response signIn = newSignIn();
    Response second = refresh(signIn.path("refresh_token"));
    Response third = refresh(second.path("refresh_token"));
    oauthError(refresh(signIn.path("refresh_token")), 400, "invalid_grant");
    oauthError(refresh(third.path("refresh_token")), 400, "invalid_grant");
  }

  @Test
  void aRefreshReflectsChangedEntitlements() {
    String login = unique("viewer");
    String id = newViewer(login);
    Response signIn = signIn(login, PASSWORD, "tv");
    admin().body("{}").put("/v1/viewers/" + id + "/entitlements/basic").then().statusCode(200);
    Response refreshed = refresh(signIn.path("refresh_token"));
    assertThat(claims(refreshed.path("access_token"))).containsEntry("packages", List.of("basic"));
  }

  @Test
  void aSessionEndsWhenIdleOrAtItsLimit() {
    Response idle = newSignIn();
    clock.advance(Duration.ofDays(31));
    oauthError(refresh(idle.path("refresh_token")), 400, "invalid_grant");

    clock.reset();
    String token = newSignIn().path("refresh_token");
    for (int i = 0; i < 8; i++) {
      clock.advance(Duration.ofDays(22));
      token = refresh(token).then().statusCode(200).extract().path("refresh_token");
    }
    clock.advance(Duration.ofDays(5));
    oauthError(refresh(token), 400, "invalid_grant");
  }

  @Test
  void disablingAndANewPasswordEndEverySession() {
    for (String patch :
        List.of("{\"state\":\"disabled\"}", "{\"password\":\"another password\"}")) {
      String login = unique("viewer");
      String id = newViewer(login);
      Response tv = signIn(login, PASSWORD, "tv");
      Response phone = signIn(login, PASSWORD, "phone");
      admin().body(patch).patch("/v1/viewers/" + id).then().statusCode(200);
      oauthError(refresh(tv.path("refresh_token")), 400, "invalid_grant");
      oauthError(refresh(phone.path("refresh_token")), 400, "invalid_grant");
    }
  }

  @Test
  void signingOutEndsTheSession() {
    Response signIn = newSignIn();
    given().auth().oauth2(signIn.path("access_token")).post("/v1/sign-out").then().statusCode(204);
    oauthError(refresh(signIn.path("refresh_token")), 400, "invalid_grant");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "%%%", "AAAA", "ä"})
  void whatIsNoTokenIsRefused(String token) {
    oauthError(refresh(token), 400, "invalid_grant");
    oauthError(refresh("A".repeat(64)), 400, "invalid_grant");
    oauthError(refresh("!".repeat(64)), 400, "invalid_grant");
  }

  @Test
  void aScopeBeyondPlaybackOrAnotherClientIsRefused() {
    String token = newSignIn().path("refresh_token");
    oauthError(
        given()
            .formParam("grant_type", "refresh_token")
            .formParam("refresh_token", token)
            .formParam("scope", "viewers.write")
            .post("/oauth2/token"),
        400,
        "invalid_scope");
    oauthError(
        given()
            .formParam("grant_type", "refresh_token")
            .formParam("refresh_token", token)
            .formParam("client_id", "somebody")
            .post("/oauth2/token"),
        400,
        "unauthorized_client");
    given()
        .formParam("grant_type", "refresh_token")
        .formParam("refresh_token", token)
        .formParam("client_id", "first-party")
        .formParam("scope", "playback")
        .post("/oauth2/token")
        .then()
        .statusCode(200);
  }
}
