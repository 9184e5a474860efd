package io.playgate.token.testing;

import io.playgate.support.testing.BoundedMetrics;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Suite
class BoundedMetricsTest {

  @TestHTTPResource URI base;

  @ConfigProperty(name = "quarkus.management.test-port")
  int managementPort;

  @Test
  void noCallerChoosesALabelOrAddsASeries() throws Exception {
    new BoundedMetrics(
            base,
            managementPort,
            List.of(
                "/v1/playback-sessions",
                "/v1/playback-sessions/%s/refresh",
                "/v1/assets/%s",
                "/v1/edge-configuration"))
        .assertCallersChooseNoLabel();
  }
}
