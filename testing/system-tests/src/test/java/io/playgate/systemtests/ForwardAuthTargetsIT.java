package io.playgate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * "What was judged is fetched" (deploy/edges/README.md), by edge-service of the running suite and
 * the real proxies with the shipped configurations: whatever edge-service answers for a target is
 * what the origin gets, byte for byte and at every length. Programs that are not installed are
 * skipped by name.
 */
@ExtendWith(RunningSuite.class)
class ForwardAuthTargetsIT {

  /** What a player appends to the asset's path. */
  private static final List<String> TAILS =
      List.of(
          "a%3Fb.m4s",
          "a%3fb.m4s?c=%3f",
          "a%20b.m4s?x=%20+y",
          "%7bx%7D/%22%3c%3E%5E%60%7C.m4s",
          "caf%C3%A9/%e2%82%ac.m4s",
          "a+b,c;d=e:f@g&h.m4s",
          "x(1)%20!'*.m4s",
          "price$1/$x/$$y$.m4s",
          "p%25zz.m4s",
          "very%2cstrange.m4s",
          "%73egment/./x/../y//z.m4s",
          "a.m4s?{env.HOME}&$1&%[src]&$uri",
          "a.m4s?b?c/../d//e",
          "a.m4s?",
          "a.m4s?&&=");

  @TempDir Path temp;

  static Stream<Arguments> proxiesAndProfiles() {
    return EdgeProxy.ALL.stream()
        .flatMap(proxy ->
            Stream.of("demo-jwt", "demo-edgeauth-query")
                .map(profile -> Arguments.of(proxy, profile)));
  }

  @ParameterizedTest
  @MethodSource("proxiesAndProfiles")
  void whatIsJudgedIsFetchedByteForByte(EdgeProxy proxy, String profile, Suite suite)
      throws IOException {
    try (RecordingServer origin = origin();
        EdgeProxy.Running running = proxy.start(temp, edgePort(suite), origin.port())) {
      String[] around = aroundTail(suite, profile);
      int served = 0;
      for (String tail : TAILS) {
        String target = target(around, tail);
        String judged = judged(suite, target);
        origin.clear();

        RawRequest.Answer answer = RawRequest.send(running.port(), "GET", target);

        if (judged.isEmpty()) {
          assertThat(answer.status()).as(tail).isEqualTo(403);
        }
        if (answer.status() == 200) {
          served++;
          assertThat(origin.heads()).as(tail).hasSize(1);
          assertThat(origin.heads().getFirst().target()).isEqualTo(judged);
        } else {
          assertThat(origin.heads()).as(tail).isEmpty();
          assertThat(answer.status()).as(tail).isIn(400, 403);
        }
      }
      assertThat(judged(suite, target(around, TAILS.getFirst()))).endsWith("/a%3Fb.m4s");
      // A proxy may refuse some of them by its own rules, and not most.
      assertThat(served).isGreaterThan(TAILS.size() / 2);
    }
  }

  /** nginx answered 500 where the verdict's headers did not fit into its buffer. */
  @ParameterizedTest
  @MethodSource("proxiesAndProfiles")
  void longTargetsAreServedOrRefused(EdgeProxy proxy, String profile, Suite suite)
      throws IOException {
    try (RecordingServer origin = origin();
        EdgeProxy.Running running = proxy.start(temp, edgePort(suite), origin.port())) {
      String[] around = aroundTail(suite, profile);
      for (int length :
          List.of(
              1_000, 2_000, 3_000, 4_000, 6_000, 8_000, 12_000, 14_000, 16_384, 16_385, 20_000,
              24_000, 32_000, 40_000, 65_000)) {
        for (boolean inQuery : new boolean[] {false, true}) {
          String where = length + (inQuery ? " in the query" : " in the path");
          int fixed = target(around, inQuery ? "a.m4s?x=" : "").length();
          String tail = (inQuery ? "a.m4s?x=" : "") + "a".repeat(Math.max(1, length - fixed));
          String target = target(around, tail);
          String judged = length > 16_384 ? "" : judged(suite, target);
          origin.clear();

          RawRequest.Answer answer = RawRequest.send(running.port(), "GET", target);

          if (judged.isEmpty()) {
            assertThat(answer.status()).as(where).isIn(403, 414);
            assertThat(origin.heads()).as(where).isEmpty();
          } else {
            assertThat(answer.status()).as(where).isEqualTo(200);
            assertThat(origin.heads().getFirst().target()).as(where).isEqualTo(judged);
          }
        }
      }
    }
  }

  /** A question may be too long by its other headers: that is a refusal, not an error. */
  @ParameterizedTest
  @MethodSource("proxiesAndProfiles")
  void longHeadersAreServedOrRefused(EdgeProxy proxy, String profile, Suite suite)
      throws IOException {
    try (RecordingServer origin = origin();
        EdgeProxy.Running running = proxy.start(temp, edgePort(suite), origin.port())) {
      String[] around = aroundTail(suite, profile);
      for (int length : List.of(1_000, 8_000, 15_000, 20_000, 31_000, 33_000, 60_000)) {
        origin.clear();

        RawRequest.Answer answer =
            RawRequest.send(
                running.port(), "GET", target(around, "a.m4s"), "Cookie: a=" + "b".repeat(length));

        assertThat(answer.status())
            .as("%d: %s", length, answer.head())
            .isIn(200, 400, 403, 414, 431);
        if (length <= 1_000) {
          assertThat(answer.status()).isEqualTo(200);
        }
        assertThat(origin.heads()).hasSize(answer.status() == 200 ? 1 : 0);
      }
    }
  }

  private static RecordingServer origin() {
    return new RecordingServer(head -> "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nbytes");
  }

  /** What stands before and after the tail in a media target of a new session. */
  private static String[] aroundTail(Suite suite, String profile) {
    JsonNode session =
        suite.play(suite.signIn(suite.newViewer(), "tv"), "clock", profile).expect(201).json();
    String master = session.required("url").asText();
    String target = master.substring(master.indexOf('/', master.indexOf("://") + 3));
    int at = target.indexOf("master.m3u8");
    return new String[] {target.substring(0, at), target.substring(at + "master.m3u8".length())};
  }

  private static String target(String[] around, String tail) {
    String token = around[1];
    return around[0] + tail + (tail.indexOf('?') >= 0 ? token.replace('?', '&') : token);
  }

  /** What edge-service says is to be fetched; empty where it refuses. */
  private static String judged(Suite suite, String target) throws IOException {
    RawRequest.Answer answer =
        RawRequest.send(edgePort(suite), "GET", "/authorize", "X-Original-URI: " + target);
    if (answer.status() == 403) {
      return "";
    }
    assertThat(answer.status()).as(target).isEqualTo(200);
    return answer
        .head()
        .lines()
        .filter(line -> line.regionMatches(true, 0, "Playgate-Target: ", 0, 17))
        .map(line -> line.substring(17))
        .findFirst()
        .orElseThrow();
  }

  private static int edgePort(Suite suite) {
    return URI.create(suite.url("edge")).getPort();
  }
}
