package io.playgate.demo.suite;

import io.playgate.demo.catalogue.SampleAsset;
import io.playgate.demo.catalogue.SampleProfile;
import io.playgate.demo.catalogue.Seed;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;

/**
 * A running suite: where it is, and how its users prove themselves.
 *
 * @param addresses base URLs
 * @param viewer the demo's viewer
 * @param admin the client with every administrator's scope
 * @param webhookSecret what billing signs with
 * @param pids process ids by name; {@code launcher} first
 * @param logs the folder of the logs
 */
public record SuiteDescription(
    Addresses addresses,
    Seed.Viewer viewer,
    Seed.AdminClient admin,
    String webhookSecret,
    Map<String, Long> pids,
    Path logs) {

  /** For scripts: everything, secrets too. */
  JsonObject forScripts() {
    JsonObject json = new JsonObject();
    JsonObject management = new JsonObject();
    for (Service service : Service.values()) {
      json.put(service.key(), addresses.of(service));
      management.put(service.key(), "http://127.0.0.1:" + addresses.ports().managementOf(service));
    }
    JsonObject processes = new JsonObject();
    pids.forEach(processes::put);
    JsonArray assets = new JsonArray();
    for (SampleAsset asset : SampleAsset.ALL) {
      assets.add(asset(asset).put("path", asset.path()).put("entries", asset.entries()));
    }
    JsonArray profiles = new JsonArray();
    SampleProfile.ALL.forEach(profile -> profiles.add(profile(profile)));
    return json.put("origin", addresses.origin())
        .put("page", addresses.page())
        .put("management", management)
        .put(
            "viewer",
            new JsonObject()
                .put("id", viewer.id())
                .put("login", viewer.login())
                .put("password", viewer.password()))
        .put("assets", assets)
        .put("profiles", profiles)
        .put("admin", new JsonObject().put("id", admin.id()).put("secret", admin.secret()))
        .put("webhookSecret", webhookSecret)
        .put("pids", processes)
        .put("logs", logs.toString());
  }

  /** For the page: no secret but what the viewer would type. */
  JsonObject forPage() {
    JsonArray assets = new JsonArray();
    SampleAsset.ALL.forEach(asset -> assets.add(asset(asset)));
    JsonArray profiles = new JsonArray();
    SampleProfile.ALL.forEach(profile -> profiles.add(profile(profile)));
    return new JsonObject()
        .put("auth", addresses.of(Service.AUTH))
        .put("token", addresses.of(Service.TOKEN))
        .put("edge", addresses.of(Service.EDGE))
        .put(
            "viewer",
            new JsonObject().put("login", viewer.login()).put("password", viewer.password()))
        .put("assets", assets)
        .put("profiles", profiles);
  }

  private static JsonObject asset(SampleAsset asset) {
    return new JsonObject()
        .put("id", asset.id())
        .put("title", asset.title())
        .put("package", asset.packageId());
  }

  private static JsonObject profile(SampleProfile profile) {
    return new JsonObject()
        .put("id", profile.id())
        .put("title", profile.title())
        .put("dialect", profile.dialect())
        .put("carrier", profile.carrier())
        .put("tokenName", profile.tokenName())
        .put("basePath", profile.basePath());
  }
}
