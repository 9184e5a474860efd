package io.playgate.revocation.testing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.playgate.revocation.RevocationError;
import io.playgate.support.problem.CommonError;
import io.playgate.support.testing.ApiOperations;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is written is obeyed or refused, never dropped. */
@QuarkusTest
class StrictWritesTest extends Suite {

  @TestHTTPResource URI base;

  private String token() {
    return credentials.accessToken(
        "strict",
        "revocations.read",
        "revocations.write",
        "revocation.feed",
        "tokens.register",
        "tokens.introspect",
        "tokens.revoke");
  }

  @Test
  void noWriteDropsAMemberThatItDoesNotKnow() throws Exception {
    Set<String> open =
        new ApiOperations("revocation-service", base)
            .assertUnknownMembersAreNamed(operation -> token(), Set.of("standardWebhook"));
    assertThat(open).isEmpty();
  }

  @Test
  void noOperationIgnoresAParameterThatItDoesNotKnow() throws Exception {
    new ApiOperations("revocation-service", base)
        .assertUnknownParametersAreNamed(
            operation -> token(), Set.of("introspect", "revoke", "standardWebhook"));
  }

  @Test
  void theOAuthEndpointsIgnoreWhatTheyDoNotKnowAsTheirRfcsSay() {
    given()
        .auth()
        .oauth2(token())
        .formParam("token", "unknown")
        .formParam("zzUnknown", "1")
        .post("/oauth2/introspect?zzUnknown=1")
        .then()
        .statusCode(200)
        .body("active", equalTo(false));
  }

  @Test
  void everyErrorIsListedAtAnOperation() throws Exception {
    new ApiOperations("revocation-service", base)
        .assertEveryCodeIsListed(
            Arrays.stream(RevocationError.values())
                .map(RevocationError::code)
                .collect(Collectors.toSet()),
            Arrays.stream(CommonError.values()).map(CommonError::code).collect(Collectors.toSet()));
  }
}
