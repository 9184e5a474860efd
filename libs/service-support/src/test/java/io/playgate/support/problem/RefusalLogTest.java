package io.playgate.support.problem;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.support.testing.LoggedRefusals;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** "Every answer over 399 has its instance in a structured line." */
@QuarkusTest
@WithTestResource(TestCredentials.class)
class RefusalLogTest {

  private LoggedRefusals log;

  @BeforeEach
  void listen() {
    log = new LoggedRefusals();
  }

  @AfterEach
  void close() {
    log.close();
  }

  private String lineOf(Response answer) {
    return log.lineOf(answer.path("instance"));
  }

  private static RequestSpecification json(String body) {
    return given().contentType("application/json").body(body);
  }

  @Test
  void everyKindOfAnswerHasItsLine() {
    String none = TestCredentials.current().accessToken("a-client", "other.scope");
    assertThat(lineOf(given().get("/provoked/problem")))
        .startsWith("code=conflict status=409 method=GET route=");
    assertThat(lineOf(given().get("/provoked/bug"))).startsWith("code=internal-error status=500 ");
    assertThat(lineOf(given().get("/provoked/oauth")))
        .startsWith("code=invalid_client status=401 ");
    assertThat(lineOf(given().get("/provoked/caller"))).startsWith("code=unauthenticated ");
    assertThat(lineOf(given().auth().oauth2("x.y.z").get("/provoked/caller")))
        .startsWith("code=invalid-token ");
    assertThat(lineOf(given().auth().oauth2(none).get("/provoked/caller")))
        .startsWith("code=insufficient-scope ")
        .contains(" caller=a-client ");
    assertThat(lineOf(json("{").post("/provoked"))).startsWith("code=malformed-request ");
    assertThat(lineOf(json("{\"zz\":1}").post("/provoked"))).startsWith("code=invalid-request ");
    assertThat(lineOf(json("{\"name\":\"" + "x".repeat(3000) + "\"}").post("/provoked")))
        .startsWith("code=body-too-large status=413 method=POST ");
    assertThat(lineOf(given().get("/nothing"))).startsWith("code=not-found ");
    assertThat(lineOf(given().delete("/provoked/bug"))).startsWith("code=method-not-allowed ");
    assertThat(lineOf(given().request("ZZZ", "/provoked/bug")))
        .startsWith("code=not-implemented status=501 method=OTHER ");
    assertThat(lineOf(given().contentType("text/plain").body("x").post("/provoked")))
        .startsWith("code=unsupported-media-type ");
  }

  @Test
  void noLineHoldsWhatCallersSend() {
    given()
        .auth()
        .oauth2("secret-1.secret-2.secret-3")
        .header("Cookie", "a=secret-4")
        .get("/provoked/caller?token=secret-5");
    given().get("/nothing/secret-6?token=secret-7");
    json("{\"name\":\"secret-8\",\"count\":\"x\"}").post("/provoked");
    assertThat(log.lines()).isNotEmpty().noneMatch(line -> line.contains("secret"));
  }

  @Test
  void aFloodIsCountedAndNotWritten() {
    for (int i = 0; i < 500; i++) {
      given().get("/provoked/number/x");
    }
    assertThat(log.lines().stream().filter(line -> line.startsWith("code=not-found ")).count())
        .isBetween(1L, 300L);
  }
}
