package io.playgate.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Where the running suite is and how its users prove themselves: the launcher's JSON file. */
final class Suite {
  private static final AtomicInteger COUNTER = new AtomicInteger();

  private final JsonNode json;
  private final Http http = new Http();

  Suite(JsonNode json) {
    this.json = json;
  }

  String url(String service) {
    return json.required(service).asText();
  }

  /** Where a service answers health and metrics. */
  String management(String service) {
    return json.required("management").required(service).asText();
  }

  JsonNode json() {
    return json;
  }

  Http http() {
    return http;
  }

  String webhookSecret() {
    return json.required("webhookSecret").asText();
  }

  String adminId() {
    return json.required("admin").required("id").asText();
  }

  String adminSecret() {
    return json.required("admin").required("secret").asText();
  }

  /** The seeded viewer of the demo. */
  Viewer seededViewer() {
    JsonNode viewer = json.required("viewer");
    return new Viewer(
        viewer.required("id").asText(),
        viewer.required("login").asText(),
        viewer.required("password").asText());
  }

  /** An access token of the demo's admin client, for the given scopes. */
  String adminToken(String scopes) {
    Http.Answer answer =
        http.form(
            url("auth") + "/oauth2/token",
            Map.of("grant_type", "client_credentials", "scope", scopes),
            Http.basic(adminId(), adminSecret()));
    return answer.expect(200).json().required("access_token").asText();
  }

  /** A new viewer of its own, entitled to the package {@code basic}, so that tests do not meet. */
  Viewer newViewer() {
    String login = "viewer-" + COUNTER.incrementAndGet() + "-" + System.nanoTime();
    String password = "correct horse " + login;
    String bearer = "Bearer " + adminToken("viewers.read viewers.write");
    JsonNode created =
        http.post(
                url("auth") + "/v1/viewers",
                "{\"externalId\":\"%s\",\"password\":\"%s\",\"sessionLimit\":20,\"deviceLimit\":20}"
                    .formatted(login, password),
                "Authorization",
                bearer)
            .expect(201)
            .json();
    String id = created.required("id").asText();
    http.send(
            "PUT",
            url("auth") + "/v1/viewers/" + id + "/entitlements/basic",
            "{}",
            "Authorization",
            bearer,
            "Content-Type",
            "application/json")
        .expectSuccess();
    return new Viewer(id, login, password);
  }

  /** Signs the viewer in and answers the viewer token. */
  String signIn(Viewer viewer, String device) {
    return http.post(
            url("auth") + "/v1/sign-in",
            "{\"login\":\"%s\",\"password\":\"%s\",\"device\":\"%s\"}"
                .formatted(viewer.login(), viewer.password(), device))
        .expect(200)
        .json()
        .required("access_token")
        .asText();
  }

  /** Asks for permission to play; the answer may be a refusal. */
  Http.Answer play(String viewerToken, String asset, String profile) {
    return http.post(
        url("token") + "/v1/playback-sessions",
        "{\"assetId\":\"%s\",\"profile\":\"%s\"}".formatted(asset, profile),
        "Authorization",
        "Bearer " + viewerToken);
  }

  /** Posts a billing event about a viewer. */
  Http.Answer billing(String type, String viewerId) {
    return Webhook.of(type, viewerId).post(this);
  }

  /** A viewer and how to sign in. */
  record Viewer(String id, String login, String password) {}
}
