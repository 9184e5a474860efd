package io.playgate.token.testing;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;

/** What a test does to the {@link FakeRevocationService}. */
public final class Revocation {
  private Revocation() {}

  /** Sets a hold that stands until lifted; answers its id. */
  public static String hold(String scope, String subject) {
    return rule("hold", scope, subject, 0);
  }

  /** Sets a cut-off that hits tokens issued until the given epoch millisecond; answers its id. */
  public static String cutOff(String scope, String subject, long notBeforeMillis) {
    return rule("cut-off", scope, subject, notBeforeMillis);
  }

  /** Lifts a rule. */
  public static void lift(String id) {
    post("/control/lift", Map.of("id", id, "time", System.currentTimeMillis()));
  }

  /** Makes it refuse, or take again, registrations and rules. */
  public static void failing(boolean failing) {
    post("/control/failing", Map.of("failing", failing));
  }

  /** Takes the feed away from the service, or gives it back. */
  public static void feedCutOff(boolean cutOff) {
    post("/control/cut-off", Map.of("cutOff", cutOff));
  }

  /** What was registered for a session. */
  public static List<Map<String, Object>> registrations(String sid) {
    return list("/control/registrations").stream()
        .filter(token -> sid.equals(token.get("sid")))
        .toList();
  }

  /** How many tokens were registered in all. */
  public static int registrations() {
    return list("/control/registrations").size();
  }

  /** The rules that ended a session. */
  public static List<Map<String, Object>> sessionEnds(String sid) {
    return list("/control/session-ends").stream()
        .filter(rule -> sid.equals(rule.get("subject")))
        .toList();
  }

  private static String rule(String kind, String scope, String subject, long notBefore) {
    String id = "rule-" + UUID.randomUUID();
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("id", id);
    rule.put("kind", kind);
    rule.put("scope", scope);
    rule.put("subject", subject);
    rule.put("effectiveAt", System.currentTimeMillis() - 1);
    if (kind.equals("cut-off")) {
      rule.put("notBefore", notBefore);
      rule.put("expiresAt", System.currentTimeMillis() + 3_600_000);
    }
    rule.put("reason", "test");
    rule.put("source", "client:test");
    post("/control/rule", rule);
    return id;
  }

  private static List<Map<String, Object>> list(String path) {
    return given().get(base() + path).then().statusCode(200).extract().jsonPath().getList("$");
  }

  private static void post(String path, Map<String, Object> body) {
    given().contentType(ContentType.JSON).body(body).post(base() + path).then().statusCode(200);
  }

  private static String base() {
    return ConfigProvider.getConfig().getValue("playgate.revocation.url", String.class);
  }
}
