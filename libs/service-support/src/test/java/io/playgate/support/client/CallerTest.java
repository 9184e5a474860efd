package io.playgate.support.client;

import static io.playgate.support.testing.TestCredentials.REMOVED;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.startsWith;

import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is let in, through the whole HTTP stack. */
@QuarkusTest
@WithTestResource(TestCredentials.class)
class CallerTest {

  private static final String US = "playgate:token";

  @Inject ServiceAssertion ownAssertion;

  private final TestCredentials credentials = TestCredentials.current();

  private static ValidatableResponse call(String token) {
    return given().auth().oauth2(token).get("/provoked/caller").then();
  }

  private static void refused(String token) {
    call(token)
        .statusCode(401)
        .contentType("application/problem+json")
        .header("WWW-Authenticate", "Bearer realm=\"playgate\", error=\"invalid_token\"")
        .body("code", equalTo("invalid-token"));
  }

  @Test
  void anAssertionGivesIdScopesAndProfiles() {
    call(credentials.assertion("edge-1", US))
        .statusCode(200)
        .body("name", equalTo("edge-1"))
        .body("roles", hasItem("revocation.feed"))
        .body("profiles", contains("*"));
  }

  @Test
  void severalAudiencesMayBeNamed() {
    call(credentials.assertion(
            "edge-1", US, Map.of(), Map.of("aud", List.of("playgate:revocation", US))))
        .statusCode(200);
  }

  @Test
  void aClientWithoutTheScopeIsForbidden() {
    call(credentials.assertion("nobody", US))
        .statusCode(403)
        .contentType("application/problem+json")
        .header("WWW-Authenticate", startsWith("Bearer"))
        .body("code", equalTo("insufficient-scope"));
  }

  static Stream<Arguments> badClaims() {
    long now = Instant.now().getEpochSecond();
    return Stream.of(
        claims("aud", "playgate:revocation"),
        claims("aud", List.of("playgate:auth")),
        claims("aud", REMOVED),
        claims("aud", Map.of(US, US)),
        claims("iss", "token-1"),
        claims("sub", "token-1"),
        claims("sub", REMOVED),
        claims("jti", REMOVED),
        claims("jti", ""),
        claims("jti", 7),
        claims("jti", "x".repeat(1000)),
        claims("exp", REMOVED),
        claims("iat", now, "exp", now + 61),
        claims("exp", now + 1_000_000),
        claims("exp", "soon"),
        claims("exp", now + 0.5),
        claims("iat", REMOVED),
        claims("iat", now + 600, "exp", now + 660),
        claims("iat", -1L),
        claims("iat", now - 120, "exp", now - 60),
        claims("iat", now - 70, "exp", now - 10),
        claims("iat", now, "exp", now),
        claims("nbf", now + 600),
        claims("iss", "ghost", "sub", "ghost"),
        claims("iss", 5, "sub", 5));
  }

  private static Arguments claims(Object... members) {
    Map<String, Object> claims = new HashMap<>();
    for (int i = 0; i < members.length; i += 2) {
      claims.put((String) members[i], members[i + 1]);
    }
    return Arguments.of(claims);
  }

  @ParameterizedTest
  @MethodSource("badClaims")
  void anAssertionThatBreaksOneRuleIsRefused(Map<String, Object> claims) {
    refused(credentials.assertion("edge-1", US, Map.of(), claims));
  }

  @Test
  void theHeaderIsChecked() {
    refused(credentials.assertion("edge-1", US, Map.of("typ", "JWT"), Map.of()));
    refused(credentials.assertion("edge-1", US, Map.of("typ", REMOVED), Map.of()));
    refused(credentials.assertion("edge-1", US, Map.of("typ", "at+jwt"), Map.of()));
    refused(credentials.assertion("edge-1", US, Map.of("kid", REMOVED), Map.of()));
    refused(credentials.assertion("edge-1", US, Map.of("kid", "token-1-key"), Map.of()));
    refused(credentials.assertion("edge-1", US, Map.of("crit", List.of("b64")), Map.of()));
    refused(credentials.assertion("edge-1", US, Map.of("crit", List.of("unheard-of")), Map.of()));
  }

  @Test
  void anotherClientsKeyDoesNotSpeakForThisOne() {
    refused(
        credentials.assertion("token-1", US, Map.of(), Map.of("iss", "edge-1", "sub", "edge-1")));
    refused(
        credentials.assertion(
            "token-1", US, Map.of("kid", "edge-1-key"), Map.of("iss", "edge-1", "sub", "edge-1")));
  }

  @Test
  void tamperedUnsignedAndMalformedAssertionsAreRefused() {
    String good = credentials.assertion("edge-1", US);
    String[] parts = good.split("\\.", -1);
    refused(TestCredentials.tampered(good));
    refused(parts[0] + "." + parts[1] + ".");
    refused(parts[0] + "." + parts[1]);
    refused(parts[0] + "." + parts[1] + "." + parts[2] + ".x");
    refused(b64("{\"typ\":\"client-authentication+jwt\",\"alg\":\"none\"}") + "." + parts[1] + ".");
    refused(
        b64("{\"typ\":\"client-authentication+jwt\",\"alg\":\"HS256\",\"kid\":\"edge-1-key\"}")
            + "."
            + parts[1]
            + "."
            + parts[2]);
    refused("garbage");
    refused("....");
    refused(b64("{\"typ\":\"client-authentication+jwt\"}") + "." + b64("[]") + ".AAAA");
    refused("x".repeat(9000));
  }

  private static String b64(String text) {
    return java.util.Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  @Test
  void twoCredentialsAreRefused() {
    given()
        .header("Authorization", "Bearer " + credentials.assertion("edge-1", US))
        .header("Authorization", "Bearer " + credentials.assertion("token-1", US))
        .get("/provoked/caller")
        .then()
        .statusCode(401);
  }

  @Test
  void anAccessTokenGivesItsScopes() {
    call(credentials.accessToken("backend-1", "keys.read", "viewers.read"))
        .statusCode(200)
        .body("name", equalTo("backend-1"))
        .body("roles", contains("keys.read", "viewers.read"))
        .body("profiles", equalTo(List.of()));
    call(credentials.accessToken("backend-1", "viewers.read")).statusCode(403);
  }

  @Test
  void accessTokensAreChecked() {
    long now = Instant.now().getEpochSecond();
    refused(credentials.accessToken("a", Map.of("iss", "https://other.example"), "keys.read"));
    refused(credentials.accessToken("a", Map.of("aud", "playgate:revocation"), "keys.read"));
    refused(credentials.accessToken("a", Map.of("aud", REMOVED), "keys.read"));
    refused(credentials.accessToken("a", Map.of("iat", now - 400, "exp", now - 100), "keys.read"));
    refused(credentials.accessToken("a", Map.of("exp", REMOVED), "keys.read"));
    refused(credentials.accessToken("a", Map.of("jti", REMOVED), "keys.read"));
    refused(TestCredentials.tampered(credentials.accessToken("a", "keys.read")));
    refused(
        TestCredentials.sign(
            TestCredentials.newKey("test-client-key"),
            "at+jwt",
            Map.of(),
            Map.of("iss", TestCredentials.ISSUER, "sub", "a", "aud", US, "exp", now + 60)));
  }

  @Test
  void aViewerTokenIsReadWithItsClaims() {
    String token = credentials.viewerToken("v-1", "login-1", "tv", "basic", "sport");
    given()
        .auth()
        .oauth2(token)
        .get("/provoked/viewer")
        .then()
        .statusCode(200)
        .body("sub", equalTo("v-1"))
        .body("login", equalTo("login-1"))
        .body("packages", equalTo("[\"basic\",\"sport\"]"));
    call(token).statusCode(403);
  }

  @Test
  void theClientsFileIsReadAgain() {
    credentials.register("late-1", Set.of("keys.read"), Set.of("demo-jwt"));
    awaitStatus("late-1", 200);
    credentials.unregister("late-1");
    awaitStatus("late-1", 401);
  }

  private void awaitStatus(String client, int status) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThat(statusOf(credentials.assertion(client, US))).isEqualTo(status));
  }

  private static @Nullable Integer statusOf(String token) {
    return given().auth().oauth2(token).get("/provoked/caller").statusCode();
  }

  @Test
  void ourOwnAssertionIsWhatThisMechanismAccepts() {
    String assertion = ownAssertion.forAudience(US);
    RegisteredClients clients =
        RegisteredClients.parse(
            "{\"clients\":[{\"id\":\"service-under-test\",\"scopes\":[\"a\"],\"keys\":["
                + credentials.servicePublicKey()
                + "]}]}");
    assertThat(clients.find("service-under-test")).isNotNull();
    assertThat(ownAssertion.forAudience(US)).isEqualTo(assertion);
    assertThat(ownAssertion.forAudience("playgate:auth")).isNotEqualTo(assertion);
  }
}
