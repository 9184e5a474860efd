package io.playgate.feedclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionLogTest {
  private final List<String> lines = new ArrayList<>();
  private final ConnectionLog log =
      new ConnectionLog("Feed", line -> lines.add("I " + line), line -> lines.add("W " + line));

  @Test
  void eachReasonIsToldOnceUntilTheConnectionIsBack() {
    log.connected();
    log.lost("a");
    log.lost("a");
    log.lost("b");
    log.lost("b");
    log.connected();
    log.connected();
    log.lost("b");
    assertThat(lines)
        .containsExactly(
            "I Feed connected",
            "W Feed lost, retrying: a",
            "W Feed lost, retrying: b",
            "I Feed connected",
            "W Feed lost, retrying: b");
  }
}
