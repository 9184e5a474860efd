package io.playgate.token.session;

import static io.playgate.support.testing.TestCredentials.REMOVED;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.playgate.support.testing.TestCredentials;
import io.playgate.token.testing.Catalog;
import io.playgate.token.testing.Player;
import io.playgate.token.testing.Suite;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not understood is refused with a reason, and never as our own fault. */
@QuarkusTest
@Suite
class PlaybackBadInputTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "\"clock\"",
        "{}",
        "{\"assetId\":null}",
        "{\"assetId\":7}",
        "{\"assetId\":\"\"}",
        "{\"assetId\":\"a b\"}",
        "{\"assetId\":\"../../etc\"}",
        "{\"assetId\":\"a\",\"assetId\":\"b\"}",
        "{\"assetId\":\"a\"} {}",
        "{\"assetId\":\"a\",\"profile\":\"p p\"}",
        "{\"assetId\":\"a\",\"format\":\"HLS\"}",
        "{\"assetId\":\"a\",\"device\":\"\"}",
        "{\"assetId\":\"a\",\"device\":\"line\\nbreak\"}",
        "{\"assetId\":\"a\",\"device\":\"\\u0000\"}"
      })
  void aBodyThatIsNoRequestIs400(String body) {
    problem(Player.of("basic").start((Object) body), 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"assetId", "profile", "device", "format"})
  void overLongFieldsAre400(String field) {
    Map<String, Object> body = new HashMap<>(Map.of("assetId", "a"));
    body.put(field, "x".repeat(300));

    problem(Player.of("basic").start(body), 400)
        .then()
        .body("code", equalTo("invalid-request"))
        .body("errors[0].field", equalTo(field));
  }

  @Test
  void aBodyOverTheLimitIs413() {
    problem(Player.of("basic").start(Map.of("assetId", "x".repeat(70_000))), 413);
  }

  @Test
  void anotherContentTypeIs415() {
    problem(
        given()
            .auth()
            .oauth2(Player.of("basic").token())
            .contentType(ContentType.TEXT)
            .body("{\"assetId\":\"a\"}")
            .post("/v1/playback-sessions"),
        415);
  }

  @Test
  void unknownThingsAreNamed() {
    String asset = Catalog.newAsset("jwt", "path", 300);
    String other = Catalog.newAsset("jwt", "path", 300);
    String otherProfile =
        Catalog.admin().get("/v1/assets/{id}", other).then().extract().path("defaultProfile");
    Player player = Player.of("basic");

    problem(player.start("no-such-asset"), 404).then().body("code", equalTo("unknown-asset"));
    problem(player.start(asset, "no-such-profile"), 404)
        .then()
        .body("code", equalTo("unknown-profile"));
    // A profile that exists, but not for this asset, is no different.
    problem(player.start(asset, otherProfile), 404).then().body("code", equalTo("unknown-profile"));
    problem(player.start(Map.of("assetId", asset, "format", "mss")), 404)
        .then()
        .body("code", equalTo("unknown-format"));
  }

  @Test
  void withoutEntitlementIs403() {
    String asset = Catalog.newAsset("jwt", "path", 300);

    problem(Player.of("sports").start(asset), 403).then().body("code", equalTo("not-entitled"));
    problem(Player.of().start(asset), 403).then().body("code", equalTo("not-entitled"));
  }

  static Stream<Arguments> oddSessionIds() {
    return Stream.of(
            "x",
            "a".repeat(19),
            "a".repeat(65),
            "a".repeat(1000),
            "0123456789abcdefghij%00klmno",
            "0123456789abcdefghij klmno",
            "0123456789abcdefghij*klmno",
            "0123456789abcdefghij~klmno",
            "0123456789abcdefghij\nDEL",
            "0123456789abcdefghijä",
            "0123456789abcdefghijklmnopqrstuvwxyz")
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("oddSessionIds")
  void oddSessionIdsAreUnknown(String sid) {
    Player player = Player.of("basic");

    problem(player.refresh(sid), 404).then().body("code", equalTo("unknown-session"));
    problem(player.end(sid), 404).then().body("code", equalTo("unknown-session"));
  }

  @Test
  void pathsThatTryToLeaveAreNotFound() {
    for (String path :
        List.of(
            "/v1/playback-sessions/..%2f..%2fassets/refresh",
            "/v1/playback-sessions/%2e%2e/assets/refresh",
            "/v1/playback-sessions/%ff%fe/refresh",
            "/v1/playback-sessions//refresh")) {
      Response answer =
          given().urlEncodingEnabled(false).auth().oauth2(Player.of("basic").token()).post(path);
      assertThat(answer.statusCode()).as(path).isIn(400, 404, 405);
    }
  }

  @Test
  void aTokenThatIsMissingIs401() {
    for (Response answer :
        List.of(
            given().contentType(ContentType.JSON).body("{}").post("/v1/playback-sessions"),
            given().post("/v1/playback-sessions/0123456789abcdefghij/refresh"),
            given().delete("/v1/playback-sessions/0123456789abcdefghij"))) {
      problem(answer, 401)
          .then()
          .body("code", equalTo("unauthenticated"))
          .header("WWW-Authenticate", equalTo("Bearer realm=\"playgate\""));
    }
  }

  static Stream<Arguments> badTokens() {
    return Stream.of(
        Arguments.of("expired", Map.of("exp", Instant.now().getEpochSecond() - 60)),
        Arguments.of("of another issuer", Map.of("iss", "https://evil.example")),
        Arguments.of("for another audience", Map.of("aud", List.of("playgate:revocation"))),
        Arguments.of("without expiry", Map.of("exp", REMOVED)),
        Arguments.of("without subject", Map.of("sub", REMOVED)),
        Arguments.of("without sign-in", Map.of("login", REMOVED)),
        Arguments.of("without device", Map.of("device", REMOVED)),
        Arguments.of("with an odd sign-in", Map.of("login", "a\nb")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badTokens")
  void aTokenThatDoesNotHoldIs401(String what, Map<String, Object> claims) {
    String token =
        TestCredentials.current().viewerToken("viewer", "login", "device", claims, "basic");

    problem(start(token), 401)
        .then()
        .body("code", equalTo("invalid-token"))
        .header("WWW-Authenticate", containsString("error=\"invalid_token\""));
  }

  @Test
  void aTokenThatWasChangedOrIsNoneIs401() {
    String token = Player.of("basic").token();
    String[] parts = token.split("\\.", -1);

    for (String bad :
        List.of(
            TestCredentials.tampered(token),
            parts[0] + "." + parts[1] + ".",
            "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0." + parts[1] + ".",
            "abc",
            "x".repeat(9000))) {
      assertThat(problem(start(bad), 401).header("WWW-Authenticate")).contains("invalid_token");
    }
  }

  @Test
  void othersThanViewersMayNotPlay() {
    TestCredentials credentials = TestCredentials.current();

    problem(start(credentials.accessToken("backend", "catalogue.write")), 403)
        .then()
        .body("code", equalTo("insufficient-scope"));
    problem(start(credentials.assertion("edge-1", "playgate:token")), 403);
    problem(start(credentials.assertion("edge-1", "playgate:revocation")), 401);
  }

  @Test
  void otherMethodsAre405() {
    problem(given().get("/v1/playback-sessions"), 405);
  }

  private static Response start(String token) {
    return given()
        .auth()
        .oauth2(token)
        .contentType(ContentType.JSON)
        .body("{\"assetId\":\"a\"}")
        .post("/v1/playback-sessions");
  }

  private static Response problem(Response answer, int status) {
    answer
        .then()
        .statusCode(status)
        .contentType(equalTo("application/problem+json"))
        .body("status", equalTo(status))
        .body("type", containsString("urn:playgate:problem:"))
        .body("title", not(containsString("Exception")))
        .body("instance", containsString("urn:uuid:"));
    assertThat(answer.asString()).doesNotContain("Exception").doesNotContain("io.playgate");
    return answer;
  }
}
