package io.playgate.feedclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));

  @Test
  void aSuccessIsFollowedAtOnce() {
    backoff.failed();
    backoff.succeeded();
    assertThat(backoff.delay()).isZero();
  }

  @Test
  void delaysDoubleUpToTheLongest() {
    for (long longest : new long[] {100, 200, 400, 800, 1000, 1000}) {
      backoff.failed();
      for (int i = 0; i < 200; i++) {
        assertThat(backoff.delay().toMillis()).isBetween(longest / 2, longest);
      }
    }
  }

  @Test
  void halfOfADelayIsSpread() {
    backoff.failed();
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int i = 0; i < 1000; i++) {
      long millis = backoff.delay().toMillis();
      least = Math.min(least, millis);
      most = Math.max(most, millis);
    }
    assertThat(least).isLessThan(60);
    assertThat(most).isGreaterThan(90);
  }

  @Test
  void manyFailuresDoNotOverflow() {
    for (int i = 0; i < 1000; i++) {
      backoff.failed();
    }
    assertThat(backoff.delay().toMillis()).isBetween(500L, 1000L);
  }

  @Test
  void delaysAreLongerThanNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)));
  }
}
