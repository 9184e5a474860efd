package io.playgate.support.request;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;

import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TestCredentials.class)
class StrictRequestTest {

  @TestHTTPResource URI base;

  private static ValidatableResponse put(String path, String json) {
    return given().contentType("application/json").body(json).put(path).then();
  }

  private static ValidatableResponse refused(ValidatableResponse answer) {
    return answer
        .statusCode(400)
        .contentType("application/problem+json")
        .body("code", equalTo("invalid-request"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "zzUnknown|{\"name\":\"a\",\"primitive\":1,\"zzUnknown\":1}",
        "zzUnknown|{\"zzUnknown\":{\"deep\":[1,{\"x\":2}]},\"name\":\"a\",\"primitive\":1}",
        "zzUnknown|{\"name\":\"a\",\"primitive\":1,\"zzUnknown\":null}",
        "endAt|{\"name\":\"a\",\"primitive\":1,\"endAt\":\"2026-01-01T00:00:00Z\"}",
        "bindings.ipp|{\"name\":\"a\",\"primitive\":1,\"bindings\":{\"ipp\":\"exact\"}}",
        "list[1].ipp|{\"name\":\"a\",\"primitive\":1,\"list\":[{},{\"domain\":\"x\",\"ipp\":1}]}",
        "byName.x.ipp|{\"name\":\"a\",\"primitive\":1,\"byName\":{\"x\":{\"ipp\":1}}}",
        "period|{\"name\":\"a\",\"primitive\":1,\"period\":true}",
        "Name|{\"name\":\"a\",\"primitive\":1,\"Name\":\"b\"}",
        "name|{\"name\":\"a\",\"primitive\":1,\"name\":\"b\"}",
        "bindings.ip|{\"name\":\"a\",\"primitive\":1,\"bindings\":{\"ip\":\"none\",\"ip\":\"exact\"}}",
        "name|{\"name\":7,\"primitive\":1}",
        "name|{\"name\":[\"a\"],\"primitive\":1}",
        "count|{\"name\":\"a\",\"primitive\":1,\"count\":\"3\"}",
        "count|{\"name\":\"a\",\"primitive\":1,\"count\":3.5}",
        "flag|{\"name\":\"a\",\"primitive\":1,\"flag\":\"yes\"}",
        "endsAt|{\"name\":\"a\",\"primitive\":1,\"endsAt\":\"tomorrow\"}",
        "bindings|{\"name\":\"a\",\"primitive\":1,\"bindings\":\"exact\"}",
        "bindings.ip|{\"name\":\"a\",\"primitive\":1,\"bindings\":{\"ip\":\"EXACT\"}}",
        "list|{\"name\":\"a\",\"primitive\":1,\"list\":{}}",
        "primitive|{\"name\":\"a\",\"primitive\":null}",
      })
  void aMemberThatCannotBeTakenIsNamed(String field, String json) {
    for (String path : new String[] {"/written", "/written/event-loop"}) {
      String body =
          refused(put(path, json)).body("errors.field", hasItems(field)).extract().asString();
      assertThat(body).doesNotContain("jackson", "java", "io.playgate");
    }
  }

  @Test
  void theAnswerNamesTheKnownMembersAndTheNearest() {
    refused(put("/written", "{\"name\":\"a\",\"primitive\":1,\"endAt\":\"2026-01-01T00:00:00Z\"}"))
        .body(
            "errors[0].message",
            equalTo(
                "is unknown; known are bindings, byName, count, endsAt, flag, list, name, primitive;"
                    + " did you mean endsAt?"));
  }

  @Test
  void valuesOfAnEnumAreListed() {
    refused(put("/written", "{\"name\":\"a\",\"primitive\":1,\"bindings\":{\"ip\":\"any\"}}"))
        .body("errors[0].message", equalTo("must be one of none, exact"));
  }

  @Test
  void aHugeNameIsCut() {
    refused(put("/written", "{\"" + "x".repeat(300) + "\":1,\"name\":\"a\",\"primitive\":1}"))
        .body("errors[0].field", equalTo("x".repeat(200) + "..."));
  }

  @Test
  void whatIsKnownIsTaken() {
    put(
            "/written",
            "{\"name\":\"a\",\"primitive\":1,\"bindings\":{\"ip\":\"exact\"},\"list\":[],"
                + "\"byName\":{\"anything\":{}},\"endsAt\":\"2026-01-01T00:00:00Z\"}")
        .statusCode(200);
  }

  @Test
  void aThirdPartysBodyIsLeftToItsOwnReader() {
    given()
        .contentType("application/json")
        .body("{\"zzUnknown\":1}")
        .post("/written/bytes?x=1")
        .then()
        .statusCode(200)
        .body("length", equalTo(15));
  }

  @ParameterizedTest
  @CsvSource({
    "/written?zzUnknown=1,zzUnknown",
    "/written?limit=1&limit=2,limit",
    "/written?after=a&after=a,after",
    "/written?Limit=1,Limit",
    "/written?limit=x,limit",
    "/written?limit=,limit",
    "/written?now=1,now",
    "/written?now=True,now",
    "/written?zzUnknown,zzUnknown",
    "/written/bean?zzUnknown=1,zzUnknown",
    "/written/bean?limit=1&limit=1,limit",
  })
  void aQueryParameterThatCannotBeTakenIsNamed(String target, String field) {
    refused(given().get(target).then()).body("errors.field", hasItems(field));
  }

  @Test
  void theAnswerNamesTheKnownParametersAndTheNearest() {
    refused(given().get("/written?limitt=1").then())
        .body(
            "errors[0].message",
            equalTo("is unknown; known are after, limit, now, tag; did you mean limit?"));
  }

  @Test
  void knownParametersAreTaken() {
    given()
        .get("/written?limit=3&tag=a&tag=b&now=true")
        .then()
        .statusCode(200)
        .body("limit", equalTo(3))
        .body("tags.size()", equalTo(2));
    given().get("/written/bean?limit=4").then().statusCode(200).body("limit", equalTo(4));
  }

  @Test
  void theCredentialIsAskedForFirst() {
    given().get("/written/secured?zzUnknown=1").then().statusCode(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/written/nothing", "/written/nothing/event-loop"})
  void aBodyThatNobodyReadsIsRefused(String path) throws Exception {
    refused(
            given()
                .contentType("application/json")
                .body("{\"key\":\"c2VjcmV0\"}")
                .post(path)
                .then())
        .body("errors[0].field", equalTo("body"))
        .body(not(containsString("c2VjcmV0")));
    given().post(path).then().statusCode(200);
    given().contentType("application/json").body("{}").post(path).then().statusCode(200);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(base.resolve(path))
                  .version(HttpClient.Version.HTTP_1_1)
                  .header("Content-Type", "application/json")
                  .POST(
                      HttpRequest.BodyPublishers.ofInputStream(() ->
                          new ByteArrayInputStream("{\"key\":1}".getBytes(StandardCharsets.UTF_8))))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("invalid-request");
    }
  }
}
