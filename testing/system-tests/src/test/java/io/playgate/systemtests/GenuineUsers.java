package io.playgate.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Viewers who sign in, play, refresh and stop, over and over, and note how each of their requests
 * went. None is repeated.
 */
final class GenuineUsers implements AutoCloseable {
  private static final int USERS = 6;
  private static final int SEGMENTS = 4;
  private static final int ROUNDS_PER_SIGN_IN = 8;
  private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(3_500);

  /**
   * One request.
   *
   * @param failure what was wrong; empty where nothing was
   */
  record Outcome(String step, Duration took, String failure) {}

  /** A viewer, and the device that signs in again and again. */
  private record User(Suite.Viewer viewer, String deviceId) {}

  private final Suite suite;
  private final List<User> users = new ArrayList<>();
  private final ConcurrentLinkedQueue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean stopped;

  /** Users of the suite, each of whom has signed in once. */
  GenuineUsers(Suite suite) {
    this.suite = suite;
    for (int i = 0; i < USERS; i++) {
      Suite.Viewer viewer = suite.newViewer();
      JsonNode signedIn =
          suite.http().post(suite.url("auth") + "/v1/sign-in", credentials(viewer, "")).json();
      users.add(new User(viewer, signedIn.required("deviceId").asText()));
    }
  }

  /** They begin. */
  GenuineUsers start() {
    users.forEach(user -> threads.execute(() -> live(user)));
    return this;
  }

  /** They end their rounds. */
  @Override
  public void close() {
    stopped = true;
    threads.close();
  }

  List<Outcome> outcomes() {
    return List.copyOf(outcomes);
  }

  /** The part of their requests that were answered as they should be. */
  double share() {
    return (double) outcomes.stream().filter(outcome -> outcome.failure().isEmpty()).count()
        / Math.max(1, outcomes.size());
  }

  /** How many of what failed and why, and how long each step took. */
  String summary() {
    Map<String, List<Duration>> steps = new TreeMap<>();
    Map<String, Integer> failures = new TreeMap<>();
    outcomes.forEach(outcome -> {
      steps.computeIfAbsent(outcome.step(), step -> new ArrayList<>()).add(outcome.took());
      if (!outcome.failure().isEmpty()) {
        failures.merge(outcome.step() + ": " + outcome.failure(), 1, Integer::sum);
      }
    });
    StringBuilder text =
        new StringBuilder(
            String.format(Locale.ROOT, "share %.4f of %d requests", share(), outcomes.size()));
    steps.forEach((step, took) ->
        text.append(", ")
            .append(step)
            .append(
                " p50 %d ms p99 %d ms"
                    .formatted(quantile(took, 0.5).toMillis(), quantile(took, 0.99).toMillis())));
    failures.forEach((what, times) -> text.append("; ").append(times).append(" x ").append(what));
    return text.toString();
  }

  private static Duration quantile(List<Duration> all, double part) {
    List<Duration> sorted = all.stream().sorted().toList();
    return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(part * sorted.size())));
  }

  private void live(User user) {
    pause(Duration.ofMillis(ThreadLocalRandom.current().nextLong(BETWEEN_ROUNDS.toMillis())));
    String bearer = "";
    for (int round = 0; !stopped; round++) {
      try {
        // Who ended sign-ins by the dozen would lose all tokens at each further one.
        if (bearer.isEmpty() || round % ROUNDS_PER_SIGN_IN == 0) {
          bearer = signIn(user);
        }
        playOnce(bearer, round % 2 == 0 ? "demo-opaque" : "demo-edgeauth-query");
      } catch (FailedException noted) {
        // The next round begins anew.
      } catch (RuntimeException unusable) {
        // An answer of 200 that cannot be gone on with, as a playlist that is cut off.
        outcomes.add(new Outcome("use of an answer", Duration.ZERO, unusable.toString()));
      }
      pause(BETWEEN_ROUNDS);
    }
  }

  private String signIn(User user) {
    String body = credentials(user.viewer(), ",\"deviceId\":\"%s\"".formatted(user.deviceId()));
    return "Bearer "
        + ask("sign-in", () -> suite.http().post(suite.url("auth") + "/v1/sign-in", body))
            .json()
            .required("access_token")
            .asText();
  }

  private void playOnce(String bearer, String profile) {
    String sessions = suite.url("token") + "/v1/playback-sessions";
    JsonNode session =
        ask(
                "start",
                () ->
                    suite
                        .http()
                        .post(
                            sessions,
                            "{\"assetId\":\"clock\",\"profile\":\"%s\"}".formatted(profile),
                            "Authorization",
                            bearer))
            .json();
    String own = sessions + "/" + session.required("sessionId").asText();
    watch(session.required("url").asText());
    JsonNode next =
        ask("refresh", () -> suite.http().post(own + "/refresh", "", "Authorization", bearer))
            .json();
    watch(next.required("url").asText());
    ask("end", () -> suite.http().send("DELETE", own, null, "Authorization", bearer));
  }

  private void watch(String master) {
    String variant = reference(master, 0);
    for (int i = 0; i < SEGMENTS; i++) {
      String segment = reference(variant, i);
      ask("segment", () -> suite.http().get(segment));
    }
  }

  /** Asks for a playlist, and gives the URL of one that it names. */
  private String reference(String playlist, int index) {
    Http.Answer answer = ask("playlist", () -> suite.http().get(playlist));
    List<String> references =
        answer.body().lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    return URI.create(playlist).resolve(references.get(index)).toString();
  }

  private Http.Answer ask(String step, Supplier<Http.Answer> request) {
    long begun = System.nanoTime();
    String failure;
    try {
      Http.Answer answer = request.get();
      if (answer.status() >= 200 && answer.status() < 300) {
        outcomes.add(new Outcome(step, since(begun), ""));
        return answer;
      }
      failure = answer.status() + " " + answer.json().path("code").asText();
    } catch (UncheckedIOException e) {
      failure = e.toString();
    }
    outcomes.add(new Outcome(step, since(begun), failure));
    throw new FailedException();
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private static String credentials(Suite.Viewer viewer, String more) {
    return "{\"login\":\"%s\",\"password\":\"%s\",\"device\":\"tv\"%s}"
        .formatted(viewer.login(), viewer.password(), more);
  }

  private static void pause(Duration time) {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FailedException();
    }
  }

  /** A request that did not go as it should, and was noted. */
  private static final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
