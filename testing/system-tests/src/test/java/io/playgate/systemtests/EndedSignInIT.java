package io.playgate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What ends a sign-in stops what plays under it, whatever is away or dies meanwhile. */
@ExtendWith(RunningSuite.class)
class EndedSignInIT {

  private static final Duration WITHIN = Duration.ofSeconds(1);

  /** What ends a sign-in. */
  enum Cause {
    SIGN_OUT,
    REUSE,
    REPLACED,
    PASSWORD,
    DISABLED,
    DELETED
  }

  /** A viewer who plays. */
  private record Playing(
      Suite suite,
      Suite.Viewer viewer,
      String viewerToken,
      String refreshToken,
      String deviceId,
      String url,
      String refreshUrl) {

    static Playing start(Suite suite, String auth) {
      Suite.Viewer viewer = suite.newViewer();
      JsonNode pair =
          suite
              .http()
              .post(
                  auth + "/v1/sign-in",
                  "{\"login\":\"%s\",\"password\":\"%s\",\"device\":\"tv\"}"
                      .formatted(viewer.login(), viewer.password()))
              .expect(200)
              .json();
      String viewerToken = pair.required("access_token").asText();
      JsonNode session = suite.play(viewerToken, "clock", "demo-edgeauth").expect(201).json();
      String url = session.required("url").asText();
      suite.http().get(url).expect(200);
      return new Playing(
          suite,
          viewer,
          viewerToken,
          pair.required("refresh_token").asText(),
          pair.required("deviceId").asText(),
          url,
          session.required("refreshUrl").asText());
    }

    Http.Answer signOut(String auth) {
      return suite.http().post(auth + "/v1/sign-out", "", "Authorization", "Bearer " + viewerToken);
    }

    Http.Answer refreshSignIn(String token) {
      return suite
          .http()
          .form(
              suite.url("auth") + "/oauth2/token",
              Map.of("grant_type", "refresh_token", "refresh_token", token),
              "");
    }

    void awaitStopped(Duration atMost) {
      Awaitility.await()
          .atMost(atMost)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> suite.http().get(url).status() == 403);
    }

    /** Nothing goes on: not the URL, not the session, not the sign-in; and nothing new begins. */
    void isOver() {
      suite.http().get(url).expectProblem(403, "");
      assertThat(
              suite.http().post(refreshUrl, "", "Authorization", "Bearer " + viewerToken).status())
          .isIn(403, 404);
      suite.play(viewerToken, "clock", "demo-edgeauth").expectProblem(403, "");
      suite.play(viewerToken, "bars", "demo-edgeauth").expectProblem(403, "");
    }
  }

  /** The first call of each process loads classes and opens connections. */
  @BeforeEach
  void theFirstCallsAreMade(Suite suite) {
    Playing first = Playing.start(suite, suite.url("auth"));
    first.signOut(suite.url("auth")).expect(204);
    first.awaitStopped(Duration.ofSeconds(20));
  }

  @ParameterizedTest
  @EnumSource
  void theOldUrlIsRefusedWithinASecondAndNothingNewBegins(Cause cause, Suite suite) {
    // Given a viewer who plays
    Playing playing = Playing.start(suite, suite.url("auth"));
    String bearer = "Bearer " + suite.adminToken("viewers.read viewers.write");
    String link = suite.url("auth") + "/v1/viewers/" + playing.viewer().id();

    // When the sign-in ends
    switch (cause) {
      case SIGN_OUT -> playing.signOut(suite.url("auth")).expect(204);
      case REUSE -> {
        String second =
            playing
                .refreshSignIn(playing.refreshToken())
                .expect(200)
                .json()
                .required("refresh_token")
                .asText();
        playing.refreshSignIn(second).expect(200);
        playing.refreshSignIn(playing.refreshToken()).expect(400);
      }
      case REPLACED ->
          suite
              .http()
              .post(
                  suite.url("auth") + "/v1/sign-in",
                  "{\"login\":\"%s\",\"password\":\"%s\",\"device\":\"tv\",\"deviceId\":\"%s\"}"
                      .formatted(
                          playing.viewer().login(),
                          playing.viewer().password(),
                          playing.deviceId()))
              .expect(200);
      case PASSWORD -> patch(suite, link, bearer, "{\"password\":\"another password of hers\"}");
      case DISABLED -> patch(suite, link, bearer, "{\"state\":\"disabled\"}");
      case DELETED -> suite.http().send("DELETE", link, null, "Authorization", bearer).expect(204);
    }

    // Then the old URL is refused within a second, and all that could follow from it
    playing.awaitStopped(WITHIN);
    playing.isOver();
    playing.refreshSignIn(playing.refreshToken()).expect(400);
  }

  @Test
  void anEnabledViewerPlaysAgainButNotByTheOldSignIn(Suite suite) {
    // Given a viewer who was disabled while playing
    Playing playing = Playing.start(suite, suite.url("auth"));
    String bearer = "Bearer " + suite.adminToken("viewers.read viewers.write");
    String link = suite.url("auth") + "/v1/viewers/" + playing.viewer().id();
    patch(suite, link, bearer, "{\"state\":\"disabled\"}");
    playing.awaitStopped(WITHIN);

    // When enabled again, and signed in anew
    patch(suite, link, bearer, "{\"state\":\"active\"}");

    // Then the viewer plays, and the old sign-in does not
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> {
          Http.Answer answer =
              suite.play(suite.signIn(playing.viewer(), "phone"), "clock", "demo-edgeauth");
          return answer.status() < 300
              && suite.http().get(answer.json().required("url").asText()).status() == 200;
        });
    playing.isOver();
  }

  @Test
  void aSignOutWhileRevocationServiceIsStuckArrivesLater(Suite suite) {
    // Given a viewer who plays, and a revocation-service that does not answer
    Playing playing = Playing.start(suite, suite.url("auth"));
    long revocation = suite.json().required("pids").required("revocation").asLong();
    ServiceReplica.signal("STOP", revocation);
    try {
      // When the viewer signs out, then it is done at once
      long before = System.nanoTime();
      playing.signOut(suite.url("auth")).expect(204);
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
      playing.refreshSignIn(playing.refreshToken()).expect(400);
    } finally {
      ServiceReplica.signal("CONT", revocation);
    }

    // Then, once it answers again, the rule arrives
    playing.awaitStopped(Duration.ofSeconds(20));
    playing.isOver();
  }

  @Test
  void aSignOutWhoseReplicaIsKilledBeforeItToldArrivesAllTheSame(Suite suite) {
    // Given a second replica of auth-service, and a revocation-service that does not answer
    try (ServiceReplica replica = ServiceReplica.start(suite, "auth-service")) {
      replica.awaitReady(Duration.ofMinutes(2));
      Playing playing = Playing.start(suite, replica.url());
      long revocation = suite.json().required("pids").required("revocation").asLong();
      ServiceReplica.signal("STOP", revocation);
      try {
        // When the viewer signs out there, and the replica is killed before it could tell
        playing.signOut(replica.url()).expect(204);
        ServiceReplica.signal("KILL", replica.process().pid());
      } finally {
        ServiceReplica.signal("CONT", revocation);
      }

      // Then another replica tells
      playing.awaitStopped(Duration.ofSeconds(30));
      playing.isOver();
    }
  }

  private static void patch(Suite suite, String link, String bearer, String body) {
    suite
        .http()
        .send("PATCH", link, body, "Authorization", bearer, "Content-Type", "application/json")
        .expect(200);
  }
}
