package io.playgate.revocation.testing;

import static io.restassured.RestAssured.given;

import io.playgate.support.testing.CommittedApi;
import io.quarkus.test.junit.QuarkusTest;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ApiDescriptionTest extends Suite {

  @ConfigProperty(name = "quarkus.management.test-port")
  int managementPort;

  @Test
  void theCommittedDescriptionIsTheServedOne() throws Exception {
    CommittedApi.assertServed("revocation-service", managementPort);
  }

  @Test
  void theApiPortDoesNotServeIt() {
    given().get("/q/openapi").then().statusCode(404);
  }
}
