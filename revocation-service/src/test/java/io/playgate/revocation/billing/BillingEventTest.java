package io.playgate.revocation.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.support.problem.ProblemException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An event whose viewer or package cannot exist would be answered as applied, and do nothing. */
class BillingEventTest {

  private static final String VIEWER = "0199c0de-0000-7000-8000-00000000000a";

  private static BillingEvent event(String viewer, @Nullable String packageId) {
    return new BillingEvent(
        BillingEvent.Type.SUSPENDED, Instant.EPOCH, viewer, packageId, Instant.EPOCH);
  }

  @Test
  void rulesNameTheViewerOrTheViewersPackage() {
    assertThat(event(VIEWER, null).subject()).isEqualTo(VIEWER);
    assertThat(event(VIEWER, "basic").subject()).isEqualTo(VIEWER + "/basic");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ann@example.com",
        "0199C0DE-0000-7000-8000-00000000000A",
        "0199c0de-0000-7000-8000-00000000000a/basic",
        "0199c0de-0000-7000-8000-00000000000a\n"
      })
  void aViewerThatCannotExistIsRefused(String viewer) {
    assertThatThrownBy(() -> event(viewer, "basic")).isInstanceOf(ProblemException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "basic/gold", "basic\n"})
  void aPackageThatCannotExistIsRefused(String packageId) {
    assertThatThrownBy(() -> event(VIEWER, packageId)).isInstanceOf(ProblemException.class);
  }
}
