package io.playgate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.playgate.systemtests.RunningSuite.LauncherProcess;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What billing says while auth-service is away, or of viewers that it does not know yet. */
class BillingOutageIT {
  private static LauncherProcess launcher;
  private static Suite suite;

  @BeforeAll
  static void start() {
    launcher = LauncherProcess.start("billing-outage");
    suite = new Suite(launcher.awaitReady(Duration.ofMinutes(5)));
  }

  @AfterAll
  static void stop() {
    launcher.stop();
  }

  @Test
  void aRefundWhileAuthServiceIsAwayDoesNotComeBackWithIt() throws Exception {
    // Given a viewer who plays, with a viewer token that carries the package
    Suite.Viewer viewer = suite.newViewer();
    String viewerToken = suite.signIn(viewer, "tv");
    String url =
        suite.play(viewerToken, "clock", "demo-jwt").expect(201).json().required("url").asText();
    suite.http().get(url).expect(200);
    long auth = processOf("auth-service");

    // When billing refunds while auth-service stands still
    signal("STOP", auth);
    try {
      Webhook.withData(
              "refunded",
              Instant.now(),
              "{\"viewerId\":\"%s\",\"package\":\"basic\"}".formatted(viewer.id()))
          .post(suite)
          .expect(200);
      MainJobIT.awaitStatus(suite, url, 403);
      suite.play(viewerToken, "clock", "demo-jwt").expectProblem(403, "");
    } finally {
      signal("CONT", auth);
    }

    // Then no viewer token that it gives when it is back plays, from the first one on
    Instant until = Instant.now().plusSeconds(20);
    int signedInAgain = 0;
    while (Instant.now().isBefore(until)) {
      Http.Answer signedIn =
          suite
              .http()
              .post(
                  suite.url("auth") + "/v1/sign-in",
                  "{\"login\":\"%s\",\"password\":\"%s\",\"device\":\"tv-2\"}"
                      .formatted(viewer.login(), viewer.password()));
      String token =
          signedIn.status() == 200
              ? signedIn.json().required("access_token").asText()
              : viewerToken;
      signedInAgain += signedIn.status() == 200 ? 1 : 0;
      assertThat(suite.play(token, "clock", "demo-jwt").status()).isEqualTo(403);
      suite.http().get(url).expect(403);
      // Each sign-in is a device, of which the viewer may have 20.
      TimeUnit.SECONDS.sleep(2);
    }

    assertThat(signedInAgain).isPositive();

    // And only a reactivation gives the package back
    Webhook.withData(
            "reactivated",
            Instant.now(),
            "{\"viewerId\":\"%s\",\"package\":\"basic\"}".formatted(viewer.id()))
        .post(suite)
        .expect(200);
    await()
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofSeconds(2))
        .until(() -> suite.play(suite.signIn(viewer, "tv-3"), "clock", "demo-jwt").status() < 300);
    suite.http().get(url).expect(403);
  }

  @Test
  void anEventAboutNobodyIsParkedAndAnEMailAddressIsRefused() {
    JsonNode parked =
        Webhook.withData(
                "suspended", Instant.now(), "{\"viewerId\":\"%s\"}".formatted(UUID.randomUUID()))
            .post(suite)
            .expect(200)
            .json();
    assertThat(parked.required("status").asText()).isEqualTo("parked");

    Suite.Viewer viewer = suite.newViewer();
    JsonNode unknownPackage =
        Webhook.withData(
                "suspended",
                Instant.now(),
                "{\"viewerId\":\"%s\",\"package\":\"sprots\"}".formatted(viewer.id()))
            .post(suite)
            .expect(200)
            .json();
    assertThat(unknownPackage.required("status").asText()).isEqualTo("parked");

    for (String other : new String[] {"ada@example.com", viewer.login()}) {
      Webhook.withData("suspended", Instant.now(), "{\"viewerId\":\"%s\"}".formatted(other))
          .post(suite)
          .expectProblem(422, "webhook-event");
    }
    String metrics =
        suite
            .http()
            .get(suite.json().required("management").required("revocation").asText() + "/q/metrics")
            .expect(200)
            .body();
    assertThat(metrics).contains("playgate_revocation_entitlement_parked");
  }

  private static long processOf(String service) {
    for (JsonNode pid : suite.json().required("pids")) {
      String commandLine =
          ProcessHandle.of(pid.asLong())
              .flatMap(process -> process.info().commandLine())
              .orElse("");
      if (commandLine.contains("/" + service + "/")) {
        return pid.asLong();
      }
    }
    throw new AssertionError("no process of " + service);
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor())
        .isZero();
  }
}
