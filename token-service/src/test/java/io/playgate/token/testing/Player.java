package io.playgate.token.testing;

import static io.restassured.RestAssured.given;

import io.playgate.support.testing.TestCredentials;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A viewer with a player.
 *
 * @param viewer the viewer
 * @param login the sign-in session
 * @param device the device
 * @param packages what the viewer token says
 * @param claims further claims of it
 */
public record Player(
    String viewer, String login, String device, List<String> packages, Map<String, Object> claims) {

  /** A new viewer, signed in, with those packages. */
  public static Player of(String... packages) {
    String id = UUID.randomUUID().toString();
    return new Player("viewer-" + id, "login-" + id, "device-" + id, List.of(packages), Map.of());
  }

  /** The same viewer, signed in once more on the same device. */
  public Player signedInAgain() {
    return new Player(viewer, "login-" + UUID.randomUUID(), device, packages, claims);
  }

  /** The same sign-in with a token that has other packages. */
  public Player withPackages(String... other) {
    return new Player(viewer, login, device, List.of(other), claims);
  }

  /**
   * An entitlement as the viewer token carries it.
   *
   * @param until epoch seconds; null for no end
   */
  public record Entitlement(String id, String packageId, @Nullable Long until) {
    private Map<String, Object> claim() {
      Map<String, Object> claim = new HashMap<>(Map.of("id", id, "package", packageId));
      if (until != null) {
        claim.put("until", until);
      }
      return claim;
    }
  }

  /** See {@link Entitlement}. */
  public static Entitlement entitlement(String id, String packageId, @Nullable Long until) {
    return new Entitlement(id, packageId, until);
  }

  /** The same sign-in with a token that names those entitlements. */
  public Player withEntitlements(Entitlement... entitlements) {
    Map<String, Object> all = new HashMap<>(claims);
    all.put("entitlements", Stream.of(entitlements).map(Entitlement::claim).toList());
    List<String> names = Stream.of(entitlements).map(Entitlement::packageId).toList();
    return new Player(viewer, login, device, names, all);
  }

  /** The id of an entitlement that nobody has yet. */
  public static String newEntitlementId() {
    return "ent_" + UUID.randomUUID();
  }

  /** The same sign-in with a limit of sessions. */
  public Player withLimit(int limit) {
    Map<String, Object> all = new HashMap<>(claims);
    all.put("session_limit", limit);
    return new Player(viewer, login, device, packages, all);
  }

  /** The viewer token. */
  public String token() {
    return TestCredentials.current()
        .viewerToken(viewer, login, device, new HashMap<>(claims), packages.toArray(String[]::new));
  }

  /** Asks to play. */
  public Response start(String assetId) {
    return start(Map.of("assetId", assetId));
  }

  /** Asks to play by a profile. */
  public Response start(String assetId, String profile) {
    return start(Map.of("assetId", assetId, "profile", profile));
  }

  /** Asks to play, with any body. */
  public Response start(Object body) {
    return given()
        .auth()
        .oauth2(token())
        .contentType(ContentType.JSON)
        .body(body)
        .post("/v1/playback-sessions");
  }

  /** Asks to play with a viewer token made before. */
  public static Response startWith(String assetId, String token) {
    return given()
        .auth()
        .oauth2(token)
        .contentType(ContentType.JSON)
        .body(Map.of("assetId", assetId))
        .post("/v1/playback-sessions");
  }

  /** Asks for the next token with a viewer token made before. */
  public static Response refreshWith(String sid, String token) {
    return given().auth().oauth2(token).post("/v1/playback-sessions/{sid}/refresh", sid);
  }

  /** Asks for the next token. */
  public Response refresh(String sid) {
    return given().auth().oauth2(token()).post("/v1/playback-sessions/{sid}/refresh", sid);
  }

  /** Ends a session. */
  public Response end(String sid) {
    return given().auth().oauth2(token()).delete("/v1/playback-sessions/{sid}", sid);
  }
}
