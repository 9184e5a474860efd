package io.playgate.edge;

import io.playgate.edge.testing.NeighbourPorts;
import io.playgate.support.testing.BoundedMetrics;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCredentials.class)
@WithTestResource(NeighbourPorts.class)
class BoundedMetricsTest extends EdgeTest {

  @ConfigProperty(name = "quarkus.management.test-port")
  int managementPort;

  @Test
  void noCallerChoosesALabelOrAddsASeries() throws Exception {
    new BoundedMetrics(
            URI.create("http://127.0.0.1:" + port),
            managementPort,
            List.of(
                "/authorize", "/media/demo-jwt/token=%s/vod/clock/seg1.m4s", "/media/demo-jwt/%s"))
        .assertCallersChooseNoLabel();
  }
}
