package io.playgate.revocation.testing;

import static io.restassured.RestAssured.given;

import io.playgate.playbacktoken.OpaqueTokens;
import io.playgate.support.testing.EmbeddedRedisResource;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.WithTestResource;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The service on a real Redis with a fake auth-service, and the calls that tests make. */
@WithTestResource(TestCredentials.class)
@WithTestResource(EmbeddedRedisResource.class)
@WithTestResource(FakeAuthService.class)
@WithTestResource(WebhookSecretsFile.class)
public abstract class Suite {
  /** What callers name this service. */
  public static final String US = "playgate:revocation";

  /** Makes tokens and assertions. */
  protected final TestCredentials credentials = TestCredentials.current();

  /** A subject that no other test uses. */
  protected static String fresh(String what) {
    return what + "-" + UUID.randomUUID();
  }

  /** A request by an operator. */
  protected RequestSpecification operator() {
    return given()
        .auth()
        .oauth2(credentials.accessToken("operator", "revocations.read", "revocations.write"));
  }

  /** A request by a service or edge of the clients file. */
  protected RequestSpecification client(String id) {
    return given().auth().oauth2(credentials.assertion(id, US));
  }

  /** Posts a rule and answers its id. */
  protected String post(String scope, String subject, String kind) {
    return operator()
        .contentType("application/json")
        .body(Map.of("scope", scope, "subject", subject, "kind", kind, "reason", "test"))
        .post("/v1/revocations")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  /** Registers an opaque token of these subjects and answers its text. */
  protected String opaqueToken(String viewer, String asset, @Nullable String packageId) {
    String token = OpaqueTokens.newToken(new SecureRandom());
    client("token-1")
        .contentType("application/json")
        .body(registration(token, viewer, asset, packageId))
        .post("/v1/opaque-tokens")
        .then()
        .statusCode(201);
    return token;
  }

  /** The body of a registration. */
  protected static String registration(
      String token, String viewer, String asset, @Nullable String packageId) {
    long now = Instant.now().getEpochSecond();
    return """
    {"sha256":"%s","sid":"%s","sub":"%s","aud":"%s","login":"login-1","device":"device-1",
     "package":%s,"profile":"demo-opaque","paths":["/media/x/*"],
     "iat":%d,"nbf":%d,"exp":%d,"jti":"%s","ip":null,"domain":null}
    """
        .formatted(
            io.playgate.revocation.rule.TokenHash.of(token),
            UUID.randomUUID(),
            viewer,
            asset,
            packageId == null ? "null" : '"' + packageId + '"',
            now,
            now,
            now + 300,
            UUID.randomUUID());
  }

  /** Introspects as an edge. */
  protected Response introspect(String token) {
    return client("edge-1").formParam("token", token).post("/oauth2/introspect");
  }

  /** Whether a token holds. */
  protected boolean isActive(String token) {
    return introspect(token).then().statusCode(200).extract().path("active");
  }

  /** A billing event as JSON. */
  protected static String event(
      String type, Instant timestamp, String viewer, @Nullable String packageId) {
    return event(type, timestamp, viewer, packageId, null);
  }

  /** A billing event as JSON. */
  protected static String event(
      String type,
      Instant timestamp,
      String viewer,
      @Nullable String packageId,
      @Nullable Instant effectiveAt) {
    return "{\"type\":\"subscription.%s\",\"timestamp\":\"%s\",\"data\":{\"viewerId\":\"%s\"%s%s}}"
        .formatted(
            type,
            timestamp,
            viewer,
            packageId == null ? "" : ",\"package\":\"" + packageId + '"',
            effectiveAt == null ? "" : ",\"effectiveAt\":\"" + effectiveAt + '"');
  }

  /** Posts a signed webhook with an id of its own. */
  protected static Response webhook(String body) {
    return webhook(fresh("msg"), Instant.now(), body);
  }

  /** Posts a signed webhook. */
  protected static Response webhook(String id, Instant signedAt, String body) {
    String timestamp = Long.toString(signedAt.getEpochSecond());
    return webhook(
        id, timestamp, "v1," + signature(WebhookSecretsFile.NEW, id, timestamp, body), body);
  }

  /** Posts a webhook with whatever headers. */
  protected static Response webhook(String id, String timestamp, String signature, String body) {
    return given()
        .contentType("application/json")
        .header("webhook-id", id)
        .header("webhook-timestamp", timestamp)
        .header("webhook-signature", signature)
        .body(body.getBytes(StandardCharsets.UTF_8))
        .post("/v1/webhooks/standard");
  }

  /** The signature of Standard Webhooks, written down independently of the service's code. */
  protected static String signature(byte[] secret, String id, String timestamp, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return Base64.getEncoder()
          .encodeToString(
              mac.doFinal((id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Tells the fake auth-service what to do, or asks it. */
  protected static String auth(String control) {
    return given()
        .baseUri(FakeAuthService.address())
        .port(java.net.URI.create(FakeAuthService.address()).getPort())
        .get("/control?" + control)
        .asString();
  }
}
