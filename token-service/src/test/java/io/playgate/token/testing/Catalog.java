package io.playgate.token.testing;

import static io.restassured.RestAssured.given;

import io.playgate.support.testing.TestCredentials;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What an administrator does to the catalogue. */
public final class Catalog {
  static {
    RestAssured.enableLoggingOfRequestAndResponseIfValidationFails();
  }

  private Catalog() {}

  /** A request with the scopes of an administrator. */
  public static RequestSpecification admin() {
    return given()
        .auth()
        .oauth2(TestCredentials.current().accessToken("admin", "catalogue.read", "catalogue.write"))
        .contentType(ContentType.JSON);
  }

  /** A profile that is fine as it is. */
  public static Map<String, Object> profile(String id, String dialect, String carrier) {
    Map<String, Object> profile = new HashMap<>();
    profile.put("dialect", dialect);
    profile.put("carrier", carrier);
    profile.put("tokenName", dialect.equals("edgeauth") ? "hdnts" : "token");
    profile.put("baseUrl", "http://edge.test:8084/media/" + id);
    profile.put("lifetimeSeconds", 300);
    return profile;
  }

  /** An asset that is fine as it is. */
  public static Map<String, Object> asset(String id, String profile) {
    Map<String, Object> asset = new HashMap<>();
    asset.put("path", "/vod/" + id + "/");
    asset.put("entries", Map.of("hls", "master.m3u8", "dash", "manifest.mpd"));
    asset.put("packages", List.of("basic"));
    asset.put("defaultProfile", profile);
    return asset;
  }

  /** Writes a profile. */
  public static Response putProfile(String id, Map<String, ?> profile) {
    return admin().body(profile).put("/v1/delivery-profiles/{id}", id);
  }

  /** Writes an asset. */
  public static Response putAsset(String id, Map<String, ?> asset) {
    return admin().body(asset).put("/v1/assets/{id}", id);
  }

  /** An id that nothing has yet. */
  public static String newId(String prefix) {
    return prefix + "-" + UUID.randomUUID().toString().substring(0, 13);
  }

  /** A new asset in the package {@code basic}, delivered by a new profile; answers its id. */
  public static String newAsset(String dialect, String carrier, int lifetimeSeconds) {
    String profile = newId("p");
    Map<String, Object> body = profile(profile, dialect, carrier);
    body.put("lifetimeSeconds", lifetimeSeconds);
    putProfile(profile, body).then().statusCode(201);
    String asset = newId("a");
    putAsset(asset, asset(asset, profile)).then().statusCode(201);
    return asset;
  }
}
