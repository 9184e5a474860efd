package io.playgate.support.signature;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.playgate.playbacktoken.internal.signing.SignatureEngines;
import org.junit.jupiter.api.Test;

class SignatureEngineStartTest {

  @Test
  void eachOperationNamesItsEngine() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    SignatureEngineStart.measure(SignatureEngines.current().byOperation(), registry);
    assertThat(registry.getMeters()).hasSize(8);
    assertThat(
            registry
                .get("playgate.signature.engine")
                .tags("operation", "p256-verify", "engine", "bouncycastle")
                .gauge()
                .value())
        .isEqualTo(1);
    assertThat(
            registry
                .get("playgate.signature.engine")
                .tags("operation", "p256-sign", "engine", "platform")
                .gauge()
                .value())
        .isEqualTo(1);
  }
}
