package io.playgate.auth.oauth.grants;

import io.playgate.auth.oauth.GrantContract;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.jose4j.json.JsonUtil;
import org.junit.jupiter.api.BeforeEach;

@QuarkusTest
class ClientCredentialsGrantContractTest extends GrantContract {

  private String id = "";
  private String secret = "";

  @BeforeEach
  void registerTheClient() {
    id = unique("client");
    secret = newClient(id);
  }

  static String newClient(String id) {
    return admin()
        .body(JsonUtil.toJson(Map.of("id", id, "scopes", List.of("viewers.read", "clients.write"))))
        .post("/v1/clients")
        .then()
        .statusCode(201)
        .extract()
        .path("secret");
  }

  @Override
  protected String type() {
    return "client_credentials";
  }

  @Override
  protected Map<String, String> request() {
    return Map.of("client_id", id, "client_secret", secret);
  }

  @Override
  protected Map<String, Refusal> without() {
    return Map.of("client_id", INVALID_REQUEST, "client_secret", unproved());
  }

  @Override
  protected Refusal unproved() {
    return new Refusal(401, "invalid_client");
  }

  @Override
  protected String scope() {
    return "viewers.read";
  }
}
