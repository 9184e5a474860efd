package io.playgate.demo.catalogue;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/**
 * A delivery profile of the demo.
 *
 * @param id its id
 * @param title what people call it
 * @param dialect the wire format of its tokens
 * @param carrier where they travel
 * @param tokenName name of the segment or parameter
 */
public record SampleProfile(
    String id, String title, String dialect, String carrier, String tokenName) {

  /** How long a token holds. */
  public static final Duration LIFETIME = Duration.ofMinutes(5);

  /** The demo's profiles. */
  public static final List<SampleProfile> ALL =
      List.of(
          new SampleProfile("demo-jwt", "JWT, in the path", "jwt", "path", "token"),
          new SampleProfile(
              "demo-edgeauth", "Akamai EdgeAuth, in the path", "edgeauth", "path", "hdnts"),
          new SampleProfile(
              "demo-edgeauth-query", "Akamai EdgeAuth, in the query", "edgeauth", "query", "hdnts"),
          new SampleProfile("demo-opaque", "Opaque, in the path", "opaque", "path", "token"));

  /** Where an edge serves it. */
  public String basePath() {
    return "/media/" + id;
  }

  /** As token-service takes it. */
  JsonObject document(String edge) {
    return new JsonObject()
        .put("dialect", dialect)
        .put("carrier", carrier)
        .put("tokenName", tokenName)
        .put("baseUrl", edge + basePath())
        .put("lifetimeSeconds", LIFETIME.toSeconds());
  }
}
