package io.playgate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The main job, over HTTP, for every dialect: sign in, play, refresh, suspend, reactivate. */
@ExtendWith(RunningSuite.class)
class MainJobIT {

  @ParameterizedTest
  @ValueSource(strings = {"demo-edgeauth", "demo-jwt", "demo-opaque", "demo-edgeauth-query"})
  void aViewerPlaysIsSuspendedAndPlaysAgain(String profile, Suite suite) {
    for (int round = 0; round < Counts.of(1, 10); round++) {
      playSuspendReactivate(suite, profile);
    }
  }

  private static void playSuspendReactivate(Suite suite, String profile) {
    // Given a viewer with the package, signed in on a device
    Suite.Viewer viewer = suite.newViewer();
    String viewerToken = suite.signIn(viewer, "tv-" + profile);

    // When the app asks for permission to play
    JsonNode session = suite.play(viewerToken, "clock", profile).expect(201).json();

    // Then the answer is ready to play and says where its token is
    String url = session.required("url").asText();
    String token = session.required("token").required("value").asText();
    assertThat(url).contains(token);
    String carrier = session.required("token").required("carrier").asText();
    assertThat(carrier).isEqualTo(profile.endsWith("-query") ? "query" : "path");
    if (carrier.equals("path")) {
      assertThat(token).doesNotContain("/");
    }
    assertThat(session.required("sessionId").asText()).matches("[A-Za-z0-9_-]{20,64}");
    Instant expiresAt = Instant.parse(session.required("expiresAt").asText());
    Instant refreshAt = Instant.parse(session.required("refreshAt").asText());
    assertThat(refreshAt).isBefore(expiresAt).isAfter(Instant.now());

    // And every playlist, init segment and segment of every variant is served
    Player player = new Player(suite.http());
    List<String> urls = player.hlsUrls(url);
    assertThat(urls.stream().filter(Player::isSegment).count()).isGreaterThanOrEqualTo(60);
    for (String media : urls) {
      assertThat(suite.http().get(media).expect(200).bytes()).isNotEmpty();
    }
    String playlist = urls.stream().filter(Player::isPlaylist).findFirst().orElseThrow();
    String segment = urls.stream().filter(Player::isSegment).findFirst().orElseThrow();

    // And asking again for the live session answers the same session and token
    JsonNode again = suite.play(viewerToken, "clock", profile).expect(200).json();
    assertThat(again.required("sessionId")).isEqualTo(session.required("sessionId"));
    assertThat(again.required("url").asText()).isEqualTo(url);

    // And a refresh, even in the same second, gives a new token while the old one still holds
    JsonNode refreshed =
        suite
            .http()
            .post(
                session.required("refreshUrl").asText(),
                "",
                "Authorization",
                "Bearer " + viewerToken)
            .expect(200)
            .json();
    String newToken = refreshed.required("token").required("value").asText();
    assertThat(newToken).isNotEqualTo(token);
    String newSegment = segment.replace(token, newToken);
    suite.http().get(newSegment).expect(200);
    suite.http().get(segment).expect(200);

    // When billing suspends the viewer
    suite.billing("suspended", viewer.id()).expectSuccess();

    // Then playlist and segment are refused, with either token, and no new session starts
    awaitDenied(suite, segment, "held");
    for (String media : List.of(playlist, segment, newSegment)) {
      suite.http().get(media).expectProblem(403, "held");
    }
    suite.play(viewerToken, "clock", profile).expectProblem(403, "");
    suite
        .http()
        .post(session.required("refreshUrl").asText(), "", "Authorization", "Bearer " + viewerToken)
        .expectProblem(403, "");

    // When billing reactivates the viewer
    suite.billing("reactivated", viewer.id()).expectSuccess();

    // Then the same token plays again, and new sessions start
    awaitStatus(suite, segment, 200);
    suite.http().get(playlist).expect(200);
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> suite.play(suite.signIn(viewer, "tv"), "clock", profile).status() < 300);
  }

  @Test
  void theSameSegmentsPlayAsDash(Suite suite) throws Exception {
    // Given a session for the DASH manifest of the same asset
    String viewerToken = suite.signIn(suite.newViewer(), "browser");
    for (String profile : List.of("demo-jwt", "demo-edgeauth-query")) {
      JsonNode session =
          suite
              .http()
              .post(
                  suite.url("token") + "/v1/playback-sessions",
                  "{\"assetId\":\"clock\",\"profile\":\"%s\",\"format\":\"dash\"}"
                      .formatted(profile),
                  "Authorization",
                  "Bearer " + viewerToken)
              .expectSuccess()
              .json();

      // When a player follows it
      List<String> urls = new Player(suite.http()).dashUrls(session.required("url").asText());

      // Then every segment of every representation is served
      assertThat(urls).hasSizeGreaterThan(60);
      for (String url : urls) {
        suite.http().get(url).expect(200);
      }
    }
  }

  @Test
  void anEndedSessionPlaysNoMore(Suite suite) {
    // Given a playing session
    String viewerToken = suite.signIn(suite.newViewer(), "phone");
    JsonNode session = suite.play(viewerToken, "clock", "demo-edgeauth").expect(201).json();
    String url = session.required("url").asText();
    suite.http().get(url).expect(200);

    // When the app ends it
    String link =
        suite.url("token") + "/v1/playback-sessions/" + session.required("sessionId").asText();
    suite.http().send("DELETE", link, null, "Authorization", "Bearer " + viewerToken).expect(204);

    // Then its token is refused and it cannot be refreshed
    awaitDenied(suite, url, "revoked");
    suite
        .http()
        .post(link + "/refresh", "", "Authorization", "Bearer " + viewerToken)
        .expectProblem(404, "");
  }

  @Test
  void aForeignViewerOrSignInFindsNoSession(Suite suite) {
    // Given a session of one viewer
    Suite.Viewer owner = suite.newViewer();
    JsonNode session =
        suite.play(suite.signIn(owner, "tv"), "clock", "demo-jwt").expect(201).json();
    String refreshUrl = session.required("refreshUrl").asText();
    String link = refreshUrl.substring(0, refreshUrl.length() - "/refresh".length());

    // When another viewer, or the same viewer signed in elsewhere, wants to use it
    for (String token :
        List.of(suite.signIn(suite.newViewer(), "tv"), suite.signIn(owner, "other device"))) {
      // Then it does not exist for them
      suite.http().post(refreshUrl, "", "Authorization", "Bearer " + token).expectProblem(404, "");
      suite
          .http()
          .send("DELETE", link, null, "Authorization", "Bearer " + token)
          .expectProblem(404, "");
    }
    suite.http().get(session.required("url").asText()).expect(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"session", "viewer", "asset", "token"})
  void everyScopeOfRevocationIsObeyedAndLifted(String scope, Suite suite) {
    // Given a playing session on an asset of its own
    Suite.Viewer viewer = suite.newViewer();
    String asset = scope.equals("asset") ? "bars" : "clock";
    String profile = scope.equals("asset") ? "demo-edgeauth" : "demo-jwt";
    JsonNode session = suite.play(suite.signIn(viewer, "tv"), asset, profile).expect(201).json();
    String url = session.required("url").asText();
    suite.http().get(url).expect(200);

    // When an operator revokes by that scope
    String subject =
        switch (scope) {
          case "session" -> "\"subject\":\"" + session.required("sessionId").asText() + "\"";
          case "viewer" -> "\"subject\":\"" + viewer.id() + "\"";
          case "asset" -> "\"subject\":\"" + asset + "\"";
          default -> "\"token\":\"" + session.required("token").required("value").asText() + "\"";
        };
    String bearer = "Bearer " + suite.adminToken("revocations.read revocations.write");
    JsonNode rule =
        suite
            .http()
            .post(
                suite.url("revocation") + "/v1/revocations",
                "{\"scope\":\"%s\",%s,\"reason\":\"test\"}".formatted(scope, subject),
                "Authorization",
                bearer)
            .expect(201)
            .json();

    // Then the edge refuses
    awaitDenied(suite, url, "revoked");

    // And when the rule is lifted, the edge serves again
    String link = suite.url("revocation") + "/v1/revocations/" + rule.required("id").asText();
    suite.http().get(link, "Authorization", bearer).expect(200);
    suite.http().send("DELETE", link, null, "Authorization", bearer).expect(204);
    awaitStatus(suite, url, 200);
    suite.http().get(link, "Authorization", bearer).expectProblem(404, "");
  }

  static void awaitDenied(Suite suite, String url, String code) {
    Http.Answer answer = awaitStatus(suite, url, 403);
    answer.expectProblem(403, code);
  }

  static Http.Answer awaitStatus(Suite suite, String url, int status) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> suite.http().get(url), answer -> answer.status() == status);
  }
}
