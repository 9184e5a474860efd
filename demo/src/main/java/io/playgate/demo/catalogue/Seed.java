package io.playgate.demo.catalogue;

import io.playgate.demo.billing.BillingEvent;
import io.playgate.demo.billing.BillingSystem;
import io.playgate.demo.credential.RandomSecret;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Fills a fresh suite through its APIs, and does the main job once to see that it works. */
public final class Seed {
  private static final int LIMIT = 8;
  private static final Duration FOLLOWING = Duration.ofSeconds(20);
  private static final String SCOPES = "viewers.write catalogue.write";

  private final Services services;
  private final AdminClient admin;

  /** Base URLs of the services. */
  public record Services(String auth, String token, String edge) {}

  /** A client with every administrator's scope. */
  public record AdminClient(String id, String secret) {
    /** All that it may do. */
    public static final List<String> ALL_SCOPES =
        List.of(
            "viewers.read",
            "viewers.write",
            "clients.write",
            "entitlements.write",
            "catalogue.read",
            "catalogue.write",
            "revocations.read",
            "revocations.write",
            "tokens.introspect",
            "tokens.revoke");
  }

  /**
   * The demo's viewer.
   *
   * @param id the id the viewer was given
   */
  public record Viewer(String id, String login, String password) {}

  /** A seed for these services, by that client. */
  public Seed(Services services, AdminClient admin) {
    this.services = services;
    this.admin = admin;
  }

  /**
   * Brings it all in.
   *
   * @return the viewer
   * @throws ApiException when a service refuses
   */
  public Viewer sow() throws ApiException {
    try (JsonApi api = new JsonApi()) {
      String token = accessToken(api);
      for (SampleProfile profile : SampleProfile.ALL) {
        api.put(
            services.token() + "/v1/delivery-profiles/" + profile.id(),
            token,
            profile.document(services.edge()));
      }
      for (SampleAsset asset : SampleAsset.ALL) {
        api.put(services.token() + "/v1/assets/" + asset.id(), token, asset.document());
      }
      return viewer(api, token);
    }
  }

  /**
   * Does the main job once: plays the first asset by each profile, has billing suspend the viewer
   * until the edge denies them all, and reactivate until it lets them through again.
   *
   * @param billing writes the events about the viewer
   * @param webhookUrl where they go
   * @throws ApiException when something refuses, or the edge does not follow within 20 s
   */
  public void prove(Viewer viewer, BillingSystem billing, String webhookUrl) throws ApiException {
    try (JsonApi api = new JsonApi()) {
      String viewerToken =
          api.post(
                  services.auth() + "/v1/sign-in",
                  new JsonObject()
                      .put("login", viewer.login())
                      .put("password", viewer.password())
                      .put("device", "launcher"))
              .getString("access_token");
      List<JsonObject> sessions = new ArrayList<>();
      for (SampleProfile profile : SampleProfile.ALL) {
        sessions.add(
            api.post(
                services.token() + "/v1/playback-sessions",
                viewerToken,
                new JsonObject()
                    .put("assetId", SampleAsset.ALL.getFirst().id())
                    .put("profile", profile.id())
                    .put("device", profile.id())));
      }
      // Keys and profiles reach the edge by a feed, a moment after they were written.
      awaitVerdicts(api, sessions, 200);
      api.post(webhookUrl, billing.report(BillingEvent.SUSPEND, Instant.now()));
      awaitVerdicts(api, sessions, 403);
      api.post(webhookUrl, billing.report(BillingEvent.REACTIVATE, Instant.now()));
      awaitVerdicts(api, sessions, 200);
      for (JsonObject session : sessions) {
        api.delete(
            services.token() + "/v1/playback-sessions/" + session.getString("sessionId"),
            viewerToken);
      }
      api.post(services.auth() + "/v1/sign-out", viewerToken, new JsonObject());
    }
  }

  private static void awaitVerdicts(JsonApi api, List<JsonObject> sessions, int wanted)
      throws ApiException {
    Instant deadline = Instant.now().plus(FOLLOWING);
    for (JsonObject session : sessions) {
      int status = api.status(session.getString("url"));
      while (status != wanted) {
        if (Instant.now().isAfter(deadline)) {
          throw new ApiException(
              "the edge answers %d, not %d, to a %s token after %d s"
                  .formatted(
                      status,
                      wanted,
                      session.getJsonObject("token").getString("dialect"),
                      FOLLOWING.toSeconds()));
        }
        pause();
        status = api.status(session.getString("url"));
      }
    }
  }

  private String accessToken(JsonApi api) throws ApiException {
    String pair = admin.id() + ":" + admin.secret();
    return api.postForm(
            services.auth() + "/oauth2/token",
            Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)),
            "grant_type=client_credentials&scope="
                + URLEncoder.encode(SCOPES, StandardCharsets.UTF_8))
        .getString("access_token");
  }

  private Viewer viewer(JsonApi api, String token) throws ApiException {
    String login = "viewer@demo.example";
    String password = RandomSecret.text().substring(0, 20);
    String id =
        api.post(
                services.auth() + "/v1/viewers",
                token,
                new JsonObject()
                    .put("email", login)
                    .put("password", password)
                    .put("deviceLimit", LIMIT)
                    .put("sessionLimit", LIMIT))
            .getString("id");
    api.put(
        services.auth() + "/v1/viewers/" + id + "/entitlements/" + SampleAsset.BASIC,
        token,
        new JsonObject().put("source", "standard"));
    return new Viewer(id, login, password);
  }

  private static void pause() throws ApiException {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException("interrupted", e);
    }
  }
}
