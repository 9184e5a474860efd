package io.playgate.token.edgeconfiguration;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.playgate.support.testing.TestCredentials;
import io.playgate.token.testing.Catalog;
import io.playgate.token.testing.Suite;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What edges are given, by request and by feed. */
@QuarkusTest
@Suite
class EdgeConfigurationTest {
  private final ObjectMapper json = new ObjectMapper();

  @TestHTTPResource("/v1/edge-configuration/feed")
  URI feedUri;

  @Test
  void anEdgeIsGivenWhatItNeedsToVerifyAndNothingThatSigns() throws Exception {
    String jwt = newProfile("jwt");
    String edgeauth = newProfile("edgeauth");
    String opaque = newProfile("opaque");

    JsonNode document = json.readTree(get("edge-1").then().statusCode(200).extract().asString());

    assertThat(document.required("version").asLong()).isPositive();
    assertThat(document.required("subjectDigestKey").asText()).hasSize(43);
    JsonNode jwtProfile = profile(document, jwt);
    assertThat(jwtProfile.required("dialect").asText()).isEqualTo("jwt");
    assertThat(jwtProfile.required("carrier").asText()).isEqualTo("path");
    assertThat(jwtProfile.required("tokenName").asText()).isEqualTo("token");
    assertThat(jwtProfile.required("basePath").asText()).isEqualTo("/media/" + jwt);
    JsonNode publicKey = jwtProfile.required("keys").get(0);
    assertThat(publicKey.required("alg").asText()).isEqualTo("ES256");
    assertThat(publicKey.required("state").asText()).isEqualTo("active");
    assertThat(publicKey.has("d")).isFalse();
    JsonNode secretKey = profile(document, edgeauth).required("keys").get(0);
    assertThat(secretKey.required("kty").asText()).isEqualTo("oct");
    assertThat(secretKey.required("k").asText()).hasSize(43);
    assertThat(profile(document, opaque).required("keys")).hasSize(1);
    assertThat(profile(document, opaque).required("unmarkedUntil").asLong())
        .isGreaterThan(java.time.Instant.now().getEpochSecond());
  }

  @Test
  void anEdgeIsGivenItsProfilesAndNoOthers() throws Exception {
    String mine = newProfile("edgeauth");
    String others = newProfile("edgeauth");
    String edge = Catalog.newId("edge");
    TestCredentials.current().register(edge, Set.of("keys.read"), Set.of(mine));
    await().until(() -> get(edge).statusCode() == 200);

    String document = get(edge).asString();

    assertThat(document).contains(mine).doesNotContain(others);
  }

  @Test
  void whoIsNoEdgeIsGivenNothing() {
    TestCredentials credentials = TestCredentials.current();

    get("nobody").then().statusCode(403).body("code", equalTo("insufficient-scope"));
    given()
        .auth()
        .oauth2(credentials.viewerToken("v", "l", "d", "basic"))
        .get("/v1/edge-configuration")
        .then()
        .statusCode(403);
    given().get("/v1/edge-configuration").then().statusCode(401);
    given().get("/v1/edge-configuration/feed").then().statusCode(401);
    // A client of auth-service with the scope has no profiles.
    given()
        .auth()
        .oauth2(credentials.accessToken("client", "keys.read"))
        .get("/v1/edge-configuration")
        .then()
        .statusCode(200)
        .body("profiles.size()", equalTo(0));
  }

  @Test
  void theEntityTagTellsWhetherAnythingChanged() {
    newProfile("jwt");
    String tag = get("edge-1").then().statusCode(200).extract().header("ETag");

    given()
        .auth()
        .oauth2(TestCredentials.current().assertion("edge-1", "playgate:token"))
        .header("If-None-Match", tag)
        .get("/v1/edge-configuration")
        .then()
        .statusCode(304)
        .header("ETag", tag);

    newProfile("jwt");
    assertThat(get("edge-1").header("ETag")).isNotEqualTo(tag);
  }

  @Test
  void assetsAreNoNewsForEdges() {
    String profile = newProfile("jwt");
    String tag = get("edge-1").header("ETag");
    String asset = Catalog.newId("a");

    Catalog.putAsset(asset, Catalog.asset(asset, profile)).then().statusCode(201);

    assertThat(get("edge-1").header("ETag")).isEqualTo(tag);
  }

  @Test
  void theFeedSaysWhatIsAndThenWhatChanges() throws Exception {
    try (Feed feed = feedOf("edge-1")) {
      Map<String, String> first = feed.next();
      assertThat(first).containsEntry("event", "configuration");
      JsonNode document = json.readTree(first.get("data"));
      assertThat(first).containsEntry("id", document.required("version").asText());
      assertThat(feed.next()).containsEntry("event", "position");

      String profile = newProfile("jwt");
      long written = System.nanoTime();

      Map<String, String> news = feed.nextConfiguration();
      assertThat(Duration.ofNanos(System.nanoTime() - written)).isLessThan(Duration.ofSeconds(2));
      assertThat(news.get("data")).contains(profile);
    }
  }

  @Test
  void theFeedPassesProxiesThatBufferAndIsKeptByNone() throws Exception {
    try (Feed feed = feedOf("edge-1")) {
      assertThat(feed.header("Content-Type")).startsWith("text/event-stream");
      assertThat(feed.header("X-Accel-Buffering")).isEqualTo("no");
      assertThat(feed.header("Cache-Control")).contains("no-store");
    }
  }

  @Test
  void anEdgeTakenOutOfTheClientsFileLosesItsFeedAtOnceAndHearsOfNoNewKey() throws Exception {
    String profile = newProfile("edgeauth");
    String edge = newEdge(profile);
    try (Feed feed = feedOf(edge)) {
      assertThat(feed.nextConfiguration().get("data")).contains(profile);

      TestCredentials.current().unregister(edge);
      long before = System.nanoTime();

      List<Map<String, String>> rest = feed.rest();
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
      assertThat(rest).noneMatch(event -> "configuration".equals(event.get("event")));
      get(edge).then().statusCode(401);
    }
  }

  @Test
  void anEdgeWithAnotherKeyOrWithoutTheScopeLosesItsFeed() throws Exception {
    String profile = newProfile("edgeauth");
    String otherKey = newEdge(profile);
    try (Feed feed = feedOf(otherKey)) {
      feed.nextConfiguration();
      TestCredentials.current().register(otherKey, Set.of("keys.read"), Set.of(profile));
      assertThat(feed.rest()).noneMatch(event -> "configuration".equals(event.get("event")));
    }
    String otherScope = newEdge(profile);
    try (Feed feed = feedOf(otherScope)) {
      feed.nextConfiguration();
      TestCredentials.current().register(otherScope, Set.of("revocation.feed"), Set.of(profile));
      assertThat(feed.rest()).noneMatch(event -> "configuration".equals(event.get("event")));
    }
  }

  @Test
  void aChangedProfileListReachesAnOpenFeedAtOnce() throws Exception {
    String kept = newProfile("edgeauth");
    String withdrawn = newProfile("edgeauth");
    String added = newProfile("edgeauth");
    String edge = newEdge(kept, withdrawn);
    try (Feed feed = feedOf(edge)) {
      assertThat(feed.nextConfiguration().get("data")).contains(kept, withdrawn);

      long before = System.nanoTime();
      TestCredentials.current().relist(edge, Set.of(kept));
      assertThat(feed.nextConfiguration().get("data")).contains(kept).doesNotContain(withdrawn);
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));

      before = System.nanoTime();
      TestCredentials.current().relist(edge, Set.of(kept, added));
      assertThat(feed.nextConfiguration().get("data")).contains(kept, added);
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
    }
  }

  @Test
  void theFeedOfAnAccessTokenEndsWithTheToken() throws Exception {
    // The first feed of a process takes its time.
    try (Feed feed = feedOf("edge-1")) {
      feed.next();
    }
    long expiresAt = Instant.now().getEpochSecond() + 3;
    String token =
        TestCredentials.current().accessToken("backend", Map.of("exp", expiresAt), "keys.read");
    try (Feed feed = new Feed(feedUri, token)) {
      feed.rest();
      assertThat(Instant.now().getEpochSecond()).isBetween(expiresAt, expiresAt + 3);
    }
  }

  private static String newEdge(String... profiles) {
    String edge = Catalog.newId("edge");
    TestCredentials.current().register(edge, Set.of("keys.read"), Set.of(profiles));
    await().until(() -> get(edge).statusCode() == 200);
    return edge;
  }

  private Feed feedOf(String edge) throws IOException, InterruptedException {
    return new Feed(feedUri, TestCredentials.current().assertion(edge, "playgate:token"));
  }

  /** An open feed. */
  private static final class Feed implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpResponse<InputStream> response;
    private final BufferedReader lines;

    private Feed(URI uri, String bearer) throws IOException, InterruptedException {
      response =
          client.send(
              HttpRequest.newBuilder(uri)
                  .header("Authorization", "Bearer " + bearer)
                  .header("Accept", "text/event-stream")
                  .timeout(Duration.ofSeconds(10))
                  .build(),
              HttpResponse.BodyHandlers.ofInputStream());
      assertThat(response.statusCode()).isEqualTo(200);
      lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    Map<String, String> next() throws Exception {
      return event(lines);
    }

    Map<String, String> nextConfiguration() throws Exception {
      Map<String, String> news = event(lines);
      while ("position".equals(news.get("event"))) {
        news = event(lines);
      }
      assertThat(news).containsEntry("event", "configuration");
      return news;
    }

    /** All events until the feed ends, which it has to within five seconds. */
    List<Map<String, String>> rest() throws Exception {
      return CompletableFuture.supplyAsync(
              () -> {
                List<Map<String, String>> events = new ArrayList<>();
                try {
                  String line = lines.readLine();
                  while (line != null) {
                    if (line.startsWith("event:")) {
                      events.add(Map.of("event", line.substring(6).strip()));
                    }
                    line = lines.readLine();
                  }
                } catch (IOException cut) {
                  // An end as well.
                }
                return events;
              })
          .orTimeout(5, TimeUnit.SECONDS)
          .get();
    }

    @Override
    public void close() throws IOException {
      response.body().close();
      client.shutdownNow();
    }
  }

  private static Map<String, String> event(BufferedReader lines) throws Exception {
    Map<String, String> event = new HashMap<>();
    List<String> data = new ArrayList<>();
    String line = lines.readLine();
    while (line != null && (!line.isEmpty() || event.isEmpty())) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        String value = line.substring(colon + 1).strip();
        event.put(line.substring(0, colon), value);
        if (line.startsWith("data:")) {
          data.add(value);
        }
      }
      line = lines.readLine();
    }
    assertThat(data).as("data on one line").hasSize(1);
    return event;
  }

  private static String newProfile(String dialect) {
    String id = Catalog.newId("p");
    Catalog.putProfile(id, Catalog.profile(id, dialect, "path")).then().statusCode(201);
    return id;
  }

  private static Response get(String edge) {
    return given()
        .auth()
        .oauth2(TestCredentials.current().assertion(edge, "playgate:token"))
        .get("/v1/edge-configuration");
  }

  private static JsonNode profile(JsonNode document, String id) {
    for (JsonNode profile : document.required("profiles")) {
      if (profile.required("id").asText().equals(id)) {
        return profile;
      }
    }
    throw new AssertionError("profile " + id + " is missing");
  }
}
