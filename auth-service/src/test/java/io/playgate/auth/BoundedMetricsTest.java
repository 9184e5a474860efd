package io.playgate.auth;

import io.playgate.support.testing.BoundedMetrics;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BoundedMetricsTest extends AuthTest {

  @TestHTTPResource URI base;

  @ConfigProperty(name = "quarkus.management.test-port")
  int managementPort;

  @Test
  void noCallerChoosesALabelOrAddsASeries() throws Exception {
    new BoundedMetrics(
            base,
            managementPort,
            List.of(
                "/oauth2/token",
                "/v1/sign-in",
                "/v1/viewers/%s",
                "/v1/clients/%s/secrets",
                "/oauth2/jwks"))
        .assertCallersChooseNoLabel();
  }
}
