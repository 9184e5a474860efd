package io.playgate.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.edge.testing.NeighbourPorts;
import io.playgate.edge.testing.Neighbours;
import io.playgate.edge.testing.Player;
import io.playgate.playbacktoken.OpaqueTokens;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever guesses opaque tokens must not take the look-ups that genuine viewers need. */
@QuarkusTest
@WithTestResource(TestCredentials.class)
@WithTestResource(NeighbourPorts.class)
class OpaqueGuessesTest extends EdgeTest {

  private static final long NEVER = 4_000_000_000L;

  private final SecureRandom random = new SecureRandom();

  @AfterEach
  void afterwards() {
    neighbours.revocationService().delayIntrospection(0);
    neighbours.unmarkedUntil(0);
  }

  private void publishUnmarkedUntil(long time) {
    neighbours.unmarkedUntil(time);
    awaitConfiguration(neighbours.publish());
  }

  private int introspections() {
    return neighbours.revocationService().introspections();
  }

  private static String target(Neighbours.Profile profile, String token) {
    return profile.basePath() + "/token=" + token + "/vod/clock/seg1.m4s";
  }

  private String guess(Neighbours.Profile profile) {
    return target(profile, OpaqueTokens.newToken(random));
  }

  /** Asks as the proxy before a client of that address does. */
  private Player.Answer ask(String target, String address) {
    return player()
        .send("GET", "/authorize", "X-Original-URI: " + target, "X-Forwarded-For: " + address);
  }

  private String genuine(Neighbours.Profile profile) {
    return play(profile, "seg1.m4s");
  }

  /** Guesses without pause while the genuine requests are made. */
  private void whileGuessing(
      Neighbours.Profile profile, IntFunction<String> address, Runnable genuine) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService attackers = Executors.newFixedThreadPool(8)) {
      List<Future<Integer>> guesses = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        int attacker = i;
        guesses.add(
            attackers.submit(() -> {
              int sent = 0;
              while (!over.get() || sent < 100) {
                assertThat(ask(guess(profile), address.apply(8 * sent + attacker)).status())
                    .isEqualTo(403);
                sent++;
              }
              return sent;
            }));
      }
      try {
        genuine.run();
      } finally {
        over.set(true);
      }
      for (Future<Integer> sent : guesses) {
        assertThat(sent.get()).isGreaterThanOrEqualTo(100);
      }
    }
  }

  @Test
  void onceAllTokensAreMarkedNoGuessLeavesTheEdge() throws Exception {
    int before = introspections();
    whileGuessing(
        Neighbours.OPAQUE_MARKED,
        i -> "203.0.113.1",
        () -> {
          for (int i = 0; i < 20; i++) {
            // from the guesser's address too
            assertThat(ask(genuine(Neighbours.OPAQUE_MARKED), "203.0.113.1").status())
                .isEqualTo(200);
          }
        });
    assertThat(introspections() - before).isEqualTo(20);
    ask(guess(Neighbours.OPAQUE_MARKED), "198.51.100.1").isDenied("token-invalid");
  }

  @Test
  void aTokenWithoutMarkHoldsAsLongAsThereMayBeSuch() {
    publishUnmarkedUntil(NEVER);
    String token = neighbours.issueUnmarked(Neighbours.OPAQUE_MARKED);
    assertThat(ask(target(Neighbours.OPAQUE_MARKED, token), "198.51.100.1").status())
        .isEqualTo(200);
    publishUnmarkedUntil(1);
    ask(target(Neighbours.OPAQUE_MARKED, token), "198.51.100.1").isDenied("token-invalid");
  }

  @Test
  void oneAddressThatGuessesHasItsShareAndOthersAreServed() throws Exception {
    // Given a profile whose tokens may still be of the form of before
    publishUnmarkedUntil(NEVER);
    int before = introspections();
    long started = System.nanoTime();
    whileGuessing(
        Neighbours.OPAQUE_MARKED,
        i -> "203.0.113.2",
        () -> {
          for (int i = 0; i < 20; i++) {
            String other = "198.51.%d.1".formatted(i);
            String unmarked = neighbours.issueUnmarked(Neighbours.OPAQUE_MARKED);
            assertThat(ask(target(Neighbours.OPAQUE_MARKED, unmarked), other).status())
                .as("a genuine token of the form of before")
                .isEqualTo(200);
            assertThat(ask(genuine(Neighbours.OPAQUE_MARKED), other).status()).isEqualTo(200);
            assertThat(ask(genuine(Neighbours.OPAQUE_MARKED), "203.0.113.2").status())
                .as("a genuine token at the address that guesses")
                .isEqualTo(200);
          }
        });
    long seconds = (System.nanoTime() - started) / 1_000_000_000 + 1;
    assertThat(introspections() - before - 60).isLessThanOrEqualTo((int) (20 + 2 * seconds));
    ask(guess(Neighbours.OPAQUE_MARKED), "203.0.113.2").isDenied("unavailable");
  }

  @Test
  void aProfileWithoutKeysHasSharesToo() throws Exception {
    // Given the configuration of a token-service that marks nothing
    int before = introspections();
    long started = System.nanoTime();
    whileGuessing(
        Neighbours.OPAQUE,
        i -> "203.0.114." + (i % 200 + 1),
        () -> {
          for (int i = 0; i < 20; i++) {
            assertThat(ask(genuine(Neighbours.OPAQUE), "198.51.100.3").status()).isEqualTo(200);
          }
        });
    long seconds = (System.nanoTime() - started) / 1_000_000_000 + 1;
    assertThat(introspections() - before - 20).isLessThanOrEqualTo((int) (80 + 8 * seconds));
  }

  @Test
  void guessesFromEverywhereLeaveMarkedTokensTheirLookUps() throws Exception {
    publishUnmarkedUntil(NEVER);
    neighbours.revocationService().delayIntrospection(20);
    whileGuessing(
        Neighbours.OPAQUE_MARKED,
        i -> "100.%d.%d.1".formatted(i / 250 % 250, i % 250),
        () -> {
          for (int i = 0; i < 20; i++) {
            assertThat(ask(genuine(Neighbours.OPAQUE_MARKED), "198.51.100.4").status())
                .isEqualTo(200);
          }
        });
  }

  @Test
  void tokensOfEveryKeyOfTheRingHoldAndOfNoOther() throws Exception {
    String former = genuine(Neighbours.OPAQUE_MARKED);
    List<Jwk> ring = neighbours.ring(Neighbours.OPAQUE_MARKED);
    ring.add(Jwk.generateHs256("marked-opaque-" + System.nanoTime(), random));
    awaitConfiguration(neighbours.publish());
    assertThat(ask(former, "198.51.100.5").status()).isEqualTo(200);
    assertThat(ask(genuine(Neighbours.OPAQUE_MARKED), "198.51.100.5").status()).isEqualTo(200);
    int before = introspections();
    ask(
            target(Neighbours.OPAQUE_MARKED, marked(Jwk.generateHs256("foreign", random))),
            "198.51.100.5")
        .isDenied("token-invalid");
    assertThat(introspections()).isEqualTo(before);
  }

  private String marked(Jwk key) throws UnsupportedGrantException {
    return OpaqueTokens.newToken(random, key.signingKey());
  }
}
