package io.playgate.revocation.opaquetoken;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.OpaqueTokens;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.revocation.rule.TokenHash;
import io.playgate.revocation.testing.FakeAuthService;
import io.playgate.revocation.testing.Suite;
import io.playgate.revocationlist.SessionData;
import io.playgate.revocationlist.SubjectDigest;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class OpaqueTokenTest extends Suite {
  private static final String ASSERTION_TYPE =
      "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  @Test
  void introspectionAnswersWhatWasRegistered() {
    // Given
    String viewer = fresh("viewer");
    String token = opaqueToken(viewer, "clock", "basic");

    // When
    Response answer = introspect(token);

    // Then
    answer
        .then()
        .statusCode(200)
        .contentType("application/json")
        .header("Cache-Control", "no-store")
        .body("active", equalTo(true))
        .body("client_id", equalTo("token-1"))
        .body("token_type", equalTo("playback"))
        .body("sub", equalTo(viewer))
        .body("aud", equalTo("clock"))
        .body("package", equalTo("basic"))
        .body("login", equalTo("login-1"))
        .body("device", equalTo("device-1"))
        .body("profile", equalTo("demo-opaque"))
        .body("paths", contains("/media/x/*"))
        .body("position", matchesPattern("[0-9a-f]{16}:[0-9]+-[0-9]+"));
    Map<String, Object> members = answer.jsonPath().getMap("");
    assertThat(members).containsKeys("sid", "jti", "iat", "nbf", "exp");
    assertThat(members).doesNotContainKeys("sha256", "ip", "domain", "token");
  }

  @Test
  void ofOtherTokensNothingIsSaid() {
    for (String token : new String[] {"unknown", "a.b.c", " ", "x".repeat(5000), "\u0000"}) {
      introspect(token)
          .then()
          .statusCode(200)
          .body("", aMapWithSize(1))
          .body("active", equalTo(false));
    }
  }

  @Test
  void revokedTokenIsGoneAndTheLogSaysSo() {
    // Given
    String token = opaqueToken(fresh("viewer"), "asset", null);

    // When
    revoke(token).then().statusCode(200);

    // Then
    assertThat(isActive(token)).isFalse();
    client("edge-1")
        .get("/v1/revocations/snapshot")
        .then()
        .statusCode(200)
        .body("rules.subject", hasItem(TokenHash.of(token)));

    // And again, as RFC 7009 wants it
    revoke(token).then().statusCode(200);
    revoke(OpaqueTokens.newToken(new SecureRandom())).then().statusCode(200);
  }

  /**
   * RFC 7009 section 2.2.1: {@code unsupported_token_type} where "the authorization server does not
   * support the revocation of the presented token type", and never a 200 that did nothing.
   */
  @Test
  void whatCannotBeTakenBackIsNotAnsweredByOk() {
    String accessToken = credentials.accessToken("app", "tokens.revoke");
    for (String text :
        List.of(
            "never-seen",
            "a.b.c",
            "{}",
            "x".repeat(5000),
            "e30.e30.AA",
            accessToken,
            "exp=1900000000~hmac=" + "0".repeat(64),
            "exp=1900000000~acl=/*~hmac=" + "0".repeat(63))) {
      revoke(text)
          .then()
          .statusCode(400)
          .contentType("application/json")
          .header("Cache-Control", "no-store")
          .body("error", equalTo("unsupported_token_type"));
    }
  }

  @Test
  void aJwtIsTakenBackByWhatWasSigned() {
    long end = Instant.now().getEpochSecond() + 300;
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(end).session("s1").paths(List.of("/a/*")).build();
    Jwk key = Jwk.generateEs256("k1");
    String token = sign("jwt", grant, key);

    revoke(token).then().statusCode(200);
    // The same again, and by another text of it, is the same rule.
    revoke(token).then().statusCode(200);
    revoke(token.substring(0, token.lastIndexOf('.') + 1) + "A".repeat(86)).then().statusCode(200);

    List<Map<String, Object>> rules = rules(identity("jwt", token, key));
    assertThat(rules).hasSize(1);
    assertThat(rules.getFirst()).containsEntry("scope", "token");
    assertThat(((Number) Objects.requireNonNull(rules.getFirst().get("expiresAt"))).longValue())
        .isBetween(end * 1000, (end + 120) * 1000);
  }

  @Test
  void anEdgeAuthTokenIsTakenBackByItsIdentifierOrItsSession() {
    long end = Instant.now().getEpochSecond() + 300;
    Jwk key = Jwk.generateHs256("k1", new SecureRandom());
    String id = "0123456789abcdef";
    String data =
        SessionData.of(
                new SubjectDigest(new byte[32]), id, "v", "a", "p", "l", "d", null, end * 1000 - 1)
            .encode();
    PlaybackGrant.Builder grant = PlaybackGrant.expiringAt(end).paths(List.of("/a/*"));
    String session = fresh("session");

    revoke(sign("edgeauth", grant.session(fresh("s")).data(data).build(), key))
        .then()
        .statusCode(200);
    revoke(sign("edgeauth", grant.session(session).data(null).build(), key)).then().statusCode(200);

    assertThat(rules(id)).singleElement().extracting(rule -> rule.get("scope")).isEqualTo("token");
    assertThat(rules(session))
        .singleElement()
        .extracting(rule -> rule.get("scope"))
        .isEqualTo("session");
  }

  /**
   * What a token claims is not verified: it makes a rule shorter, and never longer than allowed.
   */
  @Test
  void theClaimedEndBoundsTheRule() {
    Instant now = Instant.now();
    Jwk key = Jwk.generateEs256("k1");
    String over =
        sign("jwt", PlaybackGrant.expiringAt(now.getEpochSecond() - 600).paths(A).build(), key);
    String far = sign("jwt", PlaybackGrant.expiringAt(999_999_999_999L).paths(A).build(), key);

    revoke(over).then().statusCode(200);
    revoke(far).then().statusCode(200);

    assertThat(rules(identity("jwt", over, key))).isEmpty();
    assertThat(rules(identity("jwt", far, key)))
        .singleElement()
        .satisfies(rule ->
            assertThat(((Number) Objects.requireNonNull(rule.get("expiresAt"))).longValue())
                .isLessThan(now.plus(Duration.ofHours(25)).toEpochMilli()));
  }

  private static final List<String> A = List.of("/a/*");

  private static String sign(String dialect, PlaybackGrant grant, Jwk key) {
    try {
      return format(dialect).sign(grant, "https://cdn.example/a/b", key.signingKey()).value();
    } catch (UnsupportedGrantException e) {
      throw new AssertionError(e);
    }
  }

  private static SignedFormat format(String dialect) {
    try {
      return Dialects.findSigned(dialect)
          .orElseThrow()
          .open(new Placement(Carrier.QUERY, "token", "", Map.of()));
    } catch (InvalidPlacementException e) {
      throw new AssertionError(e);
    }
  }

  /** What an edge that verifies the token asks its rules by. */
  private static String identity(String dialect, String token, Jwk key) {
    PresentedToken presented =
        new PresentedToken(
            token, "/a/b", "", new PlaybackRequest("GET", "/a/b", name -> null, null));
    return ((Authentication.Accepted)
            format(dialect).authenticate(presented, new KeyRing(List.of(key.verificationKey()))))
        .identity()
        .value();
  }

  private List<Map<String, Object>> rules(String subject) {
    List<Map<String, Object>> rules =
        client("edge-1")
            .get("/v1/revocations/snapshot")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath()
            .getList("rules");
    return rules.stream().filter(rule -> subject.equals(rule.get("subject"))).toList();
  }

  @Test
  void revokedTokenCannotBeRegisteredAgain() {
    // Given
    String token = opaqueToken(fresh("viewer"), "asset", null);
    revoke(token).then().statusCode(200);

    // Then
    register(registration(token, fresh("viewer"), "asset", null))
        .then()
        .statusCode(409)
        .body("code", equalTo("revoked"));
  }

  @Test
  void registeringTwiceIsHarmlessUnlessItDiffers() {
    String token = fresh("token");
    String body = registration(token, fresh("viewer"), "asset", null);
    register(body).then().statusCode(201);
    register(body).then().statusCode(201);
    register(body.replace("\"aud\":\"asset\"", "\"aud\":\"other\""))
        .then()
        .statusCode(409)
        .body("code", equalTo("token-exists"));
  }

  @Test
  void tokenEndsWithItsExpiry() {
    String token = fresh("token");
    long exp = Instant.now().getEpochSecond() + 2;
    register(
            registration(token, fresh("viewer"), "asset", null)
                .replaceFirst("\"exp\":[0-9]+", "\"exp\":" + exp))
        .then()
        .statusCode(201);
    assertThat(isActive(token)).isTrue();

    await().until(() -> !isActive(token));
    assertThat(Instant.now().getEpochSecond()).isGreaterThanOrEqualTo(exp);
  }

  @Test
  void edgeIsToldOfItsProfilesOnly() {
    String token = opaqueToken(fresh("viewer"), "asset", null);
    credentials.register("edge-other", Set.of("tokens.introspect"), Set.of("demo-jwt"));
    credentials.register("edge-same", Set.of("tokens.introspect"), Set.of("demo-opaque"));
    await()
        .until(() ->
            client("edge-same").formParam("token", token).post("/oauth2/introspect").statusCode()
                == 200);

    assertThat(active(client("edge-same"), token)).isTrue();
    assertThat(active(client("edge-other"), token)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sha256 | \"ABC\"",
        "sha256 | null",
        "sid | \"short\"",
        "sub | \"\"",
        "sub | 7",
        "aud | null",
        "paths | []",
        "paths | [\"\"]",
        "paths | \"/x\"",
        "profile | null",
        "iat | -1",
        "iat | \"now\"",
        "iat | 1.5",
        "exp | null",
        "exp | 1",
        "exp | 4000000000",
        "iat | 4000000000",
        "nbf | 4000000000",
        "jti | null",
      })
  void badRegistrationsHaveClearAnswers(String member, String value) {
    String body =
        registration(fresh("token"), fresh("viewer"), "asset", null)
            .replaceFirst(
                "\"" + member + "\":(\"[^\"]*\"|\\[[^]]*\\]|[0-9]+|null)",
                "\"" + member + "\":" + value);
    register(body).then().statusCode(400).contentType("application/problem+json");
  }

  @Test
  void onlyTokenServiceRegisters() {
    String body = registration(fresh("token"), fresh("viewer"), "asset", null);
    given()
        .contentType("application/json")
        .body(body)
        .post("/v1/opaque-tokens")
        .then()
        .statusCode(401);
    client("edge-1")
        .contentType("application/json")
        .body(body)
        .post("/v1/opaque-tokens")
        .then()
        .statusCode(403);
  }

  @Test
  void clientsProveThemselvesInEveryWay() {
    String token = opaqueToken(fresh("viewer"), "asset", null);

    assertThat(active(basic(FakeAuthService.CLIENT, FakeAuthService.SECRET), token)).isTrue();
    assertThat(
            active(
                given()
                    .formParam("client_id", FakeAuthService.CLIENT)
                    .formParam("client_secret", FakeAuthService.SECRET),
                token))
        .isTrue();
    assertThat(
            active(
                given().auth().oauth2(credentials.accessToken("app", "tokens.introspect")), token))
        .isTrue();
    assertThat(
            active(
                given()
                    .formParam("client_assertion_type", ASSERTION_TYPE)
                    .formParam("client_assertion", credentials.assertion("edge-1", US)),
                token))
        .isTrue();
  }

  @Test
  void authServiceIsAskedOncePerSecret() {
    String token = opaqueToken(fresh("viewer"), "asset", null);
    active(basic(FakeAuthService.CLIENT, FakeAuthService.SECRET), token);
    int before = Integer.parseInt(auth("token-requests="));

    for (int i = 0; i < 10; i++) {
      assertThat(active(basic(FakeAuthService.CLIENT, FakeAuthService.SECRET), token)).isTrue();
    }
    for (int i = 0; i < 10; i++) {
      invalidClient(basic(FakeAuthService.CLIENT, "wrong"));
    }

    assertThat(Integer.parseInt(auth("token-requests="))).isLessThanOrEqualTo(before + 1);
  }

  @Test
  void guessesOfSecretsAreBrakedByAddressBeforeAuthServiceIsAsked() {
    String token = opaqueToken(fresh("viewer"), "asset", null);
    int before = Integer.parseInt(auth("token-requests="));
    int refused = 0;
    for (int i = 0; i < 60; i++) {
      // Given guesses from one address, whatever the caller writes before it
      Response answer =
          basic(FakeAuthService.CLIENT, "guess-" + i)
              .header("X-Forwarded-For", "198.51.100." + i + ", 203.0.113.77")
              .formParam("token", token)
              .post("/oauth2/introspect");
      if (answer.statusCode() == 401) {
        refused++;
      } else {
        answer
            .then()
            .statusCode(429)
            .header("Retry-After", matchesPattern("[1-9][0-9]*"))
            .body("error", equalTo("too_many_requests"));
      }
    }
    // Then few were passed on, and the client elsewhere goes on
    assertThat(refused).isBetween(30, 32);
    assertThat(Integer.parseInt(auth("token-requests=")) - before).isLessThanOrEqualTo(refused);
    assertThat(
            active(
                basic(FakeAuthService.CLIENT, FakeAuthService.SECRET)
                    .header("X-Forwarded-For", "198.51.100.200"),
                token))
        .isTrue();
  }

  @Test
  void unreachableAuthServiceIsNotAWrongSecret() {
    basic(FakeAuthService.BROKEN_CLIENT, "any")
        .formParam("token", "x")
        .post("/oauth2/introspect")
        .then()
        .statusCode(503)
        .header("Retry-After", "1")
        .body("error", equalTo("temporarily_unavailable"));
  }

  @Test
  void whoDoesNotProveItselfIsAnInvalidClient() {
    invalidClient(given());
    invalidClient(basic("backend", ""));
    invalidClient(basic("", "secret"));
    invalidClient(given().header("Authorization", "Basic !!!"));
    invalidClient(given().header("Authorization", "Basic " + base64("no colon")));
    invalidClient(given().header("Authorization", header("backend", "%zz")));
    invalidClient(given().header("Authorization", "Basic " + "x".repeat(3000)));
    invalidClient(given().header("Authorization", "Digest x"));
    invalidClient(given().header("Authorization", "Bearer nonsense"));
    invalidClient(
        given().auth().oauth2(TestCredentials.tampered(credentials.assertion("edge-1", US))));
    invalidClient(given().auth().oauth2(credentials.assertion("edge-1", "playgate:token")));
    invalidClient(given().auth().oauth2(credentials.viewerToken("v", "l", "d", "basic")));
    invalidClient(given().formParam("client_id", "backend"));
    invalidClient(given().formParam("client_secret", "secret"));
    invalidClient(
        given()
            .formParam("client_assertion_type", ASSERTION_TYPE)
            .formParam("client_assertion", "nonsense"));
    invalidClient(
        given()
            .formParam("client_id", "somebody")
            .formParam("client_assertion_type", ASSERTION_TYPE)
            .formParam("client_assertion", credentials.assertion("edge-1", US)));
  }

  @Test
  void requestsMustBeWellFormed() {
    invalidRequest(client("edge-1"));
    invalidRequest(client("edge-1").formParam("token", ""));
    invalidRequest(client("edge-1").formParam("token", "a", "b"));
    invalidRequest(client("edge-1").formParam("token", "a").formParam("client_secret", "secret"));
    invalidRequest(
        given()
            .formParam("token", "a")
            .formParam("client_assertion_type", "other")
            .formParam("client_assertion", "x"));
    client("edge-1")
        .contentType("application/json")
        .body("{\"token\":\"a\"}")
        .post("/oauth2/introspect")
        .then()
        .statusCode(415);
    client("edge-1").get("/oauth2/introspect").then().statusCode(405);
  }

  @Test
  void scopesAreAskedFor() {
    client("nobody")
        .formParam("token", "x")
        .post("/oauth2/introspect")
        .then()
        .statusCode(403)
        .body("error", equalTo("insufficient_scope"));
    client("edge-1")
        .formParam("token", "x")
        .post("/oauth2/revoke")
        .then()
        .statusCode(403)
        .body("error", equalTo("insufficient_scope"));
  }

  private Response register(String body) {
    return client("token-1").contentType("application/json").body(body).post("/v1/opaque-tokens");
  }

  private Response revoke(String token) {
    return given()
        .auth()
        .oauth2(credentials.accessToken("app", "tokens.revoke"))
        .formParam("token", token)
        .formParam("token_type_hint", "access_token")
        .post("/oauth2/revoke");
  }

  private static boolean active(RequestSpecification request, String token) {
    return request
        .formParam("token", token)
        .post("/oauth2/introspect")
        .then()
        .statusCode(200)
        .extract()
        .path("active");
  }

  private static void invalidClient(RequestSpecification request) {
    request
        .formParam("token", "x")
        .post("/oauth2/introspect")
        .then()
        .statusCode(401)
        .header("WWW-Authenticate", startsWith("B"))
        .header("Cache-Control", "no-store")
        .body("error", equalTo("invalid_client"));
  }

  private static void invalidRequest(RequestSpecification request) {
    request
        .contentType("application/x-www-form-urlencoded")
        .post("/oauth2/introspect")
        .then()
        .statusCode(400)
        .body("error", equalTo("invalid_request"));
  }

  private static RequestSpecification basic(String id, String secret) {
    return given()
        .header(
            "Authorization",
            header(
                java.net.URLEncoder.encode(id, StandardCharsets.UTF_8),
                java.net.URLEncoder.encode(secret, StandardCharsets.UTF_8)));
  }

  private static String header(String id, String secret) {
    return "Basic " + base64(id + ':' + secret);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
