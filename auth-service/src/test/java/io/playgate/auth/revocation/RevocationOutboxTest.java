package io.playgate.auth.revocation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.playgate.auth.AuthTest;
import io.playgate.auth.signin.SignInEnded;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RevocationOutboxTest extends AuthTest {

  @Inject Event<SignInEnded> ended;
  @Inject Session database;

  private String login = "";
  private String viewer = "";

  /** What revocation-service was asked. */
  private record Call(long at, String method, String id, String body, int status) {

    boolean isAbout(String subject) {
      return body.contains(subject);
    }

    JsonPath json() {
      return JsonPath.from(body);
    }
  }

  /** The first call of a process loads classes and opens connections. */
  @BeforeEach
  void theFirstCallIsMade() {
    UUID first = UUID.randomUUID();
    QuarkusTransaction.requiringNew()
        .run(() ->
            ended.fire(new SignInEnded(UUID.randomUUID(), first, SignInEnded.Reason.SIGNED_OUT)));
    await().atMost(Duration.ofSeconds(20)).until(() -> !taken(first.toString()).isEmpty());
  }

  @BeforeEach
  void aViewer() {
    control("status=0");
    control("delay=0");
    login = unique("viewer");
    viewer = newViewer(login);
  }

  @AfterEach
  void revocationServiceWorksAgain() {
    control("status=0");
    control("delay=0");
  }

  private static String control(String command) {
    return given()
        .baseUri(FakeRevocationService.address())
        .port(URI.create(FakeRevocationService.address()).getPort())
        .get("/control?" + command)
        .asString();
  }

  private static List<Call> calls() {
    List<Call> calls = new ArrayList<>();
    for (String line : control("calls").split("\n", -1)) {
      String[] parts = line.split("\t", -1);
      if (parts.length == 5) {
        calls.add(
            new Call(
                Long.parseLong(parts[0]),
                parts[1],
                parts[2],
                parts[3],
                Integer.parseInt(parts[4])));
      }
    }
    return calls;
  }

  private static List<Call> taken(String subject) {
    return calls().stream().filter(call -> call.isAbout(subject) && call.status() == 200).toList();
  }

  private static Call awaitTaken(String subject) {
    await()
        .atMost(Duration.ofSeconds(1))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !taken(subject).isEmpty());
    return taken(subject).getFirst();
  }

  /** Signs in; answers the access token and, behind a blank, the refresh token. */
  private String[] signedIn(String device) {
    JsonPath pair = signIn(login, PASSWORD, device).then().statusCode(200).extract().jsonPath();
    return new String[] {pair.getString("access_token"), pair.getString("refresh_token")};
  }

  private static String loginOf(String accessToken) {
    return String.valueOf(claims(accessToken).get("login"));
  }

  private static void signOut(String accessToken) {
    given().auth().oauth2(accessToken).post("/v1/sign-out").then().statusCode(204);
  }

  private static void isHoldOnSignIn(Call call, String reason) {
    assertThat(call.method()).isEqualTo("PUT");
    assertThat(call.id()).matches("[A-Za-z0-9_-]{20,64}");
    assertThat(call.json().getString("kind")).isEqualTo("hold");
    assertThat(call.json().getString("scope")).isEqualTo("sign-in");
    assertThat(call.json().getString("reason")).isEqualTo(reason);
    assertThat(Instant.parse(call.json().getString("expiresAt")))
        .isAfter(Instant.now().plus(Duration.ofHours(24)));
  }

  private void patch(String viewerId, String body) {
    admin().body(body).patch("/v1/viewers/" + viewerId).then().statusCode(200);
  }

  @Test
  void signOutIsAHoldOnTheSignInWithinASecond() {
    String token = signedIn("tv")[0];
    signOut(token);
    isHoldOnSignIn(awaitTaken(loginOf(token)), "sign-in.signed-out");
  }

  @Test
  void aReusedRefreshTokenIsAHoldOnTheSignIn() {
    String[] pair = signedIn("tv");
    refresh(pair[1]).then().statusCode(200);
    clock.advance(Duration.ofMinutes(5));
    refresh(pair[1]).then().statusCode(400);
    clock.reset();
    isHoldOnSignIn(awaitTaken(loginOf(pair[0])), "sign-in.token-reused");
  }

  @Test
  void aSignInThatIsReplacedOnItsDeviceIsHeld() {
    JsonPath first = signIn(login, PASSWORD, "tv").then().statusCode(200).extract().jsonPath();
    given()
        .contentType("application/json")
        .body(
            Map.of(
                "login",
                login,
                "password",
                PASSWORD,
                "device",
                "tv",
                "deviceId",
                first.getString("deviceId")))
        .post("/v1/sign-in")
        .then()
        .statusCode(200);
    isHoldOnSignIn(awaitTaken(loginOf(first.getString("access_token"))), "sign-in.replaced");
  }

  @Test
  void anotherPasswordHoldsEverySignIn() {
    String tv = loginOf(signedIn("tv")[0]);
    String phone = loginOf(signedIn("phone")[0]);
    patch(viewer, "{\"password\":\"another one that is long\"}");
    isHoldOnSignIn(awaitTaken(tv), "sign-in.password-changed");
    isHoldOnSignIn(awaitTaken(phone), "sign-in.password-changed");
    assertThat(taken(viewer)).isEmpty();
  }

  @Test
  void aDisabledViewerIsHeldUntilEnabledAgainAndTheSignInsStayEnded() {
    String token = signedIn("tv")[0];
    patch(viewer, "{\"state\":\"disabled\"}");
    isHoldOnSignIn(awaitTaken(loginOf(token)), "sign-in.viewer-disabled");
    Call hold = awaitTaken(viewer);
    assertThat(hold.json().getString("kind")).isEqualTo("hold");
    assertThat(hold.json().getString("scope")).isEqualTo("viewer");
    assertThat(hold.json().getString("reason")).isEqualTo("viewer.disabled");
    assertThat(hold.json().getString("expiresAt")).isNull();

    // Disabled again: it is the same hold.
    patch(viewer, "{\"state\":\"disabled\"}");
    patch(viewer, "{\"state\":\"active\"}");
    await()
        .atMost(Duration.ofSeconds(1))
        .until(() ->
            calls().stream()
                .anyMatch(call -> call.method().equals("DELETE") && call.id().equals(hold.id())));
    assertThat(taken(viewer)).hasSize(1);

    // Nothing else is lifted: not the hold on the sign-in.
    assertThat(
            calls().stream()
                .filter(call -> call.method().equals("DELETE"))
                .map(Call::id)
                .filter(awaitTaken(loginOf(token)).id()::equals))
        .isEmpty();
    patch(viewer, "{\"state\":\"disabled\"}");
    await().atMost(Duration.ofSeconds(1)).until(() -> taken(viewer).size() == 2);
    assertThat(taken(viewer).get(1).id()).isNotEqualTo(hold.id());
  }

  @Test
  void aDeletedViewerIsHeldUntilTheLastTokenHasExpired() {
    signedIn("tv");
    admin().delete("/v1/viewers/" + viewer).then().statusCode(204);
    Call hold = awaitTaken(viewer);
    assertThat(hold.json().getString("scope")).isEqualTo("viewer");
    assertThat(hold.json().getString("reason")).isEqualTo("viewer.deleted");
    assertThat(Instant.parse(hold.json().getString("expiresAt")))
        .isBetween(
            Instant.now().plus(Duration.ofHours(24)), Instant.now().plus(Duration.ofHours(26)));
  }

  @Test
  void theHoldOfADisabledViewerGetsAnEndWhenTheViewerIsDeleted() {
    patch(viewer, "{\"state\":\"disabled\"}");
    Call hold = awaitTaken(viewer);
    admin().delete("/v1/viewers/" + viewer).then().statusCode(204);
    await().atMost(Duration.ofSeconds(1)).until(() -> taken(viewer).size() == 2);
    assertThat(taken(viewer).get(1).id()).isEqualTo(hold.id());
    assertThat(taken(viewer).get(1).json().getString("expiresAt")).isNotNull();
  }

  @Test
  void whatIsRolledBackIsNotTold() {
    UUID rolledBack = UUID.randomUUID();
    UUID committed = UUID.randomUUID();
    UUID nobody = UUID.randomUUID();
    QuarkusTransaction.begin();
    ended.fire(new SignInEnded(nobody, rolledBack, SignInEnded.Reason.SIGNED_OUT));
    QuarkusTransaction.rollback();
    QuarkusTransaction.requiringNew()
        .run(() -> ended.fire(new SignInEnded(nobody, committed, SignInEnded.Reason.SIGNED_OUT)));
    awaitTaken(committed.toString());
    assertThat(taken(rolledBack.toString())).isEmpty();
  }

  @Test
  void itIsToldAgainUntilItIsTakenAndPutComesBeforeLift() {
    control("status=503");
    patch(viewer, "{\"state\":\"disabled\"}");
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> calls().stream().filter(call -> call.isAbout(viewer)).count() >= 3);
    // Signing in and out goes on meanwhile.
    patch(viewer, "{\"state\":\"active\"}");
    String token = signedIn("tv")[0];
    signOut(token);
    control("status=0");
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> !taken(viewer).isEmpty() && !taken(loginOf(token)).isEmpty());
    String rule = taken(viewer).getFirst().id();
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() ->
            calls().stream()
                .anyMatch(call -> call.id().equals(rule) && call.method().equals("DELETE")));
    List<String> order =
        calls().stream()
            .filter(call -> call.id().equals(rule) && call.status() == 200)
            .map(Call::method)
            .toList();
    assertThat(order).containsExactly("PUT", "DELETE");
  }

  @Test
  void anAnswerThatIsLostIsAskedForAgainUnderTheSameId() {
    control("delay=3500");
    String token = signedIn("tv")[0];
    signOut(token);
    await().atMost(Duration.ofSeconds(8)).until(() -> !taken(loginOf(token)).isEmpty());
    control("delay=0");
    await().atMost(Duration.ofSeconds(8)).until(() -> taken(loginOf(token)).size() >= 2);
    assertThat(taken(loginOf(token)).stream().map(Call::id).distinct()).hasSize(1);
  }

  @Test
  void aRuleThatIsRefusedForGoodHoldsUpNoOther() {
    String first = signedIn("tv")[0];
    control("status=400");
    control("where=" + loginOf(first));
    signOut(first);
    await()
        .atMost(Duration.ofSeconds(2))
        .until(() -> calls().stream().anyMatch(call -> call.isAbout(loginOf(first))));
    String second = signedIn("tv")[0];
    signOut(second);
    awaitTaken(loginOf(second));
    assertThat(calls().stream().filter(call -> call.isAbout(loginOf(first)))).hasSize(1);
    assertThat(taken(loginOf(first))).isEmpty();
  }

  @Test
  void theSharedRuleThatSomebodyElseLiftedIsPutUnderAnotherId() {
    UUID someone = UUID.randomUUID();
    control("status=409");
    control("where=" + someone);
    QuarkusTransaction.requiringNew()
        .run(() -> {
          for (int i = 0; i <= EndedSignIns.ENDS_PER_HOUR; i++) {
            ended.fire(new SignInEnded(someone, UUID.randomUUID(), SignInEnded.Reason.SIGNED_OUT));
          }
        });
    await()
        .atMost(Duration.ofSeconds(2))
        .until(() -> calls().stream().anyMatch(call -> call.isAbout(someone.toString())));
    control("status=0");
    await().atMost(Duration.ofSeconds(3)).until(() -> !taken(someone.toString()).isEmpty());
    assertThat(
            calls().stream()
                .filter(call -> call.isAbout(someone.toString()) && call.status() == 409)
                .map(Call::id))
        .doesNotContain(taken(someone.toString()).getFirst().id());
  }

  @Test
  void whoSignsInAndOutForEverMakesNoMoreThanAFewRules() {
    UUID someone = UUID.randomUUID();
    List<UUID> logins = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      UUID one = UUID.randomUUID();
      logins.add(one);
      QuarkusTransaction.requiringNew()
          .run(() -> ended.fire(new SignInEnded(someone, one, SignInEnded.Reason.SIGNED_OUT)));
    }
    awaitDelivered();
    List<String> ids =
        calls().stream()
            .filter(call ->
                call.isAbout(someone.toString())
                    || logins.stream().anyMatch(one -> call.isAbout(one.toString())))
            .map(Call::id)
            .distinct()
            .toList();
    assertThat(ids).hasSize(EndedSignIns.ENDS_PER_HOUR + 1);
    // The last of them is covered: the cut-off was told after it.
    Call last = taken(someone.toString()).getLast();
    assertThat(last.json().getString("kind")).isEqualTo("cut-off");
    assertThat(last.json().getString("scope")).isEqualTo("viewer");
  }

  @Test
  void whileRevocationServiceIsAwayTheOutboxIsBoundedPerViewer() {
    control("status=503");
    UUID someone = UUID.randomUUID();
    for (int i = 0; i < 200; i++) {
      QuarkusTransaction.requiringNew()
          .run(() ->
              ended.fire(
                  new SignInEnded(someone, UUID.randomUUID(), SignInEnded.Reason.SIGNED_OUT)));
    }
    long rows =
        QuarkusTransaction.requiringNew()
            .call(() ->
                database
                    .createNativeQuery("select count(*) from revocation_outbox", Long.class)
                    .getSingleResult());
    assertThat(rows).isLessThan(EndedSignIns.ENDS_PER_HOUR + 10);
    control("status=0");
    await().atMost(Duration.ofSeconds(5)).until(() -> !taken(someone.toString()).isEmpty());
  }

  @Test
  void aHealthCheckAndAGaugeTellHowFarBehindItIs() {
    control("status=503");
    String token = signedIn("tv")[0];
    signOut(token);
    await()
        .atMost(Duration.ofSeconds(8))
        .untilAsserted(() -> {
          String metrics = given().port(managementPort()).get("/q/metrics").asString();
          assertThat(metrics)
              .containsPattern(
                  "playgate_auth_revocation_outbox_oldest_age_seconds(\\{[^}]*})? [0-9]*\\.?[1-9]");
          JsonPath health =
              given()
                  .port(managementPort())
                  .get("/q/health/ready")
                  .then()
                  .statusCode(200)
                  .extract()
                  .jsonPath();
          assertThat(health.getInt("checks.find { it.name == 'revocation-outbox' }.data.waiting"))
              .isPositive();
        });
    control("status=0");
    awaitDelivered();
  }

  private void awaitDelivered() {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() ->
            QuarkusTransaction.requiringNew()
                .call(() ->
                    database
                            .createNativeQuery(
                                "select count(*) from revocation_outbox where refused_at is null",
                                Long.class)
                            .getSingleResult()
                        == 0));
  }

  private static int managementPort() {
    return org.eclipse.microprofile.config.ConfigProvider.getConfig()
        .getValue("quarkus.management.test-port", Integer.class);
  }
}
