package io.playgate.revocation.testing;

import io.playgate.support.testing.BoundedMetrics;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BoundedMetricsTest extends Suite {

  @TestHTTPResource URI base;

  @ConfigProperty(name = "quarkus.management.test-port")
  int managementPort;

  @Test
  void noCallerChoosesALabelOrAddsASeries() throws Exception {
    new BoundedMetrics(
            base,
            managementPort,
            List.of(
                "/oauth2/introspect",
                "/oauth2/revoke",
                "/v1/revocations/%s",
                "/v1/webhooks/standard",
                "/v1/webhooks/%s",
                "/v1/opaque-tokens"))
        .assertCallersChooseNoLabel();
  }
}
