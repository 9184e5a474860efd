package io.playgate.revocation.webhook;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.playgate.revocation.testing.Suite;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class WebhookResourceTest extends Suite {

  @ParameterizedTest
  @ValueSource(strings = {"coin", "Standard", "%7Bsource%7D", "..."})
  void aSourceThatIsNotRegisteredHasNoWebhook(String source) {
    given()
        .urlEncodingEnabled(false)
        .contentType("application/json")
        .body("{}")
        .post("/v1/webhooks/" + source)
        .then()
        .statusCode(404)
        .contentType("application/problem+json")
        .body("code", equalTo("not-found"));
  }
}
