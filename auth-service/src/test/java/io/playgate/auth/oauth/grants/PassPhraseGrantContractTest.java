package io.playgate.auth.oauth.grants;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.auth.oauth.Grant;
import io.playgate.auth.oauth.GrantContract;
import io.quarkus.arc.All;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A third grant is one class: it is found, named everywhere, and held to the same contract. */
@QuarkusTest
@TestProfile(PassPhraseGrantContractTest.WithIt.class)
class PassPhraseGrantContractTest extends GrantContract {

  /** Registers the grant. */
  public static final class WithIt implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(PassPhraseGrant.SWITCH, "true");
    }
  }

  @Inject @All List<Grant> grants;

  private String id = "";
  private String secret = "";

  @BeforeEach
  void registerTheClient() {
    id = unique("client");
    secret = ClientCredentialsGrantContractTest.newClient(id);
  }

  @Test
  void itStandsBesideTheOthers() {
    assertThat(grants.stream().map(Grant::type))
        .containsExactlyInAnyOrder("client_credentials", "refresh_token", PassPhraseGrant.TYPE);
  }

  @Override
  protected String type() {
    return PassPhraseGrant.TYPE;
  }

  @Override
  protected Map<String, String> request() {
    return Map.of("client_id", id, "client_secret", secret, "pass_phrase", PassPhraseGrant.PHRASE);
  }

  @Override
  protected Map<String, Refusal> without() {
    return Map.of(
        "client_id", INVALID_REQUEST,
        "client_secret", unproved(),
        "pass_phrase", INVALID_REQUEST);
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
