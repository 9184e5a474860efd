package io.playgate.token.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.OpaqueTokens;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.revocationlist.RevocationScope;
import io.playgate.revocationlist.SessionData;
import io.playgate.revocationlist.SubjectDigest;
import io.playgate.support.testing.TestCredentials;
import io.playgate.token.testing.Catalog;
import io.playgate.token.testing.Player;
import io.playgate.token.testing.Revocation;
import io.playgate.token.testing.Suite;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Starting, asking again, refreshing and ending, for each dialect and carrier. */
@QuarkusTest
@Suite
class PlaybackSessionTest {

  @ParameterizedTest
  @CsvSource({"jwt,path", "jwt,query", "edgeauth,path", "edgeauth,query"})
  void theTokenOpensTheAssetAndNothingElse(String dialect, String carrier) throws Exception {
    String asset = Catalog.newAsset(dialect, carrier, 300);
    Player player = Player.of("basic", "sports");

    JsonPath answer = player.start(asset).then().statusCode(201).extract().jsonPath();

    String url = answer.getString("url");
    String value = answer.getString("token.value");
    assertThat(answer.getString("token.dialect")).isEqualTo(dialect);
    assertThat(answer.getString("token.carrier")).isEqualTo(carrier);
    assertThat(url).contains(answer.getString("token.name") + "=" + value).contains("master.m3u8");
    if (carrier.equals("path")) {
      assertThat(value).doesNotContain("/");
    }
    assertThat(answer.getString("sessionId")).matches("[A-Za-z0-9_-]{20,64}");
    PlaybackGrant grant = allowed(url, asset);
    assertThat(grant.session()).isEqualTo(answer.getString("sessionId"));
    assertThat(grant.paths()).hasSize(1).first().asString().endsWith("/vod/" + asset + "/*");
    assertThat(verdict(url.replace("/vod/" + asset + "/", "/vod/" + asset + "x/"), asset))
        .isInstanceOf(Verdict.Deny.class);
  }

  @Test
  void aJwtNamesAllItsSubjects() throws Exception {
    String asset = Catalog.newAsset("jwt", "path", 300);
    Player player = Player.of("basic");

    JsonPath answer = player.start(asset).then().statusCode(201).extract().jsonPath();

    PlaybackGrant grant = allowed(answer.getString("url"), asset);
    assertThat(grant.viewer()).isEqualTo(player.viewer());
    assertThat(grant.login()).isEqualTo(player.login());
    assertThat(grant.device()).isEqualTo(player.device());
    assertThat(grant.asset()).isEqualTo(asset);
    assertThat(grant.packageId()).isEqualTo("basic");
    assertThat(grant.tokenId()).isNotEmpty();
    assertThat(grant.notBefore()).isLessThanOrEqualTo(grant.issuedAt());
    // The life is counted from now; the issue time is the one up to which the rules are known.
    assertThat(Instant.parse(answer.getString("expiresAt")).getEpochSecond())
        .isEqualTo(grant.expiresAt())
        .isBetween(grant.issuedAt() + 300, grant.issuedAt() + 303);
    assertThat(Instant.parse(answer.getString("refreshAt")).getEpochSecond())
        .isEqualTo(grant.expiresAt() - 150);
  }

  @Test
  void anEdgeAuthTokenCarriesDigestsAndNoName() throws Exception {
    String asset = Catalog.newAsset("edgeauth", "path", 300);
    Player player = Player.of("basic");

    JsonPath answer = player.start(asset).then().statusCode(201).extract().jsonPath();

    String value = answer.getString("token.value");
    assertThat(value).doesNotContain("st=").doesNotContain(player.viewer());
    PlaybackGrant grant = allowed(answer.getString("url"), asset);
    SessionData data = SessionData.decode(String.valueOf(grant.data())).orElseThrow();
    SubjectDigest digest =
        new SubjectDigest(
            Base64.getUrlDecoder().decode(edgeConfiguration().getString("subjectDigestKey")));
    assertThat(data.viewer()).isEqualTo(digest.of(RevocationScope.VIEWER, player.viewer()));
    assertThat(data.login()).isEqualTo(digest.of(RevocationScope.SIGN_IN, player.login()));
    assertThat(data.viewerPackage()).isEqualTo(digest.ofViewerPackage(player.viewer(), "basic"));
    assertThat(data.issuedAtMillis() / 1000)
        .isBetween(grant.expiresAt() - 303, grant.expiresAt() - 300);
    assertThat(data.tokenId()).hasSize(SessionData.TOKEN_ID_TEXT_LENGTH);
  }

  @Test
  void anOpaqueTokenIsRegisteredByItsHash() {
    String asset = Catalog.newAsset("opaque", "path", 300);
    Player player = Player.of("basic");

    JsonPath answer = player.start(asset).then().statusCode(201).extract().jsonPath();

    String sid = answer.getString("sessionId");
    assertThat(answer.getString("token.value")).hasSize(43);
    assertThat(Revocation.registrations(sid))
        .singleElement()
        .satisfies(token -> {
          assertThat(token)
              .containsEntry("sha256", OpaqueTokens.sha256Hex(answer.getString("token.value")))
              .containsEntry("sub", player.viewer())
              .containsEntry("aud", asset)
              .containsEntry("login", player.login())
              .containsEntry("device", player.device())
              .containsEntry("package", "basic")
              .containsKeys("profile", "paths", "iat", "nbf", "exp", "jti");
          assertThat(token.toString()).doesNotContain(answer.getString("token.value"));
        });
  }

  @ParameterizedTest
  @CsvSource({"jwt", "edgeauth", "opaque"})
  void askingAgainAnswersTheSameSessionAndTheSameToken(String dialect) {
    String asset = Catalog.newAsset(dialect, "path", 300);
    Player player = Player.of("basic");
    JsonPath first = player.start(asset).then().statusCode(201).extract().jsonPath();

    JsonPath again = player.start(asset).then().statusCode(200).extract().jsonPath();

    assertThat(again.getString("sessionId")).isEqualTo(first.getString("sessionId"));
    assertThat(again.getString("url")).isEqualTo(first.getString("url"));
    assertThat(again.getString("expiresAt")).isEqualTo(first.getString("expiresAt"));
  }

  @Test
  void askingAgainForAnotherFormatAnswersTheSameTokenOnTheOtherFile() {
    String asset = Catalog.newAsset("jwt", "query", 300);
    Player player = Player.of("basic");
    JsonPath first = player.start(asset).then().statusCode(201).extract().jsonPath();

    JsonPath dash =
        player
            .start(Map.of("assetId", asset, "format", "dash"))
            .then()
            .statusCode(200)
            .extract()
            .jsonPath();

    assertThat(dash.getString("token.value")).isEqualTo(first.getString("token.value"));
    assertThat(dash.getString("url")).contains("/manifest.mpd?token=");
    assertThat(dash.getString("refreshUrl")).endsWith("/refresh?format=dash");
  }

  @Test
  void anotherPlayerLabelIsAnotherSession() {
    String asset = Catalog.newAsset("jwt", "path", 300);
    Player player = Player.of("basic");
    String first = player.start(asset).then().statusCode(201).extract().path("sessionId");

    player
        .start(Map.of("assetId", asset, "device", "picture-in-picture"))
        .then()
        .statusCode(201)
        .body("sessionId", org.hamcrest.Matchers.not(equalTo(first)));
  }

  @Test
  void inTheSecondPartOfItsLifeAnotherTokenIsAnswered() {
    String asset = Catalog.newAsset("jwt", "path", 4);
    Player player = Player.of("basic");
    JsonPath first = player.start(asset).then().statusCode(201).extract().jsonPath();
    Instant refreshAt = Instant.parse(first.getString("refreshAt"));

    org.awaitility.Awaitility.await().until(() -> Instant.now().isAfter(refreshAt.plusMillis(50)));

    JsonPath again = player.start(asset).then().statusCode(200).extract().jsonPath();
    assertThat(again.getString("sessionId")).isEqualTo(first.getString("sessionId"));
    assertThat(again.getString("token.value")).isNotEqualTo(first.getString("token.value"));
  }

  @ParameterizedTest
  @CsvSource({"jwt,path", "edgeauth,query"})
  void refreshAnswersANewTokenOfTheSameSession(String dialect, String carrier) throws Exception {
    String asset = Catalog.newAsset(dialect, carrier, 300);
    Player player = Player.of("basic");
    JsonPath first = player.start(asset).then().statusCode(201).extract().jsonPath();
    String sid = first.getString("sessionId");
    // Without a configured base URL it is relative, whatever the request's Host header says.
    assertThat(first.getString("refreshUrl"))
        .isEqualTo("/v1/playback-sessions/" + sid + "/refresh");

    JsonPath next =
        given()
            .auth()
            .oauth2(player.token())
            .post(first.getString("refreshUrl"))
            .then()
            .statusCode(200)
            .extract()
            .jsonPath();

    assertThat(next.getString("sessionId")).isEqualTo(sid);
    assertThat(allowed(next.getString("url"), asset).session()).isEqualTo(sid);
    // The one before holds on.
    assertThat(allowed(first.getString("url"), asset).session()).isEqualTo(sid);
  }

  @ParameterizedTest
  @CsvSource({"jwt,path", "edgeauth,path", "edgeauth,query", "opaque,path"})
  void howeverManyTokensAreAskedForInASecondNoTwoAreTheSame(String dialect, String carrier) {
    String asset = Catalog.newAsset(dialect, carrier, 300);
    Player player = Player.of("basic");
    JsonPath first = player.start(asset).then().statusCode(201).extract().jsonPath();
    String sid = first.getString("sessionId");
    List<String> tokens = new ArrayList<>(List.of(first.getString("token.value")));

    // More of them than seconds pass meanwhile
    for (int i = 0; i < 20; i++) {
      tokens.add(player.refresh(sid).then().statusCode(200).extract().path("token.value"));
    }

    assertThat(tokens).doesNotHaveDuplicates();
  }

  @Test
  void refreshOfAnOpaqueTokenRegistersAnother() {
    String asset = Catalog.newAsset("opaque", "path", 300);
    Player player = Player.of("basic");
    JsonPath first = player.start(asset).then().statusCode(201).extract().jsonPath();

    JsonPath next =
        player.refresh(first.getString("sessionId")).then().statusCode(200).extract().jsonPath();

    assertThat(next.getString("token.value")).isNotEqualTo(first.getString("token.value"));
    assertThat(Revocation.registrations(first.getString("sessionId"))).hasSize(2);
  }

  @Test
  void refreshKeepsTheSlot() {
    String asset = Catalog.newAsset("jwt", "path", 3);
    String other = Catalog.newAsset("jwt", "path", 3);
    Player player = Player.of("basic").withLimit(1);
    JsonPath first = player.start(asset).then().statusCode(201).extract().jsonPath();
    String sid = first.getString("sessionId");
    Instant firstExpiry = Instant.parse(first.getString("expiresAt"));
    org.awaitility.Awaitility.await()
        .until(() -> Instant.now().isAfter(firstExpiry.minusMillis(1500)));

    player.refresh(sid).then().statusCode(200);

    org.awaitility.Awaitility.await().until(() -> Instant.now().isAfter(firstExpiry));
    player.start(other).then().statusCode(403).body("code", equalTo("too-many-sessions"));
    // And it is free when the last token has expired.
    org.awaitility.Awaitility.await().until(() -> player.start(other).statusCode() == 201);
    player.refresh(sid).then().statusCode(404).body("code", equalTo("unknown-session"));
  }

  @Test
  void refreshAndEndNeedTheSameViewerAndSignIn() {
    String asset = Catalog.newAsset("jwt", "path", 300);
    Player player = Player.of("basic");
    String sid = player.start(asset).then().statusCode(201).extract().path("sessionId");

    for (Player other : List.of(Player.of("basic"), player.signedInAgain())) {
      other.refresh(sid).then().statusCode(404).body("code", equalTo("unknown-session"));
      other.end(sid).then().statusCode(404).body("code", equalTo("unknown-session"));
    }
    assertThat(Revocation.sessionEnds(sid)).isEmpty();
    player.refresh(sid).then().statusCode(200);
  }

  @ParameterizedTest
  @CsvSource({"jwt", "edgeauth", "opaque"})
  void aNewSignInOnTheSameDeviceEndsTheFormersSessionAndStartsItsOwn(String dialect) {
    String asset = Catalog.newAsset(dialect, "path", 300);
    Player player = Player.of("basic").withLimit(1);
    JsonPath first = player.start(asset).then().statusCode(201).extract().jsonPath();
    String sid = first.getString("sessionId");
    Player again = player.signedInAgain();

    JsonPath second = again.start(asset).then().statusCode(201).extract().jsonPath();

    assertThat(second.getString("sessionId")).isNotEqualTo(sid);
    assertThat(Revocation.sessionEnds(sid))
        .singleElement()
        .satisfies(rule -> {
          assertThat(rule).containsEntry("scope", "session");
          assertThat(Instant.parse(String.valueOf(rule.get("expiresAt"))))
              .isAfterOrEqualTo(Instant.parse(first.getString("expiresAt")));
        });
    again.refresh(second.getString("sessionId")).then().statusCode(200);
    player.refresh(sid).then().statusCode(404);
    player.refresh(second.getString("sessionId")).then().statusCode(404);
    player.end(second.getString("sessionId")).then().statusCode(404);
  }

  @Test
  void whereTheFormersSessionCannotBeEndedTheNewSignInStartsNothing() {
    String asset = Catalog.newAsset("jwt", "path", 300);
    Player player = Player.of("basic").withLimit(1);
    String sid = player.start(asset).then().statusCode(201).extract().path("sessionId");

    Revocation.failing(true);
    try {
      player
          .signedInAgain()
          .start(asset)
          .then()
          .statusCode(503)
          .body("code", equalTo("revocation-unavailable"));
    } finally {
      Revocation.failing(false);
    }

    player.refresh(sid).then().statusCode(200);
  }

  @Test
  void theDeviceIsTheOneOfTheViewerTokenWhateverTheRequestCallsThePlayer() {
    String asset = Catalog.newAsset("opaque", "path", 300);
    Player player = Player.of("basic");
    Player stranger = Player.of("basic");

    String sid =
        player
            .start(Map.of("assetId", asset, "device", stranger.device()))
            .then()
            .statusCode(201)
            .extract()
            .path("sessionId");
    Revocation.hold("device", stranger.device());

    org.awaitility.Awaitility.await()
        .untilAsserted(() -> stranger.start(asset).then().statusCode(403));
    assertThat(Revocation.registrations(sid))
        .allSatisfy(token -> assertThat(token).containsEntry("device", player.device()));
    player.refresh(sid).then().statusCode(200);
  }

  @Test
  void endRevokesTheSessionAndFreesTheSlot() {
    String asset = Catalog.newAsset("jwt", "path", 300);
    Player player = Player.of("basic").withLimit(1);
    JsonPath first = player.start(asset).then().statusCode(201).extract().jsonPath();
    String sid = first.getString("sessionId");

    player.end(sid).then().statusCode(204);

    assertThat(Revocation.sessionEnds(sid))
        .singleElement()
        .satisfies(rule -> {
          assertThat(rule).containsEntry("scope", "session");
          assertThat(rule).containsEntry("reason", "session.ended");
          assertThat(Instant.parse(String.valueOf(rule.get("expiresAt"))))
              .isAfterOrEqualTo(Instant.parse(first.getString("expiresAt")));
        });
    player.refresh(sid).then().statusCode(404);
    player.end(sid).then().statusCode(404);
    player
        .start(asset)
        .then()
        .statusCode(201)
        .body("sessionId", org.hamcrest.Matchers.not(equalTo(sid)));
  }

  @Test
  void withoutRevocationServiceASessionIsNotEndedAndAnOpaqueOneNotStarted() {
    String asset = Catalog.newAsset("jwt", "path", 300);
    String opaque = Catalog.newAsset("opaque", "path", 300);
    Player player = Player.of("basic").withLimit(1);
    String sid = player.start(asset).then().statusCode(201).extract().path("sessionId");
    Player other = Player.of("basic").withLimit(1);
    int before = Revocation.registrations();

    Revocation.failing(true);
    try {
      player
          .end(sid)
          .then()
          .statusCode(503)
          .header("Retry-After", "1")
          .body("code", equalTo("revocation-unavailable"));
      other.start(opaque).then().statusCode(503).body("code", equalTo("revocation-unavailable"));
    } finally {
      Revocation.failing(false);
    }

    assertThat(Revocation.registrations()).isEqualTo(before);
    // The slot of the session that could not be ended is taken, the other's is free.
    player.refresh(sid).then().statusCode(200);
    org.awaitility.Awaitility.await()
        .untilAsserted(() -> other.start(opaque).then().statusCode(201));
    org.awaitility.Awaitility.await().untilAsserted(() -> player.end(sid).then().statusCode(204));
  }

  @Test
  void tokensCanBeBoundToTheClientsAddressAndToASite() throws Exception {
    String profile = Catalog.newId("p");
    Map<String, Object> body = Catalog.profile(profile, "jwt", "path");
    body.put("bindings", Map.of("ip", "exact", "domain", "player.example.org"));
    Catalog.putProfile(profile, body).then().statusCode(201);
    String asset = Catalog.newId("a");
    Catalog.putAsset(asset, Catalog.asset(asset, profile)).then().statusCode(201);

    JsonPath answer = Player.of("basic").start(asset).then().statusCode(201).extract().jsonPath();

    Verdict elsewhere = verdict(answer.getString("url"), asset);
    assertThat(elsewhere).isInstanceOf(Verdict.Deny.class);
    Verdict here =
        verdict(
            answer.getString("url"),
            asset,
            "127.0.0.1",
            Map.of("origin", "https://player.example.org"));
    assertThat(here).isInstanceOf(Verdict.Allow.class);
  }

  @Test
  void aNewRevisionOfTheProfileIsATokenOfItsOwn() {
    String asset = Catalog.newAsset("jwt", "path", 300);
    Player player = Player.of("basic");
    JsonPath first = player.start(asset).then().statusCode(201).extract().jsonPath();
    String profile =
        Catalog.admin().get("/v1/assets/{id}", asset).then().extract().path("defaultProfile");
    Map<String, Object> longer = Catalog.profile(profile, "jwt", "path");
    longer.put("lifetimeSeconds", 900);
    Catalog.putProfile(profile, longer).then().statusCode(200);

    JsonPath again = player.start(asset).then().statusCode(200).extract().jsonPath();
    JsonPath refreshed =
        player.refresh(first.getString("sessionId")).then().statusCode(200).extract().jsonPath();

    for (JsonPath answer : List.of(again, refreshed)) {
      assertThat(Instant.parse(answer.getString("expiresAt")))
          .isAfter(Instant.parse(first.getString("expiresAt")).plusSeconds(500));
    }
  }

  @Test
  void answersAreNotToBeStored() {
    String asset = Catalog.newAsset("jwt", "path", 300);

    Player.of("basic")
        .start(asset)
        .then()
        .statusCode(201)
        .header("Cache-Control", "no-store")
        .contentType(startsWith("application/json"));
  }

  private static PlaybackGrant allowed(String url, String asset) throws Exception {
    assertThat(verdict(url, asset)).isInstanceOf(Verdict.Allow.class);
    return ((Verdict.Allow) verdict(url, asset)).grant();
  }

  private static Verdict verdict(String url, String asset) throws Exception {
    return verdict(url, asset, "192.0.2.7", Map.of());
  }

  /** Judges as an edge would: by nothing but what the edge configuration says. */
  private static Verdict verdict(String url, String asset, String ip, Map<String, String> headers)
      throws Exception {
    String profileId =
        Catalog.admin().get("/v1/assets/{id}", asset).then().extract().path("defaultProfile");
    Map<String, Object> profile =
        edgeConfiguration().getMap("profiles.find { it.id == '" + profileId + "' }");
    List<io.playgate.playbacktoken.key.SigningKey> keys = new ArrayList<>();
    if (profile.get("keys") instanceof List<?> list) {
      for (Object key : list) {
        keys.add(
            Jwk.parse(new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(key))
                .verificationKey());
      }
    }
    Placement placement =
        new Placement(
            Carrier.valueOf(String.valueOf(profile.get("carrier")).toUpperCase(Locale.ROOT)),
            String.valueOf(profile.get("tokenName")),
            String.valueOf(profile.get("basePath")),
            Map.of());
    try {
      return Dialects.findSigned(String.valueOf(profile.get("dialect")))
          .orElseThrow()
          .open(placement)
          .verify(
              new PlaybackRequest("GET", url, headers::get, ip),
              new KeyRing(keys),
              Instant.now().getEpochSecond());
    } catch (InvalidPlacementException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonPath edgeConfiguration() {
    return given()
        .auth()
        .oauth2(TestCredentials.current().assertion("edge-1", "playgate:token"))
        .get("/v1/edge-configuration")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }
}
