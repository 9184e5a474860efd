package io.playgate.edge;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.playgate.edge.testing.NeighbourPorts;
import io.playgate.edge.testing.Neighbours;
import io.playgate.edge.testing.Player;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(StalenessTest.SoonStale.class)
@WithTestResource(TestCredentials.class)
@WithTestResource(NeighbourPorts.class)
class StalenessTest extends EdgeTest {

  /** Stale after a second, and the deny number shown. */
  public static final class SoonStale implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "playgate.verdict.staleness-limit", "PT1S",
          "playgate.verdict.show-deny-number", "true");
    }
  }

  @ConfigProperty(name = "quarkus.management.test-port")
  int managementPort;

  @AfterEach
  void comeBack() {
    neighbours.revocationService().start();
  }

  @Test
  void aStaleReplicaRefusesAndSaysSo() {
    SignedToken token =
        issue(Neighbours.JWT, neighbours.session(Neighbours.JWT).build(), "seg1.m4s");
    Player management = new Player(managementPort);
    assertThat(get(token).status()).isEqualTo(200);
    assertThat(management.get("/q/health/ready").status()).isEqualTo(200);

    neighbours.revocationService().stop();
    await().atMost(5, SECONDS).until(() -> get(token).status() == 403);
    Player.Answer answer = get(token).isDenied("unavailable");
    assertThat(answer.header("Playgate-Deny-Number")).isEqualTo("603");
    assertThat(answer.text()).contains("\"denyNumber\":603");
    Player.Answer health = management.get("/q/health/ready");
    assertThat(health.status()).isEqualTo(503);
    assertThat(health.text()).contains("\"revocations\": \"stale\"", "interrupted");
    // What is wrong with the token itself is still said.
    player().get("/media/demo-jwt/vod/clock/seg1.m4s").isDenied("token-missing");

    neighbours.revocationService().start();
    await().atMost(10, SECONDS).until(() -> get(token).status() == 200);
    await().atMost(10, SECONDS).until(() -> management.get("/q/health/ready").status() == 200);
  }
}
