package io.playgate.connector.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.playgate.connector.edge.Subject;
import io.playgate.connector.listing.RevokedList;
import io.playgate.connector.testing.FatalError;
import io.playgate.connector.testing.MemoryTarget;
import io.playgate.revocationlist.FeedPosition;
import io.playgate.revocationlist.RevocationRule;
import io.playgate.revocationlist.RevocationScope;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeliveryTest {
  private static final long NOW = System.currentTimeMillis();

  private final MemoryTarget target = new MemoryTarget();
  private final RevokedList list = new RevokedList();
  private final AtomicLong completeUntil = new AtomicLong(1);
  private final Delivery delivery =
      new Delivery("test", target, list.tap(target.reach()), completeUntil::get, new Fast());
  private long sequence;

  @BeforeEach
  void start() {
    delivery.start();
  }

  @AfterEach
  void stop() {
    delivery.close();
  }

  @Test
  void waitsForASnapshot() {
    assertThat(delivery.state()).isEqualTo(Delivery.State.WAITING);
    assertThat(delivery.confirmed()).isNull();

    snapshot("a");

    awaitListed("a");
    await().until(() -> delivery.state() == Delivery.State.CURRENT);
    assertThat(delivery.confirmed()).isEqualTo(at(1));
    assertThat(delivery.lag()).isZero();
  }

  @Test
  void changesAreToldWithoutTellingAll() {
    snapshot("a");
    put("b");
    awaitListed("a", "b");
    lift("a");
    awaitListed("b");
    assertThat(target.replacements()).isEqualTo(1);
    await().until(() -> at(3).equals(delivery.confirmed()));
  }

  @Test
  void targetThatWasAwayIsToldWhatItMissed() {
    // Given
    snapshot("a");
    awaitListed("a");
    target.stop();
    put("b");
    await().until(() -> delivery.state() == Delivery.State.FAILING && delivery.failures() > 2);
    await().until(() -> delivery.lag().compareTo(Duration.ofMillis(20)) > 0);

    // When
    target.resume();

    // Then
    awaitListed("a", "b");
    await().until(() -> delivery.state() == Delivery.State.CURRENT);
    assertThat(delivery.lag()).isZero();
    assertThat(target.replacements()).isEqualTo(1);
  }

  @Test
  void restartedTargetIsToldAllOfIt() {
    snapshot("a");
    put("b");
    awaitListed("a", "b");

    target.restart();

    awaitListed("a", "b");
    await().until(() -> delivery.replacements() == 2);
  }

  @Test
  void targetRestartedUnderAChangeIsToldAllOfIt() {
    snapshot("a");
    awaitListed("a");
    for (int i = 0; i < 50; i++) {
      target.restart();
      put("b" + i);
    }
    await().until(() -> target.list().size() == 51);
  }

  @Test
  void newEpochIsToldWhole() {
    snapshot("a");
    awaitListed("a");
    list.replaceAll(List.of(hold("b")), new FeedPosition("e2", NOW, 0), NOW);
    awaitListed("b");
    assertThat(target.replacements()).isEqualTo(2);
    await().until(() -> delivery.state() == Delivery.State.CURRENT);
  }

  @Test
  void wordOfCompletenessIsRenewed() {
    snapshot();
    await().until(() -> target.until().equals(OptionalLong.of(1)));
    completeUntil.set(7);
    await().until(() -> target.until().equals(OptionalLong.of(7)));
  }

  @Test
  void wordOfAClockThatWasAheadIsTakenBack() {
    snapshot();
    completeUntil.set(1000);
    await().until(() -> target.until().equals(OptionalLong.of(1000)));
    completeUntil.set(7);
    await().until(() -> target.until().equals(OptionalLong.of(7)));
  }

  @Test
  void errorIsOneMoreFailure() {
    snapshot("a");
    awaitListed("a");
    target.breakWith(new LinkageError("broken, as it should be"));
    await().until(() -> delivery.failures() == 1);
    put("b");
    awaitListed("a", "b");
    await().until(() -> delivery.state() == Delivery.State.CURRENT);
    assertThat(delivery.hasDied()).isFalse();
  }

  @Test
  void deathIsToldApartFromAnEnd() {
    snapshot("a");
    awaitListed("a");
    assertThat(delivery.hasDied()).isFalse();
    target.breakWith(new FatalError());
    await().dontCatchUncaughtExceptions().until(delivery::hasDied);

    Delivery ended =
        new Delivery("ended", target, list.tap(target.reach()), completeUntil::get, new Fast());
    assertThat(ended.hasDied()).isFalse();
    ended.start().close();
    await().during(Duration.ofMillis(200)).until(() -> !ended.hasDied());
  }

  @Test
  void wordOfCompletenessIsNotGivenWhileSomethingIsUntold() {
    snapshot();
    await().until(() -> target.until().equals(OptionalLong.of(1)));
    target.loseAnswers(Integer.MAX_VALUE);
    put("b");
    await().until(() -> delivery.failures() > 2);
    completeUntil.set(7);
    long failures = delivery.failures();
    await().until(() -> delivery.failures() > failures + 2);
    assertThat(target.until()).hasValue(1);

    target.loseAnswers(0);
    await().until(() -> target.until().equals(OptionalLong.of(7)));
  }

  @Test
  void targetEqualsTheListAfterTheLastFault() {
    Random random = new Random(18);
    Set<String> expected = new HashSet<>();
    snapshot();
    for (int i = 0; i < 2000; i++) {
      String name = "s" + random.nextInt(50);
      if (expected.remove(name)) {
        lift(name);
      } else {
        expected.add(name);
        put(name);
      }
      switch (random.nextInt(40)) {
        case 0 -> target.restart();
        case 1 -> target.stop();
        case 2 -> target.resume();
        case 3 -> target.loseAnswers(random.nextInt(3));
        default -> Thread.onSpinWait();
      }
    }
    target.resume();
    target.loseAnswers(0);
    awaitListed(expected.toArray(String[]::new));
    await().until(() -> at(sequence).equals(delivery.confirmed()));
  }

  private void snapshot(String... sessions) {
    list.replaceAll(
        java.util.Arrays.stream(sessions).map(DeliveryTest::hold).toList(), at(++sequence), NOW);
  }

  private void put(String session) {
    list.put(hold(session), at(++sequence));
  }

  private void lift(String session) {
    list.lift(hold(session).id(), at(++sequence));
  }

  private void awaitListed(String... sessions) {
    await()
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(() ->
            assertThat(target.list().keySet().stream().map(Subject::text))
                .containsExactlyInAnyOrder(sessions));
  }

  private static FeedPosition at(long sequence) {
    return new FeedPosition("e1", NOW, sequence);
  }

  private static RevocationRule hold(String session) {
    return new RevocationRule(
        "rule_0123456789_0123456789_" + session,
        RevocationRule.Kind.HOLD,
        RevocationScope.SESSION,
        session,
        0,
        NOW,
        RevocationRule.UNTIL_LIFTED,
        "test",
        "client:test",
        null);
  }

  private static final class Fast implements DeliveryConfig {
    @Override
    public Duration checkInterval() {
      return Duration.ofMillis(20);
    }

    @Override
    public Duration firstRetryDelay() {
      return Duration.ofMillis(2);
    }

    @Override
    public Duration maxRetryDelay() {
      return Duration.ofMillis(20);
    }

    @Override
    public Duration stalenessLimit() {
      return Duration.ofSeconds(60);
    }
  }
}
