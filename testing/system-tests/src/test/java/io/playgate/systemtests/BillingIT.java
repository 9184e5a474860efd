package io.playgate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What billing may say, and what is refused from whoever pretends to be billing. */
@ExtendWith(RunningSuite.class)
class BillingIT {

  @Test
  void aRefundIsACutOffThatReactivationDoesNotLift(Suite suite) {
    // Given a playing viewer
    Suite.Viewer viewer = suite.newViewer();
    String url = playing(suite, viewer, "demo-edgeauth");

    // When billing refunds, then reactivates
    suite.billing("refunded", viewer.id()).expectSuccess();
    MainJobIT.awaitDenied(suite, url, "revoked");
    suite.billing("reactivated", viewer.id()).expectSuccess();

    // Then a token issued after the cut-off plays, and the old one never again
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> {
          Http.Answer answer = suite.play(suite.signIn(viewer, "tv"), "clock", "demo-edgeauth");
          return answer.status() < 300
              && suite.http().get(answer.json().required("url").asText()).status() == 200;
        });
    suite.http().get(url).expectProblem(403, "revoked");
  }

  @Test
  void aCancellationWaitsForItsEffectiveTime(Suite suite) {
    // Given a playing viewer
    Suite.Viewer viewer = suite.newViewer();
    String url = playing(suite, viewer, "demo-jwt");

    // When billing cancels with effect in three seconds
    Instant effectiveAt = Instant.now().plusSeconds(3);
    Webhook.withData(
            "cancelled",
            Instant.now(),
            "{\"viewerId\":\"%s\",\"effectiveAt\":\"%s\"}".formatted(viewer.id(), effectiveAt))
        .post(suite)
        .expectSuccess();

    // Then the viewer plays until then, and not after
    suite.http().get(url).expect(200);
    MainJobIT.awaitDenied(suite, url, "held");
    assertThat(Instant.now()).isAfter(effectiveAt.minusMillis(50));
  }

  @Test
  void aSuspendedPackageStopsOnlyWhatItGranted(Suite suite) {
    // Given two playing viewers
    Suite.Viewer viewer = suite.newViewer();
    String url = playing(suite, viewer, "demo-edgeauth");
    String otherUrl = playing(suite, suite.newViewer(), "demo-edgeauth");

    // When billing suspends another package, then this one
    suspendPackage(suite, viewer, "sports");
    suite.http().get(url).expect(200);
    suspendPackage(suite, viewer, "basic");

    // Then only the second stops what this package granted, and only for this viewer
    MainJobIT.awaitDenied(suite, url, "held");
    suite.http().get(otherUrl).expect(200);
  }

  @Test
  void aDuplicateIsAnsweredAndChangesNothing(Suite suite) {
    // Given a suspension and its lifting
    Suite.Viewer viewer = suite.newViewer();
    String url = playing(suite, viewer, "demo-jwt");
    Webhook suspension = Webhook.of("suspended", viewer.id());
    suspension.post(suite).expectSuccess();
    MainJobIT.awaitDenied(suite, url, "held");
    suite.billing("reactivated", viewer.id()).expectSuccess();
    MainJobIT.awaitStatus(suite, url, 200);

    // When the suspension is delivered again, and an older one arrives late
    suspension.post(suite).expectSuccess();
    Webhook.of("suspended", viewer.id(), Instant.now().minusSeconds(3600))
        .post(suite)
        .expectSuccess();

    // Then the viewer still plays
    suite.http().get(url).expect(200);
    suite.play(suite.signIn(viewer, "tv"), "clock", "demo-jwt").expectSuccess();
  }

  @Test
  void aForgedOrReplayedEventIsRefused(Suite suite) {
    // Given a playing viewer
    Suite.Viewer viewer = suite.newViewer();
    String url = playing(suite, viewer, "demo-jwt");
    Webhook event = Webhook.of("suspended", viewer.id());

    // When the signature is missing, of another key, of another body, or too old
    String otherSecret = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    assertThat(event.post(suite, "v1,").status()).isBetween(400, 401);
    assertThat(event.post(suite, event.signature(otherSecret)).status()).isBetween(400, 401);
    Webhook old = event.at(Instant.now().getEpochSecond() - 3600);
    assertThat(old.post(suite).status()).isBetween(400, 401);
    Webhook swapped = new Webhook(event.id(), event.timestamp(), event.body() + " ");
    assertThat(swapped.post(suite, event.signature(suite.webhookSecret())).status())
        .isBetween(400, 401);

    // Then nothing happened
    suite.http().get(url).expect(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[]", "{\"type\":\"subscription.suspended\"}", "null", "{\"type\":7}"})
  void aMalformedEventIsAClearProblem(String body, Suite suite) {
    Webhook event = new Webhook("msg_" + System.nanoTime(), Instant.now().getEpochSecond(), body);
    Http.Answer answer = event.post(suite);
    assertThat(answer.status()).isBetween(400, 422);
    answer.expectProblem(answer.status(), "");
  }

  private static void suspendPackage(Suite suite, Suite.Viewer viewer, String packageId) {
    Webhook.withData(
            "suspended",
            Instant.now(),
            "{\"viewerId\":\"%s\",\"package\":\"%s\"}".formatted(viewer.id(), packageId))
        .post(suite)
        .expectSuccess();
  }

  private static String playing(Suite suite, Suite.Viewer viewer, String profile) {
    String url =
        suite
            .play(suite.signIn(viewer, "tv"), "clock", profile)
            .expect(201)
            .json()
            .required("url")
            .asText();
    suite.http().get(url).expect(200);
    return url;
  }
}
