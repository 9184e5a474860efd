package io.playgate.auth.oauth;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;

import io.playgate.auth.AuthTest;
import io.playgate.support.testing.LoggedLines;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/**
 * What every grant owes, whatever it grants: RFC 6749's form of answers and errors, every parameter
 * read once and from the form, no word to a client that proves nothing, and no secret in the log. A
 * grant's test extends it and says what its requests look like.
 */
public abstract class GrantContract extends AuthTest {

  private static final int LONGEST_PARAMETER = 8192;

  @ConfigProperty(name = "quarkus.management.test-port")
  int managementPort;

  /**
   * How a request is refused.
   *
   * @param status the HTTP status
   * @param error the code of RFC 6749 section 5.2
   */
  public record Refusal(int status, String error) {}

  /** A refusal with {@code invalid_request}. */
  protected static final Refusal INVALID_REQUEST = new Refusal(400, "invalid_request");

  /** The value of {@code grant_type}. */
  protected abstract String type();

  /**
   * A request that is granted, as parameters without {@code grant_type}: what must be sent and
   * nothing else, new for each call where it holds once only.
   */
  protected abstract Map<String, String> request();

  /** How a request is refused that lacks a parameter, for each one of {@link #request()}. */
  protected abstract Map<String, Refusal> without();

  /** How a request of a client is refused that is unknown or has a wrong secret. */
  protected abstract Refusal unproved();

  /** A scope that the request is granted, alone. */
  protected abstract String scope();

  private static RequestSpecification form(Map<String, String> parameters) {
    return given()
        .contentType(ContentType.URLENC.withCharset(StandardCharsets.UTF_8))
        .formParams(parameters);
  }

  private Map<String, String> granted() {
    Map<String, String> parameters = new TreeMap<>(request());
    parameters.put("grant_type", type());
    return parameters;
  }

  private Map<String, String> granted(String name, String value) {
    Map<String, String> parameters = granted();
    parameters.put(name, value);
    return parameters;
  }

  private static Response send(Map<String, String> parameters) {
    return form(parameters).post("/oauth2/token");
  }

  private static void issued(Response answer) {
    answer
        .then()
        .statusCode(200)
        .contentType(ContentType.JSON)
        .header("Cache-Control", "no-store")
        .header("Pragma", "no-cache")
        .body("token_type", equalTo("Bearer"))
        .body("access_token", matchesPattern("[\\x20-\\x7e]+"))
        .body("scope", matchesPattern("[\\x21\\x23-\\x5b\\x5d-\\x7e ]+"));
    assertThat(answer.jsonPath().getLong("expires_in")).isPositive();
  }

  private static void refused(Response answer, Refusal refusal) {
    oauthError(answer, refusal.status(), refusal.error())
        .header("Pragma", "no-cache")
        .body("error_description", matchesPattern("[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]+"));
  }

  @Test
  void aRequestWithWhatItNeedsIsGranted() {
    issued(send(granted()));
  }

  @Test
  void theMetadataAndTheDescriptionOfTheApiNameIt() {
    given()
        .get("/.well-known/oauth-authorization-server")
        .then()
        .statusCode(200)
        .body("grant_types_supported", hasItem(type()));
    JsonPath operation =
        given()
            .baseUri(URI.create("http://127.0.0.1:" + managementPort).toString())
            .port(managementPort)
            .get("/q/openapi?format=json")
            .jsonPath()
            .setRootPath("paths.'/oauth2/token'.post");
    assertThat(operation.getString("description")).contains(type() + ": ");
    String properties = "requestBody.content.'application/x-www-form-urlencoded'.schema.properties";
    assertThat(operation.getList(properties + ".grant_type.enum")).contains(type());
    assertThat(operation.getMap(properties)).containsKeys(without().keySet().toArray());
  }

  @Test
  void aMissingParameterIsNamedByItsCode() {
    assertThat(without().keySet()).isEqualTo(request().keySet());
    without()
        .forEach((name, refusal) -> {
          Map<String, String> parameters = granted();
          parameters.remove(name);
          refused(send(parameters), refusal);
          // One without a value counts as absent (RFC 6749 section 3.2).
          refused(send(granted(name, "")), refusal);
        });
    Map<String, String> untyped = granted();
    untyped.remove("grant_type");
    refused(send(untyped), INVALID_REQUEST);
  }

  @Test
  void aMisspeltParameterIsAMissingOne() {
    without()
        .forEach((name, refusal) -> {
          for (String misspelt :
              List.of(name + "s", name.replace("_", ""), name.toUpperCase(Locale.ROOT))) {
            if (!misspelt.equals(name)) {
              Map<String, String> parameters = granted();
              parameters.put(misspelt, String.valueOf(parameters.remove(name)));
              refused(send(parameters), refusal);
            }
          }
        });
    Map<String, String> misspelt = granted();
    misspelt.put("grant-type", String.valueOf(misspelt.remove("grant_type")));
    refused(send(misspelt), INVALID_REQUEST);
  }

  @Test
  void aParameterThatNobodyKnowsIsIgnored() {
    issued(send(granted("no_such_parameter", "x")));
  }

  @Test
  void aRepeatedParameterIsRefused() {
    for (String name : granted().keySet()) {
      for (String second : List.of("x", granted().getOrDefault(name, ""))) {
        StringBuilder body = new StringBuilder();
        granted().forEach((key, value) -> append(body, key, value));
        append(body, name, second);
        refused(
            given()
                .contentType(ContentType.URLENC.withCharset(StandardCharsets.UTF_8))
                .body(body.toString())
                .post("/oauth2/token"),
            INVALID_REQUEST);
      }
    }
  }

  private static void append(StringBuilder body, String key, String value) {
    body.append(body.isEmpty() ? "" : "&")
        .append(key)
        .append('=')
        .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
  }

  @Test
  void anOverlongParameterIsRefused() {
    for (String name : granted().keySet()) {
      refused(send(granted(name, "x".repeat(LONGEST_PARAMETER + 1))), INVALID_REQUEST);
    }
  }

  @Test
  void noCharacterOfAParameterIsAnErrorOfOurs() {
    for (String name : granted().keySet()) {
      for (String value : List.of("\u0000", "ä€😀", "\" \\ \n", "%zz", "'--")) {
        assertThat(send(granted(name, value)).statusCode())
            .as("status for %s", name)
            .isBetween(400, 499);
      }
    }
  }

  @Test
  void parametersInTheUrlDoNotCount() {
    refused(
        given()
            .contentType(ContentType.URLENC.withCharset(StandardCharsets.UTF_8))
            .queryParams(granted())
            .body("")
            .post("/oauth2/token"),
        INVALID_REQUEST);
  }

  @Test
  void aTypeIsMatchedExactly() {
    for (String other : List.of(" " + type(), type() + "x", type().toUpperCase(Locale.ROOT))) {
      refused(send(granted("grant_type", other)), new Refusal(400, "unsupported_grant_type"));
    }
  }

  @Test
  void anUnknownClientAndAWrongSecretAreTheSame() {
    List<String> descriptions = new ArrayList<>();
    for (Map<String, String> change :
        List.of(
            Map.of("client_id", "nobody", "client_secret", "wrong"),
            Map.of(
                "client_id",
                request().getOrDefault("client_id", "nobody"),
                "client_secret",
                "wrong"))) {
      Map<String, String> parameters = granted();
      parameters.putAll(change);
      Response byForm = send(parameters);
      refused(byForm, unproved());
      descriptions.add(byForm.path("error_description"));
      parameters.keySet().removeAll(change.keySet());
      Response byHeader =
          form(parameters)
              .header("Authorization", basic(change.getOrDefault("client_id", ""), "wrong"))
              .post("/oauth2/token");
      refused(byHeader, unproved());
      if (unproved().status() == 401) {
        byHeader.then().header("WWW-Authenticate", startsWith("Basic "));
      }
      descriptions.add(byHeader.path("error_description"));
    }
    assertThat(descriptions).containsOnly(descriptions.getFirst());
  }

  private static String basic(String id, String secret) {
    return "Basic "
        + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void twoProofsOfTheClientAreRefused() {
    Map<String, String> parameters = granted();
    parameters.put("client_id", "nobody");
    parameters.put("client_secret", "wrong");
    refused(
        form(parameters).header("Authorization", basic("nobody", "wrong")).post("/oauth2/token"),
        INVALID_REQUEST);
  }

  @Test
  void aScopeIsGrantedOrRefusedAndNamed() {
    send(granted("scope", "")).then().statusCode(200);
    send(granted("scope", scope())).then().statusCode(200).body("scope", equalTo(scope()));
    for (String other : List.of("no-such-scope", scope() + " no-such-scope", " ", "ä", "\"")) {
      refused(send(granted("scope", other)), new Refusal(400, "invalid_scope"));
    }
  }

  @Test
  void aRequestThatWasRefusedUsesNothingUp() {
    Map<String, String> parameters = granted("scope", "no-such-scope");
    send(parameters).then().statusCode(400);
    parameters.remove("scope");
    issued(send(parameters));
  }

  @Test
  void onlyAFormIsReadAndOnlyPostAnswers() {
    problem(
        given().contentType(ContentType.JSON).body(new HashMap<>(granted())).post("/oauth2/token"),
        415,
        "unsupported-media-type");
    problem(given().queryParams(granted()).get("/oauth2/token"), 405, "method-not-allowed");
  }

  @Test
  void nothingSecretIsLogged() {
    List<String> secrets = new ArrayList<>();
    try (LoggedLines log = new LoggedLines()) {
      Map<String, String> parameters = granted();
      parameters.keySet().stream()
          .filter(name -> !name.equals("grant_type") && !name.equals("client_id"))
          .forEach(name -> secrets.add(parameters.get(name)));
      Response answer = send(parameters);
      issued(answer);
      secrets.add(answer.path("access_token"));
      String refresh = answer.path("refresh_token");
      if (refresh != null) {
        secrets.add(refresh);
      }
      for (String name : request().keySet()) {
        String wrong = "wrong-" + name + "-" + unique("value");
        if (!name.equals("client_id")) {
          secrets.add(wrong);
        }
        send(granted(name, wrong)).then().statusCode(org.hamcrest.Matchers.greaterThan(399));
      }
      log.assertNoneHolds(secrets);
    }
  }
}
