package io.playgate.auth.oauth.grants;

import io.playgate.auth.oauth.GrantContract;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;

@QuarkusTest
class RefreshTokenGrantContractTest extends GrantContract {

  @Override
  protected String type() {
    return "refresh_token";
  }

  @Override
  protected Map<String, String> request() {
    String login = unique("viewer");
    newViewer(login);
    return Map.of("refresh_token", signIn(login, PASSWORD, "tv").path("refresh_token"));
  }

  @Override
  protected Map<String, Refusal> without() {
    return Map.of("refresh_token", INVALID_REQUEST);
  }

  /** Viewers' apps are public clients: nobody else's proof is looked at. */
  @Override
  protected Refusal unproved() {
    return new Refusal(400, "unauthorized_client");
  }

  @Override
  protected String scope() {
    return "playback";
  }
}
