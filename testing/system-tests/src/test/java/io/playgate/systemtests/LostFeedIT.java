package io.playgate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.systemtests.RunningSuite.LauncherProcess;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** token-service loses the revocation feed, and edges do not. */
class LostFeedIT {
  private static final int REVOCATION_PORT = 3;

  @Test
  @DisplayName(
      "docs/architecture/overview.md: a refund that token-service has not heard of hits also what"
          + " it issues after the refund")
  void aRefundIsNotOutlivedByRefreshing() {
    int base = LauncherProcess.freePortBase();
    try (Relay relay = new Relay(base + REVOCATION_PORT)) {
      LauncherProcess launcher =
          LauncherProcess.start(
              "lost-feed",
              base,
              "-Dplaygate.demo.token-service.playgate.revocation.url=http://127.0.0.1:"
                  + relay.port());
      try {
        Suite suite = new Suite(launcher.awaitReady(Duration.ofMinutes(3)));
        assertThat(suite.url("revocation")).endsWith(":" + (base + REVOCATION_PORT));
        refund(suite, relay);
      } finally {
        launcher.stop();
      }
    }
  }

  private static void refund(Suite suite, Relay relay) {
    // Given a viewer who plays by tokens of two dialects
    Suite.Viewer viewer = suite.newViewer();
    String viewerToken = suite.signIn(viewer, "tv");
    Map<String, String> sessions = new LinkedHashMap<>();
    for (String profile : new String[] {"demo-jwt", "demo-edgeauth"}) {
      Http.Answer started = suite.play(viewerToken, "clock", profile).expect(201);
      suite.http().get(started.json().required("url").asText()).expect(200);
      sessions.put(
          started.json().required("sessionId").asText(), started.json().required("url").asText());
    }

    // When token-service loses the feed, and billing refunds
    relay.cut();
    suite.billing("refunded", viewer.id()).expectSuccess();
    sessions.values().forEach(url -> MainJobIT.awaitDenied(suite, url, "revoked"));

    // Then a refresh is answered, long after the cut-off's margin, and the edge refuses its token
    long refunded = System.nanoTime();
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> System.nanoTime() - refunded > Duration.ofSeconds(5).toNanos());
    for (String sid : sessions.keySet()) {
      Http.Answer next = refresh(suite, viewerToken, sid).expect(200);
      suite.http().get(next.json().required("url").asText()).expectProblem(403, "revoked");
    }

    // And once the feed is back, there is no refresh with that viewer token any more
    relay.mend();
    for (String sid : sessions.keySet()) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> refresh(suite, viewerToken, sid).status() == 403);
    }
  }

  private static Http.Answer refresh(Suite suite, String viewerToken, String sid) {
    return suite
        .http()
        .post(
            suite.url("token") + "/v1/playback-sessions/" + sid + "/refresh",
            "",
            "Authorization",
            "Bearer " + viewerToken);
  }
}
