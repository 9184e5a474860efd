package io.playgate.support.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

  private final AtomicLong nanos = new AtomicLong();
  private final Heartbeat heartbeat = new Heartbeat(nanos::get);

  private void pass(int seconds) {
    nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  @Test
  void ageIsSinceTheLastSuccess() {
    pass(5);
    assertThat(heartbeat.age()).isEqualTo(Duration.ofSeconds(5));
    heartbeat.run(() -> pass(1));
    pass(2);
    assertThat(heartbeat.age()).isEqualTo(Duration.ofSeconds(2));
    assertThat(heartbeat.running()).isZero();
  }

  @Test
  void aFailureIsPassedOnAndIsNoSuccess() {
    pass(5);
    assertThatThrownBy(() ->
            heartbeat.run(() -> {
              throw new IllegalStateException("no");
            }))
        .hasMessage("no");
    assertThat(heartbeat.age()).isEqualTo(Duration.ofSeconds(5));
    assertThat(heartbeat.running()).isZero();
  }

  @Test
  void aRunThatHangsShows() {
    heartbeat.run(() -> {
      pass(90);
      assertThat(heartbeat.running()).isEqualTo(Duration.ofSeconds(90));
    });
  }
}
