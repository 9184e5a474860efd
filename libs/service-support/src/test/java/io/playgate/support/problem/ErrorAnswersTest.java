package io.playgate.support.problem;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TestCredentials.class)
class ErrorAnswersTest {

  @TestHTTPResource URI base;

  private static ValidatableResponse problem(ValidatableResponse answer, int status, String code) {
    return answer
        .statusCode(status)
        .contentType("application/problem+json")
        .header("Cache-Control", "no-store")
        .body("type", equalTo("urn:playgate:problem:" + code))
        .body("status", equalTo(status))
        .body("code", equalTo(code))
        .body("instance", startsWith("urn:uuid:"));
  }

  @Test
  void aChosenProblemCarriesHeadersAndMembersButNotItsCause() {
    problem(given().get("/provoked/problem").then(), 409, "conflict")
        .header("Retry-After", "3")
        .body("detail", equalTo("It is taken."))
        .body("limit", equalTo(3))
        .body("items[0].a", equalTo("b"))
        .body(not(containsString("private cause")));
  }

  @Test
  void aBugIsAnsweredWithoutItsText() {
    problem(given().get("/provoked/bug").then(), 500, "internal-error")
        .body(not(containsString("secret inside")))
        .body(not(containsString("Exception")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/provoked", "/provoked/event-loop"})
  void brokenJsonIsMalformed(String path) {
    for (String body : new String[] {"{\"name\":", "{name}", "\u0000"}) {
      problem(
          given().contentType("application/json").body(body).post(path).then(),
          400,
          "malformed-request");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "3",
        "\"x\"",
        "{\"name\":\"a\",\"count\":\"many\"}",
        "{\"name\":\"a\",\"count\":null}",
        "{\"name\":7}",
        "{\"name\":{\"a\":1}}",
        "{\"name\":\"a\",\"count\":1.5}",
        "{\"name\":\"a\",\"count\":99999999999999}",
        "null",
        "{\"name\":\"a\"} {\"name\":\"b\"}"
      })
  void jsonOfTheWrongShapeIsInvalid(String body) {
    ValidatableResponse answer =
        given().contentType("application/json").body(body).post("/provoked").then();
    assertThat(answer.extract().asString()).doesNotContain("jackson", "java", "io.playgate");
    answer.statusCode(400).contentType("application/problem+json");
  }

  @Test
  void aBrokenRuleNamesTheFieldAsTheCallerKnowsIt() {
    problem(
            given()
                .contentType("application/json")
                .body("{\"name\":\"much too long\",\"count\":1}")
                .post("/provoked")
                .then(),
            400,
            "invalid-request")
        .body("errors[0].field", equalTo("name"));
  }

  @Test
  void anEmptyBodyIsInvalid() {
    given().contentType("application/json").post("/provoked").then().statusCode(400);
  }

  @Test
  void anotherTypeOfBodyIsUnsupported() {
    problem(
        given().contentType("text/plain").body("x").post("/provoked").then(),
        415,
        "unsupported-media-type");
  }

  @Test
  void unknownPathsAndMethodsAreProblems() {
    problem(given().get("/nothing/here").then(), 404, "not-found");
    problem(given().get("/provoked/number/x").then(), 404, "not-found");
    problem(given().delete("/provoked/bug").then(), 405, "method-not-allowed");
    problem(given().accept("image/png").get("/provoked/caller").then(), 406, "not-acceptable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PROPFIND", "get", "ZZZ"})
  void anInventedMethodIsNotImplemented(String method) throws IOException {
    for (String target : new String[] {"/provoked/bug", "/nothing/here", "/"}) {
      assertThat(raw(method + " " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 501 ")
          .containsIgnoringCase("application/problem+json");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/provoked", "/provoked/event-loop"})
  void anAnnouncedBodyOverTheLimitIsRefused(String path) {
    problem(
        given()
            .contentType("application/json")
            .body("{\"name\":\"" + "x".repeat(2000) + "\"}")
            .post(path)
            .then(),
        413,
        "body-too-large");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCallerThatIsStillSendingReadsTheRefusal(boolean announced) throws Exception {
    byte[] megabytes = new byte[4 * 1024 * 1024];
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < 5; i++) {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(base.resolve("/provoked"))
                    .version(HttpClient.Version.HTTP_1_1)
                    .header("Content-Type", "application/json")
                    .POST(
                        announced
                            ? HttpRequest.BodyPublishers.ofByteArray(megabytes)
                            : HttpRequest.BodyPublishers.ofInputStream(
                                () -> new ByteArrayInputStream(megabytes)))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("body-too-large");
      }
    }
  }

  @Test
  void aFormOverTheLimitIsRefused() {
    problem(
        given().formParam("token", "x".repeat(5000)).post("/provoked/form").then(),
        413,
        "body-too-large");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET provoked HTTP/1.1",
        "POST /provoked/%c0%af HTTP/1.1",
        "GET /provoked/%00 HTTP/1.1",
        "GET /../../x HTTP/1.1"
      })
  void anOddTargetIsAProblem(String requestLine) throws IOException {
    String answer = raw(requestLine + "\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertThat(answer).matches("(?s)HTTP/1.1 4\\d\\d .*");
    assertThat(answer.toLowerCase(Locale.ROOT)).contains("application/problem+json");
  }

  @Test
  void whatTheParserRefusesIsNoServerError() throws IOException {
    assertThat(raw("NOT HTTP AT ALL\r\n\r\n")).matches("(?s)HTTP/1.. 400 .*");
    assertThat(raw("GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .matches("(?s)HTTP/1.1 400 .*");
    assertThat(raw("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
        .matches("(?s)HTTP/1.. 414 .*");
    assertThat(raw("GET / HTTP/1.1\r\nHost: x\r\nA: " + "x".repeat(40_000) + "\r\n\r\n"))
        .matches("(?s)HTTP/1.. 431 .*");
    assertThat(
            raw(
                "POST /provoked HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n"
                    + "Connection: close\r\n\r\n"))
        .matches("(?s)HTTP/1.. 4\\d\\d .*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/provoked", "/provoked/event-loop"})
  void aChunkedBodyWithinTheLimitIsRead(String path) throws Exception {
    HttpResponse<String> answer =
        postChunked(path, "application/json", "{\"name\":\"a\",\"count\":1}");
    assertThat(answer.body()).isEqualTo("{\"name\":\"a\"}");
  }

  @Test
  void aChunkedFormWithinTheLimitIsRead() throws Exception {
    HttpResponse<String> answer =
        postChunked("/provoked/form", "application/x-www-form-urlencoded", "token=abc");
    assertThat(answer.body()).isEqualTo("{\"length\":3}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/provoked", "/provoked/event-loop", "/provoked/form"})
  void aChunkedBodyOverTheLimitIsRefused(String path) throws Exception {
    String type = path.endsWith("form") ? "application/x-www-form-urlencoded" : "application/json";
    HttpResponse<String> answer = postChunked(path, type, "token=" + "x".repeat(5_000));
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body()).contains("body-too-large");
  }

  private HttpResponse<String> postChunked(String path, String type, String body)
      throws IOException, InterruptedException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(base.resolve(path))
              .version(HttpClient.Version.HTTP_1_1)
              .header("Content-Type", type)
              .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void withoutCredentialTheAnswerIsAChallengeWithoutErrorCode() {
    problem(given().get("/provoked/caller").then(), 401, "unauthenticated")
        .header("WWW-Authenticate", "Bearer realm=\"playgate\"");
  }

  @Test
  void oauthErrorsHaveTheirOwnForm() {
    given()
        .get("/provoked/oauth")
        .then()
        .statusCode(401)
        .contentType("application/json")
        .header("WWW-Authenticate", startsWith("Basic"))
        .header("Cache-Control", "no-store")
        .body("error", equalTo("invalid_client"))
        .body("error_description", equalTo("no such client"));
  }

  @Test
  void aResourceWithoutAnnotationIsClosed() {
    String token = TestCredentials.current().accessToken("a", "keys.read");
    problem(
        given().auth().oauth2(token).get("/provoked/unannotated").then(),
        403,
        "insufficient-scope");
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(base.getHost(), base.getPort())) {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[8192];
      int read = in.read(buffer);
      StringBuilder answer = new StringBuilder();
      while (read > 0) {
        answer.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
        if (answer.indexOf("\r\n\r\n") > 0) {
          break;
        }
        read = in.read(buffer);
      }
      return answer.toString();
    }
  }
}
