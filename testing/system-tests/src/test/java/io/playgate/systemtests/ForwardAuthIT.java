package io.playgate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The main job through the real proxies with the shipped configurations: they ask edge-service of
 * the running suite and fetch from its origin. Programs that are not installed are skipped by name.
 */
@ExtendWith(RunningSuite.class)
class ForwardAuthIT {

  @TempDir Path temp;

  static Stream<Arguments> proxiesAndProfiles() {
    return EdgeProxy.ALL.stream()
        .flatMap(proxy ->
            Stream.of("demo-jwt", "demo-edgeauth-query", "demo-opaque")
                .map(profile -> Arguments.of(proxy, profile)));
  }

  @ParameterizedTest
  @MethodSource("proxiesAndProfiles")
  void aViewerPlaysIsSuspendedAndPlaysAgain(EdgeProxy proxy, String profile, Suite suite)
      throws IOException {
    try (EdgeProxy.Running running =
        proxy.start(temp, portOf(suite.url("edge")), portOf(suite.url("origin")))) {
      // Given a viewer with a session, whose URL leads through the proxy
      Suite.Viewer viewer = suite.newViewer();
      JsonNode session =
          suite.play(suite.signIn(viewer, "tv"), "clock", profile).expect(201).json();
      String token = session.required("token").required("value").asText();
      String master =
          session
              .required("url")
              .asText()
              .replace(suite.url("edge"), "http://127.0.0.1:" + running.port());
      assertThat(portOf(master)).isEqualTo(running.port());

      // When the player follows the playlists
      String variant = child(suite, master, ".m3u8");
      String segment = child(suite, variant, ".m4s");

      // Then all of it is served, ranges too
      byte[] bytes = suite.http().get(segment).expect(200).bytes();
      assertThat(bytes).isNotEmpty();
      byte[] range = suite.http().get(segment, "Range", "bytes=0-99").expect(206).bytes();
      assertThat(range).hasSize(100).isEqualTo(Arrays.copyOf(bytes, 100));

      // And with one character of the token changed, or without it, nothing is
      for (String url : List.of(master, variant, segment)) {
        expectDenied(suite.http().get(Player.withOneCharacterChanged(url, token)), "token-invalid");
      }
      String carried = session.required("token").required("name").asText() + '=' + token;
      String without = segment.replace('/' + carried, "").replace('?' + carried, "");
      assertThat(without).isNotEqualTo(segment);
      expectDenied(suite.http().get(without), "token-missing");

      // When billing suspends the viewer
      suite.billing("suspended", viewer.id()).expectSuccess();

      // Then playlists and segments are refused
      MainJobIT.awaitStatus(suite, segment, 403);
      for (String url : List.of(master, variant, segment)) {
        expectDenied(suite.http().get(url), "held");
      }

      // When billing reactivates the viewer
      suite.billing("reactivated", viewer.id()).expectSuccess();

      // Then the same token plays again
      MainJobIT.awaitStatus(suite, segment, 200);
      for (String url : List.of(master, variant, segment)) {
        suite.http().get(url).expect(200);
      }

      // And no token went to the log
      assertThat(running.log()).doesNotContain(token);
    }
  }

  /**
   * The first reference of a playlist with this ending. Forward-auth rewrites nothing: where the
   * token is in the query, the player adds it.
   */
  private static String child(Suite suite, String playlist, String ending) {
    String reference =
        suite
            .http()
            .get(playlist)
            .expect(200)
            .body()
            .lines()
            .map(String::strip)
            .filter(line -> !line.startsWith("#") && line.endsWith(ending))
            .findFirst()
            .orElseThrow();
    URI base = URI.create(playlist);
    String url = base.resolve(reference).toString();
    return base.getRawQuery() == null ? url : url + '?' + base.getRawQuery();
  }

  private static void expectDenied(Http.Answer answer, String code) {
    answer.expect(403);
    assertThat(answer.header("Playgate-Deny")).as(answer.asked()).isEqualTo(code);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.json().required("code").asText()).isEqualTo(code);
  }

  private static int portOf(String url) {
    return URI.create(url).getPort();
  }
}
