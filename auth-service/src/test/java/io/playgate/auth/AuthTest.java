package io.playgate.auth;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.playgate.auth.revocation.FakeRevocationService;
import io.playgate.support.testing.EmbeddedPostgresResource;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.WithTestResource;
import io.restassured.RestAssured;
import io.restassured.builder.RequestSpecBuilder;
import io.restassured.config.HeaderConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of the API have in common. */
@WithTestResource(EmbeddedPostgresResource.class)
@WithTestResource(TestCredentials.class)
@WithTestResource(BootstrapResource.class)
@WithTestResource(FakeRevocationService.class)
public abstract class AuthTest {

  private static final AtomicLong COUNTER = new AtomicLong();
  private static final String FORWARDED_FOR = "X-Forwarded-For";

  /** A password that holds. */
  protected static final String PASSWORD = "correct horse battery";

  @Inject protected TestClock clock;

  /** Gives each test an address of its own, as limits count by it. */
  @BeforeEach
  void moveToAnAddressOfItsOwn() {
    long number = COUNTER.incrementAndGet();
    RestAssured.requestSpecification =
        new RequestSpecBuilder()
            .addHeader(FORWARDED_FOR, "10.%d.%d.1".formatted(number / 250 % 250, number % 250))
            .build();
  }

  @AfterEach
  void resetClock() {
    clock.reset();
    RestAssured.requestSpecification = null;
  }

  /** A request from another address. */
  protected static RequestSpecification from(String forwardedFor) {
    return given()
        .config(
            RestAssured.config()
                .headerConfig(HeaderConfig.headerConfig().overwriteHeadersWithName(FORWARDED_FOR)))
        .header(FORWARDED_FOR, forwardedFor);
  }

  /** Signs in from another address. */
  protected static Response signInFrom(
      String forwardedFor, String login, String password, Map<String, Object> more) {
    Map<String, Object> body = new HashMap<>(Map.of("login", login, "password", password));
    body.put("device", "tv");
    body.putAll(more);
    return from(forwardedFor)
        .contentType(ContentType.JSON)
        .body(JsonUtil.toJson(body))
        .post("/v1/sign-in");
  }

  /** Makes a name that no other test has. */
  protected static String unique(String prefix) {
    return prefix + "-" + COUNTER.incrementAndGet() + "-" + Long.toString(System.nanoTime(), 36);
  }

  /** Asks for an access token of the administrator, with all its scopes or with some. */
  protected static String adminToken(String... scopes) {
    RequestSpecification request =
        given().formParam("grant_type", "client_credentials").auth().none();
    if (scopes.length > 0) {
      request.formParam("scope", String.join(" ", scopes));
    }
    return request
        .formParam("client_id", BootstrapResource.ADMIN)
        .formParam("client_secret", BootstrapResource.SECRET)
        .post("/oauth2/token")
        .then()
        .statusCode(200)
        .extract()
        .path("access_token");
  }

  /** A request with the administrator's token and a JSON body to come. */
  protected static RequestSpecification admin() {
    return given().auth().oauth2(adminToken()).contentType(ContentType.JSON);
  }

  /** Creates a viewer with {@link #PASSWORD} and returns the id. */
  protected static String newViewer(String externalId) {
    return newViewer(Map.of("externalId", externalId, "password", PASSWORD));
  }

  /** Creates a viewer and returns the id. */
  protected static String newViewer(Map<String, Object> viewer) {
    return admin()
        .body(JsonUtil.toJson(viewer))
        .post("/v1/viewers")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  /** Signs in. */
  protected static Response signIn(String login, String password, String device) {
    return given()
        .contentType(ContentType.JSON)
        .body(JsonUtil.toJson(Map.of("login", login, "password", password, "device", device)))
        .post("/v1/sign-in");
  }

  /** Signs in with {@link #PASSWORD} and whatever else the body says. */
  protected static Response signIn(String login, Map<String, Object> more) {
    Map<String, Object> body = new HashMap<>(Map.of("login", login, "password", PASSWORD));
    body.put("device", "tv");
    body.putAll(more);
    return given().contentType(ContentType.JSON).body(JsonUtil.toJson(body)).post("/v1/sign-in");
  }

  /** Exchanges a refresh token. */
  protected static Response refresh(String refreshToken) {
    return given()
        .formParam("grant_type", "refresh_token")
        .formParam("refresh_token", refreshToken)
        .post("/oauth2/token");
  }

  /** Reads the claims of a token without checking it. */
  protected static Map<String, Object> claims(String token) {
    return part(token, 1);
  }

  /** Reads the header of a token. */
  protected static Map<String, Object> header(String token) {
    return part(token, 0);
  }

  private static Map<String, Object> part(String token, int index) {
    try {
      return JsonUtil.parseJson(
          new String(
              Base64.getUrlDecoder().decode(token.split("\\.", -1)[index]),
              StandardCharsets.UTF_8));
    } catch (JoseException e) {
      throw new AssertionError(e);
    }
  }

  /** Checks that an answer is a problem. */
  protected static ValidatableResponse problem(Response answer, int status, String code) {
    return answer
        .then()
        .statusCode(status)
        .contentType("application/problem+json")
        .body("status", equalTo(status))
        .body("code", equalTo(code))
        .body("type", equalTo("urn:playgate:problem:" + code))
        .body("instance", startsWith("urn:uuid:"));
  }

  /** Checks that an answer is an OAuth error. */
  protected static ValidatableResponse oauthError(Response answer, int status, String error) {
    return answer
        .then()
        .statusCode(status)
        .contentType(ContentType.JSON)
        .header("Cache-Control", "no-store")
        .body("error", equalTo(error));
  }
}
