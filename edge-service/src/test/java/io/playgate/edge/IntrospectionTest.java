package io.playgate.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.edge.testing.NeighbourPorts;
import io.playgate.edge.testing.Neighbours;
import io.playgate.edge.testing.Player;
import io.playgate.playbacktoken.OpaqueTokens;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.revocationlist.RevocationRule.Kind;
import io.playgate.revocationlist.RevocationScope;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(IntrospectionTest.Impatient.class)
@WithTestResource(TestCredentials.class)
@WithTestResource(NeighbourPorts.class)
class IntrospectionTest extends EdgeTest {

  /** Short time-outs and few look-ups at once. */
  public static final class Impatient implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "playgate.revocation.introspection.timeout", "PT0.4S",
          "playgate.revocation.introspection.max-concurrent", "2",
          "playgate.revocation.introspection.max-waiting", "2",
          "playgate.revocation.introspection.unknown-lifetime", "PT0.5S");
    }
  }

  @AfterEach
  void hurry() {
    neighbours.revocationService().delayIntrospection(0);
    neighbours.revocationService().start();
  }

  private int introspections() {
    return neighbours.revocationService().introspections();
  }

  private SignedToken token() {
    return issue(Neighbours.OPAQUE, neighbours.session(Neighbours.OPAQUE).build(), "seg1.m4s");
  }

  private static String unknown() {
    return "/media/demo-opaque/token="
        + OpaqueTokens.newToken(new SecureRandom())
        + "/vod/clock/seg1.m4s";
  }

  @Test
  void aTokenIsLookedUpOnce() {
    SignedToken token = token();
    int before = introspections();
    for (int i = 0; i < 5; i++) {
      assertThat(get(token).status()).isEqualTo(200);
    }
    assertThat(introspections()).isEqualTo(before + 1);
  }

  @Test
  void concurrentRequestsShareOneLookUp() throws Exception {
    SignedToken token = token();
    int before = introspections();
    neighbours.revocationService().delayIntrospection(100);
    try (ExecutorService players = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Player.Answer>> answers =
          Stream.generate(() -> players.submit(() -> get(token))).limit(20).toList();
      for (Future<Player.Answer> answer : answers) {
        assertThat(answer.get().status()).isEqualTo(200);
      }
    }
    assertThat(introspections()).isEqualTo(before + 1);
  }

  @Test
  void anUnknownTokenIsRememberedForAMoment() {
    String target = unknown();
    int before = introspections();
    player().get(target).isDenied("token-invalid");
    player().get(target).isDenied("token-invalid");
    assertThat(introspections()).isEqualTo(before + 1);
  }

  @Test
  void whatIsNoOpaqueTokenNeverLeavesTheEdge() {
    int before = introspections();
    for (String value :
        List.of("x", "a".repeat(42), "a".repeat(44), "*".repeat(43), "%41".repeat(43))) {
      player()
          .get("/media/demo-opaque/token=" + value + "/vod/clock/seg1.m4s")
          .isDenied("token-invalid");
    }
    assertThat(introspections()).isEqualTo(before);
  }

  @Test
  void aTokenOfAnotherProfileIsRefused() {
    String token = OpaqueTokens.newToken(new SecureRandom());
    neighbours
        .revocationService()
        .register(
            OpaqueTokens.sha256Hex(token),
            "\"profile\":\"another\",\"sid\":\"s-1\",\"iat\":1,\"exp\":4000000000,"
                + "\"paths\":[\"/media/demo-opaque/*\"]");
    player()
        .get("/media/demo-opaque/token=" + token + "/vod/clock/seg1.m4s")
        .isDenied("token-invalid");
  }

  @Test
  void anAnswerOutsideTheContractIsUnavailable() {
    for (String members :
        List.of(
            "\"profile\":\"demo-opaque\",\"paths\":[\"/media/demo-opaque/*\"]",
            "\"profile\":\"demo-opaque\",\"exp\":\"tomorrow\"",
            "\"exp\":4000000000",
            "\"profile\":7,\"exp\":4000000000",
            "broken")) {
      String token = OpaqueTokens.newToken(new SecureRandom());
      neighbours.revocationService().register(OpaqueTokens.sha256Hex(token), members);
      Player.Answer answer =
          player().get("/media/demo-opaque/token=" + token + "/vod/clock/seg1.m4s");
      assertThat(answer.isDenied("unavailable").header("Retry-After")).isEqualTo("2");
    }
  }

  @Test
  void withoutRevocationServiceKnownTokensPlayAndUnknownOnesAreUnavailable() {
    SignedToken known = token();
    assertThat(get(known).status()).isEqualTo(200);
    SignedToken fresh = token();
    neighbours.revocationService().stop();
    assertThat(get(known).status()).isEqualTo(200);
    get(fresh).isDenied("unavailable");
    neighbours.revocationService().start();
    assertThat(get(fresh).status()).isEqualTo(200);
  }

  @Test
  void aSlowAnswerIsUnavailableAndTooManyAreTurnedAway() throws Exception {
    neighbours.revocationService().delayIntrospection(1500);
    List<SignedToken> tokens = Stream.generate(this::token).limit(8).toList();
    int before = introspections();
    try (ExecutorService players = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Player.Answer>> answers =
          tokens.stream().map(token -> players.submit(() -> get(token))).toList();
      for (Future<Player.Answer> answer : answers) {
        answer.get().isDenied("unavailable");
      }
    }
    assertThat(introspections() - before).isLessThanOrEqualTo(4);
  }

  @Test
  void aKnownTokenIsHitByARuleOfItsHash() {
    SignedToken token = token();
    assertThat(get(token).status()).isEqualTo(200);
    neighbours
        .revocationService()
        .revoke(Kind.CUT_OFF, RevocationScope.TOKEN, OpaqueTokens.sha256Hex(token.value()));
    awaitRevocations();
    get(token).isDenied("revoked");
  }
}
