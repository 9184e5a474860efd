package io.playgate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Input that is wrong, hostile or too large: always a clear problem, never a 500. */
@ExtendWith(RunningSuite.class)
class BadInputIT {

  @Test
  void malformedJsonIsAProblemEverywhere(Suite suite) {
    String viewerToken = "Bearer " + suite.signIn(suite.newViewer(), "tv");
    String sessions = suite.url("token") + "/v1/playback-sessions";
    for (String body :
        List.of("", "{", "[]", "null", "\"x\"", "{\"assetId\":{}}", "{\"assetId\":")) {
      Http.Answer answer = suite.http().post(sessions, body, "Authorization", viewerToken);
      answer.expectProblem(400, "");
      suite.http().post(suite.url("auth") + "/v1/sign-in", body).expectProblem(400, "");
    }
  }

  @Test
  void aWrongContentTypeIsAProblem(Suite suite) {
    String viewerToken = "Bearer " + suite.signIn(suite.newViewer(), "tv");
    suite
        .http()
        .send(
            "POST",
            suite.url("token") + "/v1/playback-sessions",
            "assetId=clock",
            "Content-Type",
            "application/x-www-form-urlencoded",
            "Authorization",
            viewerToken)
        .expectProblem(415, "");
    suite
        .http()
        .send("POST", suite.url("auth") + "/v1/sign-in", "<a/>", "Content-Type", "text/xml")
        .expectProblem(415, "");
  }

  @Test
  void anOverLongFieldAndAnOverLargeBodyAreProblems(Suite suite) {
    String viewerToken = "Bearer " + suite.signIn(suite.newViewer(), "tv");
    String sessions = suite.url("token") + "/v1/playback-sessions";
    suite
        .http()
        .post(sessions, "{\"assetId\":\"" + "a".repeat(5000) + "\"}", "Authorization", viewerToken)
        .expectProblem(400, "");
    String large = "{\"assetId\":\"" + "a".repeat(2_000_000) + "\"}";
    for (String url :
        List.of(
            sessions,
            suite.url("auth") + "/v1/sign-in",
            suite.url("revocation") + "/v1/webhooks/standard")) {
      suite.http().post(url, large, "Authorization", viewerToken).expectProblem(413, "");
    }
  }

  @Test
  void anUnknownAssetIsNotFoundAndAForeignPackageIsNotEntitled(Suite suite) {
    String viewerToken = suite.signIn(suite.newViewer(), "tv");
    suite.play(viewerToken, "no-such-asset", "demo-jwt").expectProblem(404, "unknown-asset");
    suite.play(viewerToken, "premium-clock", "demo-jwt").expectProblem(403, "not-entitled");
  }

  @Test
  void aViewerTokenThatIsMissingExpiredOrForeignIsUnauthorised(Suite suite) {
    String url = suite.url("token") + "/v1/playback-sessions";
    String body = "{\"assetId\":\"clock\"}";
    String genuine = suite.signIn(suite.newViewer(), "tv");
    String tampered = genuine.substring(0, genuine.length() - 8) + "AAAAAAAA";
    String none =
        "eyJhbGciOiJub25lIn0"
            + genuine.substring(genuine.indexOf('.'), genuine.lastIndexOf('.') + 1);
    for (String token : List.of("nonsense", tampered, none, suite.adminId())) {
      Http.Answer answer =
          suite.http().post(url, body, "Authorization", "Bearer " + token).expectProblem(401, "");
      assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    }
    Http.Answer answer = suite.http().post(url, body).expectProblem(401, "");
    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    // An access token of a client is no viewer token.
    suite
        .http()
        .post(url, body, "Authorization", "Bearer " + suite.adminToken("viewers.read"))
        .expectProblem(403, "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo-edgeauth", "demo-jwt", "demo-opaque", "demo-edgeauth-query"})
  void aTokenHoldsForItsAssetUnchangedOnly(String profile, Suite suite) {
    // Given two sessions on two assets
    String viewerToken = suite.signIn(suite.newViewer(), "tv");
    JsonNode clock = suite.play(viewerToken, "clock", profile).expect(201).json();
    JsonNode bars = suite.play(viewerToken, "bars", profile).expect(201).json();
    String url = clock.required("url").asText();
    String token = clock.required("token").required("value").asText();
    suite.http().get(url).expect(200);

    // Then one byte changed, another asset's token, or none at all, is refused
    suite.http().get(Player.withOneCharacterChanged(url, token)).expectProblem(403, "");
    String other = bars.required("token").required("value").asText();
    suite.http().get(url.replace(token, other)).expectProblem(403, "outside-acl");
    String bare = url.contains("?") ? url.substring(0, url.indexOf('?')) : withoutToken(url, token);
    suite.http().get(bare).expectProblem(403, "token-missing");
  }

  private static String withoutToken(String url, String token) {
    int at = url.indexOf(token);
    return url.substring(0, url.lastIndexOf('/', at)) + url.substring(at + token.length());
  }

  @Test
  void headAndRangeWorkOnSegments(Suite suite) {
    String viewerToken = suite.signIn(suite.newViewer(), "tv");
    String url =
        suite.play(viewerToken, "clock", "demo-jwt").expect(201).json().required("url").asText();
    String segment =
        new Player(suite.http())
            .hlsUrls(url).stream().filter(Player::isSegment).findFirst().orElseThrow();
    byte[] whole = suite.http().get(segment).expect(200).bytes();
    Http.Answer head = suite.http().send("HEAD", segment, null).expect(200);
    assertThat(head.bytes()).isEmpty();
    assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(whole.length));
    Http.Answer part = suite.http().get(segment, "Range", "bytes=100-199").expect(206);
    assertThat(part.bytes()).isEqualTo(java.util.Arrays.copyOfRange(whole, 100, 200));
    assertThat(part.header("Content-Range")).isEqualTo("bytes 100-199/" + whole.length);
    suite.http().get(segment, "Range", "bytes=99999999-").expect(416);
    suite.http().send("DELETE", segment, null).expectProblem(405, "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../../secret",
        "/%2e%2e/%2e%2e/secret",
        "/..%2f..%2fsecret",
        "/a%2fb.m4s",
        "/%252e%252e/x",
        "/a\\..\\b",
        "/a%5c..%5cb",
        "/a%00b",
        "/%c0%ae%c0%ae/x",
        "/%zz",
        "/x/./../../../bars/master.m3u8"
      })
  void aPathThatClimbsOrIsAmbiguousIsRefused(String suffix, Suite suite) throws IOException {
    String viewerToken = suite.signIn(suite.newViewer(), "tv");
    String url =
        suite.play(viewerToken, "clock", "demo-jwt").expect(201).json().required("url").asText();
    String folder = Player.pathOf(url).substring(0, Player.pathOf(url).lastIndexOf('/'));
    String answer = raw(suite.url("edge"), "GET " + folder + suffix + " HTTP/1.1");
    assertThat(answer).as(suffix).matches("(?s)HTTP/1.1 (400|403|404) .*");
    assertThat(answer).contains("application/problem+json");
  }

  @Test
  void garbageOnTheWireIsSurvived(Suite suite) throws IOException {
    for (String service : List.of("auth", "token", "revocation", "edge")) {
      for (String line :
          List.of("GARBAGE", "GET /" + "a".repeat(70_000) + " HTTP/1.1", "GET / HTTP/9.9")) {
        assertThat(raw(suite.url(service), line)).doesNotContain(" 500 ", "Exception");
      }
      suite.http().get(suite.url(service) + "/no/such/path").expectProblem(404, "");
    }
  }

  /** Sends a request line that no HTTP client would let through. */
  private static String raw(String base, String requestLine) throws IOException {
    URI uri = URI.create(base);
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      try {
        out.write(
            (requestLine + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        return ""; // the peer closed the connection at once: refused all the same
      }
    }
  }
}
