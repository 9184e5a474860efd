package io.playgate.support.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class LimitsTest {

  /** A clock that stands until it is moved. */
  private static final class StoppedClock extends Clock {
    private long millis = 1_800_000_000_000L;

    void advance(Duration duration) {
      millis += duration.toMillis();
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  private final StoppedClock clock = new StoppedClock();

  private static CallerAddress address(String literal) {
    return CallerAddress.of(literal);
  }

  @Test
  void aBucketGivesItsBurstAndThenOnePerInterval() {
    TokenBuckets<String> buckets = new TokenBuckets<>(3, Duration.ofSeconds(10), 100, clock);
    for (int i = 0; i < 3; i++) {
      assertThat(buckets.take("a")).isZero();
    }
    assertThat(buckets.take("a")).isEqualTo(Duration.ofSeconds(10));
    assertThat(buckets.untilNext("a")).isEqualTo(Duration.ofSeconds(10));
    assertThat(buckets.take("b")).isZero();
    clock.advance(Duration.ofSeconds(10));
    assertThat(buckets.untilNext("a")).isZero();
    assertThat(buckets.take("a")).isZero();
    assertThat(buckets.take("a")).isPositive();
    buckets.giveBack("a");
    assertThat(buckets.take("a")).isZero();
  }

  @Test
  void keysThatCallersChooseDoNotGrowTheTable() {
    TokenBuckets<Integer> buckets = new TokenBuckets<>(3, Duration.ofHours(1), 1000, clock);
    for (int i = 0; i < 100_000; i++) {
      buckets.take(i);
      assertThat(buckets.size()).isLessThanOrEqualTo(1001);
    }
    CredentialBrake brake = new CredentialBrake(clock);
    for (int i = 0; i < 200_000; i++) {
      CallerAddress caller =
          address("2001:db8:%x:%x::1".formatted(i / 1000, i % 1000).toLowerCase(Locale.ROOT));
      try {
        CredentialBrake.Attempt attempt = brake.begin("client-" + i, caller);
        if (i % 2 == 0) {
          attempt.succeeded();
        }
      } catch (CredentialBrake.BrakedException braked) {
        // A network that was here before.
      }
    }
    assertThat(brake.size()).isLessThan(121_000);
  }

  @Test
  void fullBucketsAreForgotten() {
    TokenBuckets<Integer> buckets = new TokenBuckets<>(3, Duration.ofSeconds(1), 1000, clock);
    for (int i = 0; i < 900; i++) {
      buckets.take(i);
    }
    clock.advance(Duration.ofSeconds(5));
    for (int i = 0; i < 300; i++) {
      buckets.take(-1);
      buckets.giveBack(-1);
    }
    assertThat(buckets.size()).isLessThan(10);
  }

  @Test
  void guessesFromOneNetworkAreBrakedThoughTheyChangeAddress() throws Exception {
    CredentialBrake brake = new CredentialBrake(clock);
    int judged = 0;
    for (int i = 0; i < 2000; i++) {
      try {
        brake.begin("client-" + i, address("203.0.113." + i % 250));
        judged++;
      } catch (CredentialBrake.BrakedException braked) {
        assertThat(braked.retryAfter()).isPositive();
      }
    }
    assertThat(judged).isEqualTo(120);
    // and other networks go on
    brake.begin("client", address("198.51.100.1"));
  }

  @Test
  void aClientThatProvedItselfGoesOnBesideGuessesAtItsAddress() throws Exception {
    CredentialBrake brake = new CredentialBrake(clock);
    CallerAddress shared = address("203.0.113.1");
    brake.begin("genuine", shared).succeeded();
    for (int i = 0; i < 30; i++) {
      brake.begin("guessed", shared);
    }
    assertThatThrownBy(() -> brake.begin("guessed", shared))
        .isInstanceOf(CredentialBrake.BrakedException.class);
    for (int i = 0; i < 100; i++) {
      brake.begin("genuine", shared).succeeded();
    }
    // though guesses at it are counted as any
    for (int i = 0; i < 30; i++) {
      brake.begin("genuine", shared);
    }
    assertThatThrownBy(() -> brake.begin("genuine", shared))
        .isInstanceOf(CredentialBrake.BrakedException.class);
  }

  @Test
  void oneAddressThatWaitsALotHoldsAnotherUpByOneTurn() throws Exception {
    // Given one turn, taken, and many who wait from one address
    FairTurns turns = new FairTurns(1, 160, Duration.ofSeconds(30));
    FairTurns.Turn taken = turns.await(address("203.0.113.1"));
    List<String> order = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        all.add(threads.submit(() -> work(turns, "203.0.113.1", order)));
      }
      await().until(() -> turns.waiting() == 10);
      // When somebody comes from elsewhere
      all.add(threads.submit(() -> work(turns, "198.51.100.1", order)));
      await().until(() -> turns.waiting() == 11);
      taken.close();
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(order).hasSize(11);
    assertThat(order.indexOf("198.51.100.1")).isLessThanOrEqualTo(1);
    assertThat(turns.waiting()).isZero();
  }

  private static Void work(FairTurns turns, String literal, List<String> order) throws Exception {
    turns.inTurn(
        address(literal),
        () -> {
          synchronized (order) {
            return order.add(literal);
          }
        });
    return null;
  }

  @Test
  void whereAllPlacesAreTakenTheLongestQueueMakesRoom() throws Exception {
    // Given one address that has taken every place, which it may while nobody else comes
    FairTurns turns = new FairTurns(1, 8, Duration.ofSeconds(30));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      FairTurns.Turn taken = turns.await(address("192.0.2.1"));
      List<Future<Void>> flood = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        flood.add(threads.submit(() -> work(turns, "203.0.113.1", new ArrayList<>())));
      }
      await().until(() -> turns.waiting() == 8);
      // Then it gets no further one,
      assertThatThrownBy(() -> turns.await(address("203.0.113.1")))
          .isInstanceOfSatisfying(
              FairTurns.NoTurnException.class,
              none -> assertThat(none.refusal()).isEqualTo(FairTurns.Refusal.SHARE));
      // and others, elsewhere and in its own network, have places of it
      List<Future<Void>> genuine = new ArrayList<>();
      for (String literal : List.of("198.51.100.1", "203.0.113.2", "198.51.100.2")) {
        genuine.add(threads.submit(() -> work(turns, literal, new ArrayList<>())));
        int sentAway = genuine.size();
        await()
            .until(() ->
                flood.stream().filter(one -> one.state() == Future.State.FAILED).count()
                    == sentAway);
        assertThat(turns.waiting()).isEqualTo(8);
      }
      taken.close();
      for (Future<Void> one : genuine) {
        one.get();
      }
    }
  }

  @Test
  void onePlaceEachFromEverywhereIsBusyForAll() throws Exception {
    FairTurns turns = new FairTurns(1, 8, Duration.ofSeconds(30));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      FairTurns.Turn taken = turns.await(address("192.0.2.1"));
      List<Future<Void>> places = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String literal = "203.0." + i + ".1";
        places.add(threads.submit(() -> work(turns, literal, new ArrayList<>())));
      }
      await().until(() -> turns.waiting() == 8);
      assertThatThrownBy(() -> turns.await(address("198.51.100.1")))
          .isInstanceOfSatisfying(
              FairTurns.NoTurnException.class,
              none -> assertThat(none.refusal()).isEqualTo(FairTurns.Refusal.BUSY));
      taken.close();
      for (Future<Void> place : places) {
        place.get();
      }
    }
  }

  @Test
  void aTurnThatDoesNotComeInTimeIsNotWaitedFor() throws Exception {
    FairTurns turns = new FairTurns(1, 64, Duration.ofMillis(50));
    FairTurns.Turn taken = turns.await(address("203.0.113.1"));
    assertThatThrownBy(() -> turns.await(address("198.51.100.1")))
        .isInstanceOfSatisfying(
            FairTurns.NoTurnException.class,
            none -> assertThat(none.refusal()).isEqualTo(FairTurns.Refusal.BUSY));
    assertThat(turns.waiting()).isZero();
    taken.close();
    turns.await(address("198.51.100.1")).close();
  }

  @Test
  void noTurnIsLostOrDoubledHoweverManyGiveUp() throws Exception {
    // Given waits about as long as the work, so that turns come while their waiters give up
    FairTurns turns = new FairTurns(2, 160, Duration.ofMillis(2));
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(4000);
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      for (int i = 0; i < 4000; i++) {
        String literal = "203.0." + i % 50 + "." + i % 7;
        threads.execute(() -> {
          try {
            turns.inTurn(
                address(literal),
                () -> {
                  most.accumulateAndGet(running.incrementAndGet(), Math::max);
                  LockSupport.parkNanos(1_000_000);
                  return running.decrementAndGet();
                });
          } catch (FairTurns.NoTurnException none) {
            // Given up.
          } finally {
            done.countDown();
          }
        });
      }
      done.await();
    }
    assertThat(most).hasValueLessThanOrEqualTo(2);
    assertThat(turns.waiting()).isZero();
    // Both turns are there.
    FairTurns.Turn one = turns.await(address("192.0.2.1"));
    turns.await(address("192.0.2.2")).close();
    one.close();
  }
}
