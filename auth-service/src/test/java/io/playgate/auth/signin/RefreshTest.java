package io.playgate.auth.signin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.playgate.auth.AuthTest;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class RefreshTest extends AuthTest {

  @Inject Session database;

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
  void aTokenSentAgainWithinTheGraceIsAnsweredTheSameSuccessor() {
    // Given an answer that was lost
    Response signIn = newSignIn();
    String lost = refresh(signIn.path("refresh_token")).path("refresh_token");

    // When the app asks again
    clock.advance(Duration.ofSeconds(9));
    Response again = refresh(signIn.path("refresh_token"));

    // Then it has the successor that the lost answer held, with a viewer token that holds
    again.then().statusCode(200);
    assertThat(again.<String>path("refresh_token")).isEqualTo(lost);
    assertThat(claims(again.path("access_token")).get("login"))
        .isEqualTo(claims(signIn.path("access_token")).get("login"));
    refresh(lost).then().statusCode(200);
    given().auth().oauth2(again.path("access_token")).post("/v1/sign-out").then().statusCode(204);
  }

  @Test
  void aTokenReplayedAfterTheGraceEndsTheSession() {
    Response signIn = newSignIn();
    String successor = refresh(signIn.path("refresh_token")).path("refresh_token");
    clock.advance(Duration.ofSeconds(11));
    oauthError(refresh(signIn.path("refresh_token")), 400, "invalid_grant");
    oauthError(refresh(successor), 400, "invalid_grant");
  }

  @Test
  void repeatingATokenDoesNotProlongItsGrace() {
    Response signIn = newSignIn();
    refresh(signIn.path("refresh_token")).then().statusCode(200);
    clock.advance(Duration.ofSeconds(6));
    String successor = refresh(signIn.path("refresh_token")).path("refresh_token");
    clock.advance(Duration.ofSeconds(6));
    oauthError(refresh(signIn.path("refresh_token")), 400, "invalid_grant");
    oauthError(refresh(successor), 400, "invalid_grant");
  }

  @Test
  void aTokenWhoseSuccessorWasUsedEndsTheSessionWithinTheGraceToo() {
    // Given T0 -> T1 -> T2, all within the grace
    Response signIn = newSignIn();
    String first = refresh(signIn.path("refresh_token")).path("refresh_token");
    String second = refresh(first).path("refresh_token");
    // When the grandparent comes back, then it is reuse, though its own grace is not over
    oauthError(refresh(signIn.path("refresh_token")), 400, "invalid_grant");
    oauthError(refresh(first), 400, "invalid_grant");
    oauthError(refresh(second), 400, "invalid_grant");
  }

  @Test
  void theGraceIsForTheSameClientOnly() {
    Response signIn = newSignIn();
    String successor = refresh(signIn.path("refresh_token")).path("refresh_token");
    oauthError(
        given()
            .formParam("grant_type", "refresh_token")
            .formParam("refresh_token", signIn.<String>path("refresh_token"))
            .formParam("client_id", "somebody")
            .post("/oauth2/token"),
        400,
        "unauthorized_client");
    // and the viewer's own app is not signed out by it
    refresh(successor).then().statusCode(200);
  }

  @Test
  void theGraceGivesNothingToASessionThatEnded() {
    Response signedOut = newSignIn();
    Response refreshed = refresh(signedOut.path("refresh_token"));
    given()
        .auth()
        .oauth2(refreshed.path("access_token"))
        .post("/v1/sign-out")
        .then()
        .statusCode(204);
    oauthError(refresh(signedOut.path("refresh_token")), 400, "invalid_grant");

    String login = unique("viewer");
    String id = newViewer(login);
    Response disabled = signIn(login, PASSWORD, "tv");
    refresh(disabled.path("refresh_token")).then().statusCode(200);
    admin().body("{\"state\":\"disabled\"}").patch("/v1/viewers/" + id).then().statusCode(200);
    oauthError(refresh(disabled.path("refresh_token")), 400, "invalid_grant");
  }

  @Test
  void aSecretThatWasNeverOneEndsTheSession() {
    // Given a handle that is known with a secret that is made up, the successor cannot be had
    Response signIn = newSignIn();
    String successor = refresh(signIn.path("refresh_token")).path("refresh_token");
    String madeUp = signIn.<String>path("refresh_token").substring(0, 22) + "A".repeat(42);
    oauthError(refresh(madeUp), 400, "invalid_grant");
    oauthError(refresh(successor), 400, "invalid_grant");
  }

  @Test
  void theSuccessorStandsNowhereInTheDatabase() {
    Response signIn = newSignIn();
    String successor = refresh(signIn.path("refresh_token")).path("refresh_token");
    String stored =
        QuarkusTransaction.requiringNew()
            .call(() ->
                database
                    .createNativeQuery(
                        "select cast(s as text) from sign_in_session s where device_id = :device",
                        String.class)
                    .setParameter("device", signIn.path("deviceId"))
                    .getSingleResult());
    byte[] bytes = Base64.getUrlDecoder().decode(successor);
    assertThat(stored)
        .doesNotContain(HexFormat.of().formatHex(Arrays.copyOfRange(bytes, 16, 48)))
        .doesNotContain(successor);
  }

  @Test
  void twoAtOnceNeverSignTheViewerOut() throws Exception {
    Response answer = newSignIn();
    String login = String.valueOf(claims(answer.path("access_token")).get("login"));
    String token = answer.path("refresh_token");
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < 200; round++) {
        String present = token;
        CyclicBarrier start = new CyclicBarrier(2);
        Callable<Response> exchange =
            () -> {
              start.await();
              return refresh(present);
            };
        List<Future<Response>> both = threads.invokeAll(Collections.nCopies(2, exchange));
        Response one = both.get(0).get();
        Response other = both.get(1).get();
        assertThat(List.of(one.statusCode(), other.statusCode()))
            .as("round %d", round)
            .containsOnly(200);
        assertThat(one.<String>path("refresh_token")).isEqualTo(other.path("refresh_token"));
        for (Response each : List.of(one, other)) {
          assertThat(claims(each.path("access_token"))).containsEntry("login", login);
        }
        token = one.path("refresh_token");
      }
    }
    Response last = refresh(token);
    given().auth().oauth2(last.path("access_token")).post("/v1/sign-out").then().statusCode(204);
    oauthError(refresh(last.path("refresh_token")), 400, "invalid_grant");
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
