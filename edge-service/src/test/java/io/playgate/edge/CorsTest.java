package io.playgate.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.edge.testing.NeighbourPorts;
import io.playgate.edge.testing.Neighbours;
import io.playgate.edge.testing.Player;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(CorsTest.TwoSites.class)
@WithTestResource(TestCredentials.class)
@WithTestResource(NeighbourPorts.class)
class CorsTest extends EdgeTest {

  /** One site by name, and those of a pattern. */
  public static final class TwoSites implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "quarkus.http.cors.enabled", "true",
          "quarkus.http.cors.origins",
              "https://player.example,/https:\\/\\/[a-z]+\\.apps\\.example/",
          "quarkus.http.cors.exposed-headers", "X-More");
    }
  }

  private static final String SITE = "Origin: https://player.example";

  @Test
  void aListedSiteReadsTheAnswerAndTheOriginsOwnCorsIsGone() {
    Player.Answer answer = player().get(play(Neighbours.JWT, "seg1.m4s"), SITE);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers("Access-Control-Allow-Origin"))
        .containsExactly("https://player.example");
    assertThat(answer.header("Access-Control-Expose-Headers"))
        .contains("Playgate-Deny", "Content-Range", "X-More");
    assertThat(answer.headers("Vary").toString().toLowerCase(java.util.Locale.ROOT))
        .contains("origin");
    assertThat(
            player()
                .get(play(Neighbours.JWT, "seg1.m4s"), "Origin: https://web.apps.example")
                .header("Access-Control-Allow-Origin"))
        .isEqualTo("https://web.apps.example");
  }

  @Test
  void aListedSiteReadsRefusalsToo() {
    Player.Answer answer =
        player().get("/media/demo-jwt/vod/clock/seg1.m4s", SITE).isDenied("token-missing");
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://player.example");
    assertThat(answer.header("Access-Control-Expose-Headers")).contains("Playgate-Deny");
  }

  @Test
  void anotherSiteGetsNoCorsHeaders() {
    for (String origin :
        new String[] {"https://evil.example", "https://web.apps.example.evil", "null", "{}", ""}) {
      Player.Answer answer = player().get(play(Neighbours.JWT, "seg1.m4s"), "Origin: " + origin);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.headers("Access-Control-Allow-Origin")).as(origin).isEmpty();
    }
  }

  @Test
  void aPreflightNeedsNoToken() {
    Player.Answer answer =
        player()
            .send(
                "OPTIONS",
                "/media/header-jwt/vod/clock/seg1.m4s",
                SITE,
                "Access-Control-Request-Method: GET",
                "Access-Control-Request-Headers: x-playback-token,range");
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("Access-Control-Allow-Methods")).isEqualTo("GET, HEAD, OPTIONS");
    assertThat(answer.header("Access-Control-Allow-Headers")).isEqualTo("x-playback-token,range");
    assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("86400");
  }

  @Test
  void aPreflightOfAnotherSiteAllowsNothing() {
    Player.Answer answer =
        player()
            .send(
                "OPTIONS",
                "/media/header-jwt/vod/clock/seg1.m4s",
                "Origin: https://evil.example",
                "Access-Control-Request-Method: GET");
    assertThat(answer.headers("Access-Control-Allow-Origin")).isEmpty();
    assertThat(answer.headers("Access-Control-Allow-Methods")).isEmpty();
  }
}
