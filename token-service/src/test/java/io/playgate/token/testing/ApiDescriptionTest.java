package io.playgate.token.testing;

import static io.restassured.RestAssured.given;

import io.playgate.support.testing.CommittedApi;
import io.quarkus.test.junit.QuarkusTest;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Suite
class ApiDescriptionTest {

  @ConfigProperty(name = "quarkus.management.test-port")
  int managementPort;

  @Test
  void theCommittedDescriptionIsTheServedOne() throws Exception {
    CommittedApi.assertServed("token-service", managementPort);
  }

  @Test
  void theApiPortDoesNotServeIt() {
    given().get("/q/openapi").then().statusCode(404);
  }
}
