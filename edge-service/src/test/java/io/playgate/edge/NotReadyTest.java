package io.playgate.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.edge.testing.NeighbourPorts;
import io.playgate.edge.testing.Player;
import io.playgate.support.testing.CommittedApi;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The edge alone: nobody answers at any of its neighbours' ports. */
@QuarkusTest
@TestProfile(NotReadyTest.Alone.class)
@WithTestResource(TestCredentials.class)
@WithTestResource(NeighbourPorts.class)
class NotReadyTest {

  /** An edge of its own. */
  public static final class Alone implements QuarkusTestProfile {}

  @ConfigProperty(name = "quarkus.http.test-port")
  int port;

  @ConfigProperty(name = "quarkus.management.test-port")
  int managementPort;

  @Test
  void itIsAliveNotReadyAndRefusesEverything() {
    Player management = new Player(managementPort);
    assertThat(management.get("/q/health/live").status()).isEqualTo(200);
    assertThat(management.get("/q/health/ready").status()).isEqualTo(503);
    Player.Answer answer =
        new Player(port).get("/media/demo-jwt/token=a/vod/clock/seg1.m4s").isDenied("unavailable");
    assertThat(answer.header("Retry-After")).isEqualTo("2");
    new Player(port)
        .get("/authorize", "X-Original-URI: /media/demo-jwt/token=a/x")
        .isDenied("unavailable");
  }

  @Test
  void theApiIsDescribedOnTheManagementPort() throws Exception {
    CommittedApi.assertServed("edge-service", managementPort);
    assertThat(new Player(port).get("/q/openapi").status()).isEqualTo(403);
  }
}
