package io.playgate.token.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.playgate.revocationlist.FeedPosition;
import io.playgate.revocationlist.RevocationReplica;
import io.playgate.revocationlist.RevocationRule;
import io.playgate.revocationlist.RevocationScope;
import io.playgate.revocationlist.RevocationSnapshot;
import io.playgate.revocationlist.SessionData;
import io.playgate.revocationlist.SubjectDigest;
import io.playgate.revocationlist.TokenSubjects;
import io.playgate.support.testing.TestCredentials;
import io.playgate.token.testing.Catalog;
import io.playgate.token.testing.Player;
import io.playgate.token.testing.Revocation;
import io.playgate.token.testing.Suite;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Refreshing while this service has lost the feed, and an edge that has not. */
@QuarkusTest
@Suite
class LostFeedTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @AfterEach
  void feedIsBack() {
    Revocation.feedCutOff(false);
    String asset = Catalog.newAsset("jwt", "path", 300);
    Player player = Player.of("basic");
    String hold = Revocation.hold("viewer", player.viewer());
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> player.start(asset).then().statusCode(403));
    Revocation.lift(hold);
  }

  @DisplayName(
      "A new token opens nothing at an edge that has heard of the rule: ... a cut-off hits whatever"
          + " was issued up to its not-before, and no token names a later issue time than the rules"
          + " were known to")
  @ParameterizedTest
  @ValueSource(strings = {"jwt", "edgeauth", "opaque"})
  void aRefundThatWasNotHeardOfHitsTheTokenAtAnEdgeThatHasHeard(String dialect) throws Exception {
    // Given a session that plays, and a service that has lost the feed
    String asset = Catalog.newAsset(dialect, "path", 300);
    Player player = Player.of("basic");
    String sid = player.start(asset).then().statusCode(201).extract().path("sessionId");
    Revocation.feedCutOff(true);
    Instant lost = Instant.now();

    // When a refund is logged, which only edges hear of, and its margin is over
    long notBefore = System.currentTimeMillis() + 2_000;
    await().until(() -> System.currentTimeMillis() > notBefore + 1_500);
    JsonPath next = player.refresh(sid).then().statusCode(200).extract().jsonPath();

    // Then the token hits the rule all the same
    TokenSubjects subjects = subjects(dialect, next, sid);
    assertThat(subjects.issuedAtMillis()).isLessThanOrEqualTo(lost.toEpochMilli());
    RevocationReplica edge = edge(player, notBefore);
    assertThat(edge.find(subjects, System.currentTimeMillis())).isNotNull();
    // And its life is an ordinary one, counted from now
    assertThat(Instant.parse(next.getString("expiresAt")))
        .isBetween(Instant.now().plusSeconds(295), Instant.now().plusSeconds(300));
  }

  private static RevocationReplica edge(Player player, long notBefore) {
    RevocationReplica edge = new RevocationReplica();
    edge.useDigests(List.of(digest()));
    long now = System.currentTimeMillis();
    edge.replaceAll(
        new RevocationSnapshot(
            new FeedPosition("test", now, 0),
            now,
            List.of(
                new RevocationRule(
                    "refund-0123456789abcdef",
                    RevocationRule.Kind.CUT_OFF,
                    RevocationScope.VIEWER_PACKAGE,
                    player.viewer() + "/basic",
                    notBefore,
                    now - 3_000,
                    now + 3_600_000,
                    "subscription.refunded",
                    "billing:standard",
                    null))));
    return edge;
  }

  private static TokenSubjects subjects(String dialect, JsonPath answer, String sid)
      throws IOException {
    String value = answer.getString("token.value");
    return switch (dialect) {
      case "jwt" -> {
        JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(value.split("\\.", -1)[1]));
        yield TokenSubjects.issuedAtMillis(claims.path("iat").asLong() * 1000)
            .viewer(claims.path("sub").asText())
            .packageId(claims.path("pkg").asText())
            .build();
      }
      case "edgeauth" -> {
        Matcher data = Pattern.compile("data=([A-Za-z0-9_-]+)").matcher(value);
        assertThat(data.find()).isTrue();
        yield SessionData.decode(data.group(1)).orElseThrow().subjects(List::of, sid, null);
      }
      default -> {
        Map<String, Object> token = Revocation.registrations(sid).getLast();
        long issuedAt = Long.parseLong(String.valueOf(token.get("iat")));
        yield TokenSubjects.issuedAtMillis(issuedAt * 1000)
            .viewer(String.valueOf(token.get("sub")))
            .packageId(String.valueOf(token.get("package")))
            .build();
      }
    };
  }

  private static SubjectDigest digest() {
    String key =
        RestAssured.given()
            .auth()
            .oauth2(TestCredentials.current().assertion("edge-1", "playgate:token"))
            .get("/v1/edge-configuration")
            .then()
            .statusCode(200)
            .extract()
            .path("subjectDigestKey");
    return new SubjectDigest(Base64.getUrlDecoder().decode(key));
  }
}
