package io.playgate.auth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import io.playgate.auth.AuthTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Guesses of client secrets are braked by address and network; other clients notice nothing. */
@QuarkusTest
class CredentialGuessingTest extends AuthTest {

  private static Response ask(String address, Map<String, String> form) {
    return from(address)
        .formParam("grant_type", "client_credentials")
        .formParams(form)
        .post("/oauth2/token");
  }

  private static Response guess(String address, String client) {
    return ask(address, Map.of("client_id", client, "client_secret", "a wrong secret"));
  }

  private static Map<String, String> newClient() {
    String id = unique("client");
    String secret =
        admin()
            .body("{\"id\":\"%s\",\"scopes\":[\"viewers.read\"]}".formatted(id))
            .post("/v1/clients")
            .then()
            .statusCode(201)
            .extract()
            .path("secret");
    return Map.of("client_id", id, "client_secret", secret);
  }

  @Test
  void sixtyGuessesFromOneAddressAreBraked() {
    Map<String, String> client = newClient();
    int refused = 0;
    for (int i = 0; i < 60; i++) {
      Response answer = guess("203.0.113.1", "client-" + i);
      if (answer.statusCode() == 401) {
        oauthError(answer, 401, "invalid_client");
        refused++;
      } else {
        answer
            .then()
            .statusCode(429)
            .header("Retry-After", matchesPattern("[1-9][0-9]*"))
            .body("error", equalTo("too_many_requests"));
      }
    }
    assertThat(refused).isBetween(30, 35);
    // Then a client elsewhere goes on, and one here after a wait
    ask("198.51.100.1", client).then().statusCode(200);
    ask("203.0.113.1", client).then().statusCode(429);
    clock.advance(Duration.ofSeconds(21));
    ask("203.0.113.1", client).then().statusCode(200);
  }

  @Test
  void aClientThatProvedItselfGoesOnBesideGuessesAtItsAddress() {
    Map<String, String> client = newClient();
    ask("203.0.114.1", client).then().statusCode(200);
    for (int i = 0; i < 40; i++) {
      guess("203.0.114.1", "client-" + i);
    }
    ask("203.0.114.1", client).then().statusCode(200);
  }

  @Test
  void assertionsThatDoNotHoldAreCountedToo() {
    int refused = 0;
    for (int i = 0; i < 40; i++) {
      int status =
          ask(
                  "203.0.115.1",
                  Map.of(
                      "client_assertion_type",
                      "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                      "client_assertion",
                      "a.b.c"))
              .statusCode();
      refused += status == 401 ? 1 : 0;
    }
    assertThat(refused).isBetween(30, 35);
  }

  @Test
  void signInsAtTheAddressAreNotConcerned() {
    String login = unique("viewer");
    newViewer(login);
    for (int i = 0; i < 40; i++) {
      guess("203.0.116.1", "client-" + i);
    }
    assertThat(signInFrom("203.0.116.1", login, PASSWORD, Map.of()).statusCode()).isEqualTo(200);
  }
}
