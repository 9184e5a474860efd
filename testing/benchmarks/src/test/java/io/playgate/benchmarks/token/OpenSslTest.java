package io.playgate.benchmarks.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenSslTest {

  @Test
  void operationsPerSecondBecomeNanoseconds() throws IOException {
    assertThat(
            OpenSsl.parse(
                "+F4:3:256:40000.000000:20000.000000\n+F6:0:253:Ed25519:25000.0:10000.0\n"))
        .isEqualTo(
            Map.of(
                "p256.sign", 25_000.0,
                "p256.verify", 50_000.0,
                "ed25519.sign", 40_000.0,
                "ed25519.verify", 100_000.0));
  }

  @Test
  void otherOutputIsAnError() {
    assertThatThrownBy(() -> OpenSsl.parse("+F2:4:2048:1.0:2.0\n")).isInstanceOf(IOException.class);
  }
}
