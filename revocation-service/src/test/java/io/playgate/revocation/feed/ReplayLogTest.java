package io.playgate.revocation.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.playgate.revocation.log.LogEntry;
import io.playgate.revocationlist.FeedPosition;
import org.junit.jupiter.api.Test;

class ReplayLogTest {
  private final ReplayLog log = new ReplayLog(at(10), 4);

  @Test
  void emptyLogContinuesFromItsBase() {
    assertThat(log.firstBehind(at(10))).isZero();
    assertThat(log.firstBehind(at(9))).isEqualTo(-1);
    assertThat(log.firstBehind(new FeedPosition("other", 10, 0))).isEqualTo(-1);
  }

  @Test
  void continuesBehindEveryPlaceThatItKeeps() {
    add(20, 30, 40);

    assertThat(log.firstBehind(at(10))).isZero();
    assertThat(log.firstBehind(at(15))).isZero();
    assertThat(log.firstBehind(at(20))).isEqualTo(1);
    assertThat(log.firstBehind(at(40))).isEqualTo(3);
    // Another replica was faster
    assertThat(log.firstBehind(at(50))).isEqualTo(3);
  }

  @Test
  void forgetsTheOldest() {
    add(20, 30, 40, 50, 60, 70);

    assertThat(log.first()).isEqualTo(2);
    assertThat(log.end()).isEqualTo(6);
    assertThat(log.at(2).position()).isEqualTo(at(40));
    assertThat(log.firstBehind(at(30))).isEqualTo(2);
    assertThat(log.firstBehind(at(29))).isEqualTo(-1);
    assertThat(log.firstBehind(at(10))).isEqualTo(-1);
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> log.at(1));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> log.at(6));
  }

  private void add(long... millis) {
    for (long time : millis) {
      log.add(new LogEntry(at(time), LogEntry.Kind.RULE, "{}"));
    }
  }

  private static FeedPosition at(long millis) {
    return new FeedPosition("e", millis, 0);
  }
}
