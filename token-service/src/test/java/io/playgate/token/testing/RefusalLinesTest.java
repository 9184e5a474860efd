package io.playgate.token.testing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.support.testing.LoggedRefusals;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is refused here is found in the log, with the caller and the template of the path. */
@QuarkusTest
@Suite
class RefusalLinesTest {

  private static RequestSpecification viewer() {
    return given()
        .auth()
        .oauth2(TestCredentials.current().viewerToken("a-viewer", "login", "device", "basic"));
  }

  @Test
  void aDenialHasItsLine() {
    try (LoggedRefusals log = new LoggedRefusals()) {
      Response start =
          viewer()
              .contentType("application/json")
              .body(Map.of("assetId", "no-such-asset"))
              .post("/v1/playback-sessions");
      assertThat(start.statusCode()).as(start.asString()).isEqualTo(404);
      assertThat(log.lineOf(start.path("instance")))
          .startsWith(
              "code=unknown-asset status=404 method=POST route=/v1/playback-sessions"
                  + " caller=a-viewer instance=");
      Response read = viewer().get("/v1/assets/some-asset");
      assertThat(log.lineOf(read.path("instance")))
          .startsWith(
              "code=insufficient-scope status=403 method=GET route=/v1/assets/{id}"
                  + " caller=a-viewer instance=");
      assertThat(log.lines()).noneMatch(line -> line.contains("some-asset"));
    }
  }
}
