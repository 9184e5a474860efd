package io.playgate.token.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.playgate.support.problem.CommonError;
import io.playgate.support.testing.ApiOperations;
import io.playgate.support.testing.TestCredentials;
import io.playgate.token.TokenError;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written is obeyed or refused, never dropped. */
@QuarkusTest
@Suite
class StrictWritesTest {

  @TestHTTPResource URI base;

  private static String tokenFor(String operation) {
    TestCredentials credentials = TestCredentials.current();
    return operation.endsWith("PlaybackSession")
        ? credentials.viewerToken("viewer", "login", "device", "basic")
        : credentials.accessToken("admin", "catalogue.read", "catalogue.write", "keys.read");
  }

  @Test
  void noWriteDropsAMemberThatItDoesNotKnow() throws Exception {
    Set<String> open =
        new ApiOperations("token-service", base)
            .assertUnknownMembersAreNamed(StrictWritesTest::tokenFor, Set.of());
    // Formats are free; options are tested on their own below.
    assertThat(open).containsOnly("putAsset entries", "putDeliveryProfile options");
  }

  @Test
  void noOperationIgnoresAParameterThatItDoesNotKnow() throws Exception {
    new ApiOperations("token-service", base)
        .assertUnknownParametersAreNamed(StrictWritesTest::tokenFor, Set.of());
  }

  @ParameterizedTest
  @CsvSource({
    "isuer, https://x.example, did you mean issuer?",
    "salt, any, 'known are countryHeader, issuer'",
    "Issuer, https://x.example, did you mean issuer?",
  })
  void anOptionThatTheDialectDoesNotKnowIsNamed(String option, String value, String message) {
    Map<String, Object> profile = Catalog.profile(Catalog.newId("p"), "jwt", "path");
    profile.put("options", Map.of(option, value));
    Catalog.putProfile(Catalog.newId("p"), profile)
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid-request"))
        .body("errors[0].field", equalTo("options." + option))
        .body("errors[0].message", containsString(message));
  }

  @Test
  void aMisspeltBindingMakesNoProfile() {
    String id = Catalog.newId("p");
    Map<String, Object> profile = Catalog.profile(id, "jwt", "path");
    profile.put("bindings", Map.of("ipp", "exact"));
    Catalog.putProfile(id, profile)
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("bindings.ipp"))
        .body("errors[0].message", equalTo("is unknown; known are domain, ip; did you mean ip?"));
    Catalog.admin().get("/v1/delivery-profiles/{id}", id).then().statusCode(404);
  }

  @Test
  void aKeyOfOnesOwnIsNotReplacedByARandomOne() {
    String id = Catalog.newId("p");
    Catalog.putProfile(id, Catalog.profile(id, "jwt", "path")).then().statusCode(201);
    Catalog.admin()
        .body("{\"key\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"}")
        .post("/v1/delivery-profiles/{id}/keys", id)
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid-request"));
    Catalog.admin().get("/v1/delivery-profiles/{id}/keys", id).then().body("size()", equalTo(1));
  }

  @Test
  void whatAGetAnswersAPutTakes() {
    String profile = Catalog.newId("p");
    Map<String, Object> wanted = Catalog.profile(profile, "jwt", "path");
    wanted.put("bindings", Map.of("ip", "exact", "domain", "example.com"));
    Catalog.putProfile(profile, wanted).then().statusCode(201);
    String asset = Catalog.newId("a");
    Catalog.putAsset(asset, Catalog.asset(asset, profile)).then().statusCode(201);
    for (String path : new String[] {"/v1/delivery-profiles/" + profile, "/v1/assets/" + asset}) {
      Map<String, Object> read = Catalog.admin().get(path).path("");
      Map<String, Object> answered =
          Catalog.admin().body(read).put(path).then().statusCode(200).extract().path("");
      assertThat(answered).isEqualTo(read);
      Map<String, Object> changed = new HashMap<>(read);
      changed.put("id", "other");
      Catalog.admin()
          .body(changed)
          .put(path)
          .then()
          .statusCode(400)
          .body("errors[0].field", equalTo("id"));
    }
  }

  @Test
  void thePairsOfGetAndPutAreThoseTestedHere() throws Exception {
    ApiOperations api = new ApiOperations("token-service", base);
    assertThat(
            api.all().stream()
                .filter(operation -> operation.method().equals("PUT"))
                .map(ApiOperations.Operation::path))
        .containsExactlyInAnyOrder("/v1/assets/{id}", "/v1/delivery-profiles/{id}");
  }

  @Test
  void everyErrorIsListedAtAnOperation() throws Exception {
    new ApiOperations("token-service", base)
        .assertEveryCodeIsListed(
            Arrays.stream(TokenError.values()).map(TokenError::code).collect(Collectors.toSet()),
            Arrays.stream(CommonError.values()).map(CommonError::code).collect(Collectors.toSet()));
  }
}
