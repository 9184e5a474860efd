package io.playgate.token.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.playgate.playbacktoken.ClaimedToken;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.revocationlist.SessionData;
import io.playgate.token.testing.Catalog;
import io.playgate.token.testing.Player;
import io.playgate.token.testing.Revocation;
import io.playgate.token.testing.Suite;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds, cut-offs and session rules, at start, at asking again and at refresh. */
@QuarkusTest
@Suite
class RevokedPlaybackTest {

  @ParameterizedTest
  @CsvSource({"viewer", "device", "sign-in", "asset", "viewer+package"})
  void underAHoldNothingStartsAndNothingIsRefreshed(String scope) {
    String asset = Catalog.newAsset("jwt", "path", 300);
    String other = Catalog.newAsset("jwt", "path", 300);
    Player player = Player.of("basic");
    String sid = player.start(asset).then().statusCode(201).extract().path("sessionId");
    String subject =
        switch (scope) {
          case "viewer" -> player.viewer();
          case "device" -> player.device();
          case "sign-in" -> player.login();
          case "asset" -> asset;
          default -> player.viewer() + "/basic";
        };

    String hold = Revocation.hold(scope, subject);

    await()
        .untilAsserted(
            () -> player.refresh(sid).then().statusCode(403).body("code", equalTo("held")));
    player
        .start(asset)
        .then()
        .statusCode(403)
        .body("code", equalTo("held"))
        .header("Retry-After", nullValue());
    player.start(other).then().statusCode(scope.equals("asset") ? 201 : 403);

    Revocation.lift(hold);

    await().untilAsserted(() -> player.refresh(sid).then().statusCode(200));
    player.start(asset).then().statusCode(200).body("sessionId", equalTo(sid));
  }

  @Test
  void aDeniedStartLeavesNeitherSessionNorSlotBehind() {
    String asset = Catalog.newAsset("jwt", "path", 300);
    String other = Catalog.newAsset("jwt", "path", 300);
    Player player = Player.of("basic").withLimit(1);
    String hold = Revocation.hold("asset", asset);
    await().untilAsserted(() -> Player.of("basic").start(asset).then().statusCode(403));

    player.start(asset).then().statusCode(403);
    player.withPackages("sports").start(other).then().statusCode(403);

    player.start(other).then().statusCode(201);
    Revocation.lift(hold);
  }

  @Test
  void aDeniedRefreshDoesNotKeepTheSlot() {
    String asset = Catalog.newAsset("jwt", "path", 3);
    String other = Catalog.newAsset("jwt", "path", 3);
    Player player = Player.of("basic").withLimit(1);
    String sid = player.start(asset).then().statusCode(201).extract().path("sessionId");
    Revocation.hold("asset", asset);

    // Refreshed again and again under a hold: the slot expires when the last token does.
    await()
        .untilAsserted(() -> {
          player.refresh(sid);
          player.start(other).then().statusCode(201);
        });
  }

  @Test
  void withinTheMarginOfACutOffNothingIsIssued() {
    String asset = Catalog.newAsset("jwt", "path", 300);
    Player player = Player.of("basic");
    JsonPath first = player.start(asset).then().statusCode(201).extract().jsonPath();
    String sid = first.getString("sessionId");

    Revocation.cutOff("viewer", player.viewer(), System.currentTimeMillis() + 2500);

    Response denied =
        await().until(() -> player.refresh(sid), answer -> answer.statusCode() == 403);
    denied.then().body("code", equalTo("revoked"));
    assertThat(Integer.parseInt(denied.header("Retry-After"))).isBetween(1, 4);
    player.start(asset).then().statusCode(403).body("code", equalTo("revoked"));

    // When the margin is over, a token is issued again, and never the one that was hit.
    Response again = await().until(() -> player.start(asset), answer -> answer.statusCode() == 200);
    again
        .then()
        .body("sessionId", equalTo(sid))
        .body("token.value", not(equalTo(first.getString("token.value"))));
  }

  @Test
  void aCutOffInThePastKillsTheTokenButNotTheSession() {
    String asset = Catalog.newAsset("jwt", "path", 300);
    Player player = Player.of("basic");
    JsonPath first = player.start(asset).then().statusCode(201).extract().jsonPath();
    long issuedBefore = System.currentTimeMillis();
    await().until(() -> System.currentTimeMillis() > issuedBefore + 2100);

    Revocation.cutOff("sign-in", player.login(), issuedBefore + 1000);

    await()
        .untilAsserted(() ->
            player
                .start(asset)
                .then()
                .statusCode(200)
                .body("sessionId", equalTo(first.getString("sessionId")))
                .body("token.value", not(equalTo(first.getString("token.value")))));
  }

  @ParameterizedTest
  @CsvSource({"viewer", "device", "sign-in", "viewer+package"})
  void aViewerTokenFromBeforeACutOffNeitherStartsNorRefreshes(String scope) {
    String asset = Catalog.newAsset("jwt", "path", 300);
    String other = Catalog.newAsset("jwt", "path", 300);
    Player player = Player.of("basic");
    String sid = player.start(asset).then().statusCode(201).extract().path("sessionId");
    String old = player.token();
    long issuedBefore = System.currentTimeMillis();
    await().until(() -> System.currentTimeMillis() > issuedBefore + 2100);
    String subject =
        switch (scope) {
          case "viewer" -> player.viewer();
          case "device" -> player.device();
          case "sign-in" -> player.login();
          default -> player.viewer() + "/basic";
        };

    Revocation.cutOff(scope, subject, issuedBefore + 1000);

    await()
        .untilAsserted(() ->
            Player.refreshWith(sid, old).then().statusCode(403).body("code", equalTo("revoked")));
    Player.startWith(other, old).then().statusCode(403).body("code", equalTo("revoked"));
    player.refresh(sid).then().statusCode(200);
    player.start(other).then().statusCode(201);
  }

  /** By what an edge calls the token, which is made of what was signed and not of its text. */
  @Test
  void aTokenThatWasRevokedByItsTextIsNotAnsweredAgain() {
    for (String dialect : List.of("jwt", "edgeauth")) {
      String asset = Catalog.newAsset(dialect, "path", 300);
      Player player = Player.of("basic");
      JsonPath first = player.start(asset).then().statusCode(201).extract().jsonPath();
      String token = first.getString("token.value");
      assertThat(player.start(asset).jsonPath().getString("token.value")).isEqualTo(token);
      ClaimedToken claimed = Objects.requireNonNull(ClaimedToken.read(token));
      TokenIdentity identity = claimed.identity();
      String data = claimed.data();
      String subject =
          identity != null
              ? identity.value()
              : SessionData.decode(String.valueOf(data)).orElseThrow().tokenId();

      Revocation.cutOff("token", subject, 0);

      await()
          .untilAsserted(() ->
              assertThat(player.start(asset).jsonPath().getString("token.value"))
                  .as(dialect)
                  .isNotEqualTo(token));
    }
  }

  @Test
  void aRevokedOpaqueTokenIsNotAnsweredAgain() {
    String asset = Catalog.newAsset("opaque", "path", 300);
    Player player = Player.of("basic");
    JsonPath first = player.start(asset).then().statusCode(201).extract().jsonPath();
    String sha256 =
        String.valueOf(
            Revocation.registrations(first.getString("sessionId")).getFirst().get("sha256"));

    Revocation.cutOff("token", sha256, System.currentTimeMillis());

    await()
        .untilAsserted(() ->
            player
                .start(asset)
                .then()
                .statusCode(200)
                .body("token.value", not(equalTo(first.getString("token.value")))));
  }

  @Test
  void aRevokedSessionIsNotRefreshedAndGivesItsSlotToAnother() {
    String asset = Catalog.newAsset("jwt", "path", 300);
    String other = Catalog.newAsset("jwt", "path", 300);
    Player player = Player.of("basic").withLimit(1);
    String sid = player.start(asset).then().statusCode(201).extract().path("sessionId");

    Revocation.cutOff("session", sid, System.currentTimeMillis());

    await()
        .untilAsserted(
            () -> player.refresh(sid).then().statusCode(403).body("code", equalTo("revoked")));
    String next = player.start(other).then().statusCode(201).extract().path("sessionId");
    assertThat(next).isNotEqualTo(sid);
    player.refresh(sid).then().statusCode(404);
  }

  @Test
  void askingAgainForARevokedSessionStartsAnother() {
    String asset = Catalog.newAsset("jwt", "path", 300);
    Player player = Player.of("basic").withLimit(1);
    String sid = player.start(asset).then().statusCode(201).extract().path("sessionId");

    Revocation.cutOff("session", sid, System.currentTimeMillis());

    await()
        .untilAsserted(
            () -> player.start(asset).then().statusCode(201).body("sessionId", not(equalTo(sid))));
  }

  @Test
  void anEndedSignInStartsNothingAndItsSlotIsFreeForTheNextOne() {
    String asset = Catalog.newAsset("jwt", "path", 300);
    String other = Catalog.newAsset("jwt", "path", 300);
    Player player = Player.of("basic").withLimit(1);
    String sid = player.start(asset).then().statusCode(201).extract().path("sessionId");
    Player next = player.signedInAgain();

    // As auth-service says that a sign-in has ended
    Revocation.hold("sign-in", player.login());

    await()
        .untilAsserted(
            () -> player.start(asset).then().statusCode(403).body("code", equalTo("held")));
    player.start(other).then().statusCode(403);
    player.refresh(sid).then().statusCode(403);
    // Another asset, so that the session is not the same again: it has lost its slot all the same.
    next.start(other).then().statusCode(201);
    next.start(asset).then().statusCode(403).body("code", equalTo("too-many-sessions"));
    assertThat(Revocation.sessionEnds(sid)).isEmpty();
  }

  @Test
  void aPackageThatIsNotHeldGrants() {
    String profile = Catalog.newId("p");
    Catalog.putProfile(profile, Catalog.profile(profile, "jwt", "path")).then().statusCode(201);
    String asset = Catalog.newId("a");
    Map<String, Object> body = Catalog.asset(asset, profile);
    body.put("packages", java.util.List.of("basic", "premium"));
    Catalog.putAsset(asset, body).then().statusCode(201);
    Player player = Player.of("basic", "premium");
    Revocation.hold("viewer+package", player.viewer() + "/basic");
    await()
        .untilAsserted(
            () -> player.withPackages("basic").start(asset).then().body("code", equalTo("held")));

    player.start(asset).then().statusCode(201);
  }

  @Test
  void refreshNeedsThePackageThatGranted() {
    String asset = Catalog.newAsset("jwt", "path", 300);
    Player player = Player.of("basic");
    String sid = player.start(asset).then().statusCode(201).extract().path("sessionId");

    player
        .withPackages("sports")
        .refresh(sid)
        .then()
        .statusCode(403)
        .body("code", equalTo("not-entitled"));
  }
}
