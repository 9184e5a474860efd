package io.playgate.edge;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.playgate.edge.testing.NeighbourPorts;
import io.playgate.edge.testing.Neighbours;
import io.playgate.edge.testing.Player;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ConfigurationTest.Quick.class)
@WithTestResource(TestCredentials.class)
@WithTestResource(NeighbourPorts.class)
class ConfigurationTest extends EdgeTest {

  /** Notices silence soon, and re-fetches at most every two seconds. */
  public static final class Quick implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "playgate.token.silence-limit", "PT1S",
          "playgate.token.max-retry-delay", "PT0.2S",
          "playgate.token.refetch-interval", "PT2S");
    }
  }

  @ConfigProperty(name = "quarkus.management.test-port")
  int managementPort;

  @AfterEach
  void speak() {
    neighbours.tokenService().beSilent(false);
    neighbours.tokenService().start();
  }

  private SignedToken signedBy(Jwk key) {
    return neighbours.issue(
        Neighbours.JWT,
        neighbours.session(Neighbours.JWT).build(),
        "/vod/clock/seg1.m4s",
        key.signingKey());
  }

  @Test
  void aRotatedKeyIsKnownBeforeItsFirstTokenAndARetiredOneIsNot() {
    Jwk former = neighbours.ring(Neighbours.JWT).getLast();
    Jwk next = Jwk.generateEs256("rotated-" + System.nanoTime());
    SignedToken old = signedBy(former);
    assertThat(get(old).status()).isEqualTo(200);

    neighbours.ring(Neighbours.JWT).add(next);
    awaitConfiguration(neighbours.publish());
    assertThat(get(signedBy(next)).status()).isEqualTo(200);
    assertThat(get(old).status()).as("retiring").isEqualTo(200);

    neighbours.ring(Neighbours.JWT).remove(former);
    awaitConfiguration(neighbours.publish());
    get(old).isDenied("token-invalid");
    assertThat(get(signedBy(next)).status()).isEqualTo(200);
  }

  @Test
  void anUnknownKidCausesOneFetchThatIsLimitedInRate() {
    // Given a key that the feed has not told yet
    neighbours.tokenService().beSilent(true);
    Jwk next = Jwk.generateEs256("unheard-" + System.nanoTime());
    neighbours.ring(Neighbours.JWT).add(next);
    neighbours.publish();
    int before = neighbours.tokenService().fetches();

    // Then its first token plays at once, by a re-fetch
    await().atMost(5, SECONDS).until(() -> get(signedBy(next)).status() == 200);
    assertThat(neighbours.tokenService().fetches()).isEqualTo(before + 1);

    // And tokens of keys that nobody has cause no more of them
    SignedToken forged = signedBy(Jwk.generateEs256("forged-" + System.nanoTime()));
    for (int i = 0; i < 20; i++) {
      get(forged).isDenied("token-invalid");
    }
    assertThat(neighbours.tokenService().fetches()).isEqualTo(before + 1);
  }

  @Test
  void theLastGoodConfigurationStays() {
    PlaybackGrant grant = neighbours.session(Neighbours.JWT).build();
    long version = Objects.requireNonNull(configuration.current()).version();
    for (String garbage :
        new String[] {
          "",
          "nonsense",
          "{}",
          "{\"version\":\"x\",\"profiles\":[]}",
          "{\"version\":99,\"profiles\":[{}]}",
          "{\"version\":99,\"profiles\":[{\"id\":\"a\",\"basePath\":\"/a/\"}]}",
          "{\"version\":99,\"subjectDigestKey\":\"AAAA\",\"profiles\":[]}",
          "{\"version\":99,\"profiles\":[],\"profiles\":[]}"
        }) {
      neighbours.tokenService().sendGarbage(garbage);
    }
    long next = neighbours.publish();
    assertThat(next).isEqualTo(version + 1);
    awaitConfiguration(next);
    assertThat(get(issue(Neighbours.JWT, grant, "seg1.m4s")).status()).isEqualTo(200);
  }

  @Test
  void playGoesOnWithoutTokenServiceAndTheFeedComesBack() {
    neighbours.tokenService().stop();
    assertThat(
            get(issue(Neighbours.JWT, neighbours.session(Neighbours.JWT).build(), "seg1.m4s"))
                .status())
        .isEqualTo(200);
    Jwk next = Jwk.generateEs256("while-away-" + System.nanoTime());
    neighbours.ring(Neighbours.JWT).add(next);
    long version = neighbours.publish();
    neighbours.tokenService().start();
    awaitConfiguration(version);
    assertThat(get(signedBy(next)).status()).isEqualTo(200);
  }

  @Test
  void aProfileThatIsNotUnderstoodRefusesItsRequestsAndLeavesTheOthers() {
    awaitConfiguration(
        neighbours.publish(
            "{\"id\":\"future\",\"dialect\":\"of-tomorrow\",\"carrier\":\"path\",\"tokenName\":\"t\","
                + "\"basePath\":\"/media/demo-jwt/future\",\"keys\":[]}",
            "{\"id\":\"broken\",\"dialect\":\"jwt\",\"carrier\":\"path\",\"tokenName\":\"t\","
                + "\"basePath\":\"/media/broken\",\"keys\":[{\"kty\":\"EC\"}]}"));
    player().get("/media/demo-jwt/future/x").isDenied("unavailable");
    player().get("/media/broken/x").isDenied("unavailable");
    assertThat(player().get(play(Neighbours.JWT, "seg1.m4s")).status()).isEqualTo(200);
  }

  @Test
  void aDialectThatIsNotHandedInRefusesEvenItsGenuineTokens() {
    awaitConfiguration(neighbours.publishToy());

    get(issue(Neighbours.TOY, neighbours.session(Neighbours.TOY).build(), "seg1.m4s"))
        .isDenied("unavailable");
  }

  /** Ordinary multi-CDN: one path at two hosts, each with its own keys. */
  @Test
  void twoProfilesWithOnePathArePlayedEachAtItsHostAndKeysRotateOn() {
    Jwk one = Jwk.generateEs256("one-" + System.nanoTime());
    Jwk two = Jwk.generateEs256("two-" + System.nanoTime());
    awaitConfiguration(neighbours.publish(shared("one", one), shared("two", two)));
    Neighbours.Profile profile = new Neighbours.Profile("shared", "jwt", Carrier.PATH, "token");
    String target = target(profile, one);

    assertThat(player().get(target, "Host: one.example").status()).isEqualTo(200);
    assertThat(player().get(target, "Host: ONE.example:80").status()).isEqualTo(200);
    player().get(target, "Host: two.example").isDenied("token-invalid");
    player().get(target, "Host: three.example").isProblem(404, "not-found");
    for (String asked : new String[] {"X-Original-URI: ", "X-Forwarded-Uri: "}) {
      assertThat(
              player().get("/authorize", asked + target, "X-Forwarded-Host: one.example").status())
          .isEqualTo(200);
      assertThat(player().get("/authorize", asked + target, "Host: one.example").status())
          .isEqualTo(200);
      player()
          .get("/authorize", asked + target, "X-Forwarded-Host: two.example")
          .isDenied("token-invalid");
      // A proxy that hands on what the player wrote, and the host besides
      player()
          .get("/authorize", asked + target, "Host: two.example", "X-Forwarded-Host: one.example")
          .isDenied("outside-acl");
      player().get("/authorize", asked + target).isDenied("outside-acl");
    }

    // When a key of another profile is rotated, it is known as ever
    Jwk next = Jwk.generateEs256("beside-" + System.nanoTime());
    neighbours.ring(Neighbours.JWT).add(next);
    awaitConfiguration(neighbours.publish(shared("one", one), shared("two", two)));
    assertThat(get(signedBy(next)).status()).isEqualTo(200);
    assertThat(player().get(target, "Host: one.example").status()).isEqualTo(200);
  }

  @Test
  void profilesThatNothingTellsApartAreRefusedAloneAndHealthAndMetricsSaySo() {
    Jwk one = Jwk.generateEs256("one-" + System.nanoTime());
    String twin = shared("one", one).replace("\"shared-one\"", "\"shared-twin\"");
    awaitConfiguration(neighbours.publish(shared("one", one), twin, "{\"id\":\"lost\"}"));
    Neighbours.Profile profile = new Neighbours.Profile("shared", "jwt", Carrier.PATH, "token");

    player().get(target(profile, one), "Host: one.example").isDenied("unavailable");
    assertThat(player().get(play(Neighbours.JWT, "seg1.m4s")).status()).isEqualTo(200);
    Player management = new Player(managementPort);
    Player.Answer health = management.get("/q/health/ready");
    assertThat(health.status()).isEqualTo(200);
    assertThat(health.text()).contains("profiles-refused", "shared-one", "shared-twin", "lost");
    assertThat(management.get("/q/metrics").text())
        .contains("playgate_edge_profiles{state=\"refused\"} 3.0")
        .contains("playgate_edge_profiles{state=\"usable\"} 7.0");
  }

  private String target(Neighbours.Profile profile, Jwk key) {
    return Player.target(
        neighbours
            .issue(
                profile,
                neighbours.session(profile).build(),
                "/vod/clock/seg1.m4s",
                key.signingKey())
            .url());
  }

  private static String shared(String name, Jwk key) {
    return "{\"id\":\"shared-%s\",\"dialect\":\"jwt\",\"carrier\":\"path\",\"tokenName\":\"token\",\"basePath\":\"/media/shared\",\"hosts\":[\"%s.example\"],\"options\":{\"issuer\":\"playgate\"},\"keys\":[%s]}"
        .formatted(name, name, key.toVerificationJson());
  }

  @Test
  void theLongestBasePathDecidesSegmentBySegment() {
    awaitConfiguration(
        neighbours.publish(
            "{\"id\":\"inner\",\"dialect\":\"edgeauth\",\"carrier\":\"query\",\"tokenName\":\"hdnts\","
                + "\"basePath\":\"/media/demo-jwt/inner\",\"keys\":[]}"));
    player().get("/media/demo-jwt/inner/x").isDenied("token-missing");
    player().get("/media/demo-jwt/inner/x?hdnts=exp=1~hmac=aa").isDenied("token-invalid");
    // Not by an escape or a dot segment that leads from one into the other
    String target = play(Neighbours.JWT, "seg1.m4s");
    String token = target.substring(0, target.indexOf("/vod"));
    player().get(token + "/inner/x").isDenied("token-invalid");
    player().get("/media/demo-jwt/inner/../" + token.substring("/media/demo-jwt/".length()) + "/x");
    assertThat(player().get(target.replace("/seg1", "/inner/../seg1")).status()).isEqualTo(200);
  }
}
