package io.playgate.edge;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.playgate.edge.testing.NeighbourPorts;
import io.playgate.edge.testing.Neighbours;
import io.playgate.edge.testing.Player;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.revocationlist.RevocationRule.Kind;
import io.playgate.revocationlist.RevocationScope;
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
@TestProfile(StaleAllowedTest.GoOn.class)
@WithTestResource(TestCredentials.class)
@WithTestResource(NeighbourPorts.class)
class StaleAllowedTest extends EdgeTest {

  /** Stale after half a second, and playback goes on. */
  public static final class GoOn implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "playgate.verdict.staleness-limit", "PT0.5S", "playgate.verdict.stale-policy", "allow");
    }
  }

  @ConfigProperty(name = "quarkus.management.test-port")
  int managementPort;

  @AfterEach
  void comeBack() {
    neighbours.revocationService().start();
  }

  @Test
  void playbackGoesOnUnderTheRulesKnownSoFar() {
    PlaybackGrant revoked = neighbours.session(Neighbours.JWT).build();
    SignedToken revokedToken = issue(Neighbours.JWT, revoked, "seg1.m4s");
    neighbours
        .revocationService()
        .revoke(Kind.CUT_OFF, RevocationScope.SESSION, String.valueOf(revoked.session()));
    awaitRevocations();
    neighbours.revocationService().stop();
    Player management = new Player(managementPort);
    await()
        .atMost(5, SECONDS)
        .until(() -> management.get("/q/health/ready").text().contains("\"stale\""));
    assertThat(management.get("/q/health/ready").status()).isEqualTo(200);
    assertThat(player().get(play(Neighbours.JWT, "seg1.m4s")).status()).isEqualTo(200);
    get(revokedToken).isDenied("revoked");
    assertThat(management.get("/q/metrics").text())
        .containsPattern("playgate_edge_replica_age_seconds\\{?[^}]*}? [0-9.]+")
        .contains("playgate_edge_configuration_version", "playgate_edge_verdicts_total")
        .doesNotContain("token=", "hdnts=");
  }
}
