package io.playgate.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The customer's side of the suite: backend, app and billing. */
final class Customer {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Running running;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private String adminToken = "";
  private int viewers;

  Customer(Running running) {
    this.running = running;
  }

  /** A viewer who is signed in. */
  record Viewer(String id, String viewerToken) {}

  /** A playback session; {@code token} as it stands in {@code url}. */
  record Session(String id, String url, String token) {}

  HttpClient client() {
    return client;
  }

  String adminBasic() {
    JsonNode admin = running.description().required("admin");
    String pair = admin.required("id").asText() + ":" + admin.required("secret").asText();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  String adminToken(String scope) throws IOException, InterruptedException {
    return call(
            "POST",
            running.url("auth") + "/oauth2/token",
            "grant_type=client_credentials&scope="
                + URLEncoder.encode(scope, StandardCharsets.UTF_8),
            "Content-Type",
            "application/x-www-form-urlencoded",
            "Authorization",
            adminBasic())
        .required("access_token")
        .asText();
  }

  Viewer newViewer() throws IOException, InterruptedException {
    if (adminToken.isEmpty()) {
      adminToken = "Bearer " + adminToken("viewers.write viewers.read");
    }
    String login = "bench-" + System.nanoTime() + "-" + viewers++;
    String id =
        call(
                "POST",
                running.url("auth") + "/v1/viewers",
                "{\"externalId\":\"%s\",\"password\":\"a long enough password\"}".formatted(login),
                "Content-Type",
                "application/json",
                "Authorization",
                adminToken)
            .required("id")
            .asText();
    call(
        "PUT",
        running.url("auth") + "/v1/viewers/" + id + "/entitlements/basic",
        "{}",
        "Content-Type",
        "application/json",
        "Authorization",
        adminToken);
    String token =
        call(
                "POST",
                running.url("auth") + "/v1/sign-in",
                "{\"login\":\"%s\",\"password\":\"a long enough password\",\"device\":\"tv\"}"
                    .formatted(login),
                "Content-Type",
                "application/json")
            .required("access_token")
            .asText();
    return new Viewer(id, token);
  }

  Session play(Viewer viewer, String profile) throws IOException, InterruptedException {
    JsonNode session =
        call(
            "POST",
            running.url("token") + "/v1/playback-sessions",
            "{\"assetId\":\"clock\",\"profile\":\"%s\"}".formatted(profile),
            "Content-Type",
            "application/json",
            "Authorization",
            "Bearer " + viewer.viewerToken());
    return new Session(
        session.required("sessionId").asText(),
        session.required("url").asText(),
        session.required("token").required("value").asText());
  }

  /** Posts a signed billing event, and returns once it is acknowledged. */
  void billing(String type, String viewerId) throws IOException, InterruptedException {
    String id = "msg_" + UUID.randomUUID();
    Instant now = Instant.now();
    String body =
        "{\"type\":\"subscription.%s\",\"timestamp\":\"%s\",\"data\":{\"viewerId\":\"%s\"}}"
            .formatted(type, now, viewerId);
    String secret = running.description().required("webhookSecret").asText();
    String signature;
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(
              Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
      signature =
          Base64.getEncoder()
              .encodeToString(
                  mac.doFinal(
                      (id + "." + now.getEpochSecond() + "." + body)
                          .getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    call(
        "POST",
        running.url("revocation") + "/v1/webhooks/standard",
        body,
        "Content-Type",
        "application/json",
        "webhook-id",
        id,
        "webhook-timestamp",
        Long.toString(now.getEpochSecond()),
        "webhook-signature",
        "v1," + signature);
  }

  private JsonNode call(String method, String url, String body, String... headers)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(url))
                .method(method, BodyPublishers.ofString(body))
                .headers(headers)
                .build(),
            BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new IOException(
          method + " " + url + ": " + response.statusCode() + " " + response.body());
    }
    return response.body().isEmpty() ? JSON.nullNode() : JSON.readTree(response.body());
  }
}
