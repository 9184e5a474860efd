package io.playgate.demo.catalogue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * An asset of the demo.
 *
 * @param id its id, which is also its folder at the origin
 * @param title what people call it
 * @param packageId the package it belongs to
 */
public record SampleAsset(String id, String title, String packageId) {

  /** The package that the demo's viewer has. */
  public static final String BASIC = "basic";

  /** A package that the demo's viewer does not have. */
  public static final String PREMIUM = "premium";

  /** The demo's assets. */
  public static final List<SampleAsset> ALL =
      List.of(
          new SampleAsset("clock", "Running clock, 60 s", BASIC),
          new SampleAsset("bars", "Short clip, 12 s", BASIC),
          new SampleAsset("premium-clock", "Premium clip (not in the viewer's package)", PREMIUM));

  private static final String HLS_ENTRY = "master.m3u8";
  private static final String DASH_ENTRY = "manifest.mpd";

  /** Its path at the origin, with slashes at both ends. */
  public String path() {
    return "/vod/" + id + "/";
  }

  /** What a player opens first, by format. */
  public JsonObject entries() {
    return new JsonObject().put("hls", HLS_ENTRY).put("dash", DASH_ENTRY);
  }

  /** As token-service takes it. */
  JsonObject document() {
    JsonArray profiles = new JsonArray();
    SampleProfile.ALL.forEach(profile -> profiles.add(profile.id()));
    return new JsonObject()
        .put("path", path())
        .put("entries", entries())
        .put("packages", new JsonArray().add(packageId))
        .put("defaultProfile", SampleProfile.ALL.getFirst().id())
        .put("profiles", profiles);
  }
}
