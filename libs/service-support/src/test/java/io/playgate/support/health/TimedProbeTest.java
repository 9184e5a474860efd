package io.playgate.support.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TimedProbeTest {

  @Test
  void itSaysWhatTheDependencySays() {
    assertThat(new TimedProbe("a", () -> true, Duration.ofSeconds(5)).isUp()).isTrue();
    assertThat(new TimedProbe("a", () -> false, Duration.ofSeconds(5)).isUp()).isFalse();
    assertThat(
            new TimedProbe(
                    "a",
                    () -> {
                      throw new IllegalStateException("refused");
                    },
                    Duration.ofSeconds(5))
                .isUp())
        .isFalse();
  }

  @Test
  void oneQuestionHangsAtATimeAndNobodyWaitsLong() {
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch goesOn = new CountDownLatch(1);
    TimedProbe probe =
        new TimedProbe(
            "a",
            () -> {
              asked.incrementAndGet();
              goesOn.await();
              return true;
            },
            Duration.ofMillis(50));
    long start = System.nanoTime();
    for (int i = 0; i < 10; i++) {
      assertThat(probe.isUp()).isFalse();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(asked).hasValue(1);
    goesOn.countDown();
    await().untilAsserted(() -> assertThat(probe.isUp()).isTrue());
  }
}
