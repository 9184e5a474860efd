package io.playgate.support.entitlement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EntitlementIdTest {

  private static final String VIEWER = "018f3c2e-7b6a-7c11-9d2e-5a4b3c2d1e0f";

  @Test
  void theSameEntitlementAlwaysHasTheSameId() {
    // A fixed value: another release or service must compute the same.
    assertThat(EntitlementId.of(VIEWER, "basic", "standard", ""))
        .isEqualTo("PfjT5-BJ0BZiM1Q7ROM3LA")
        .matches("[A-Za-z0-9_-]{20,64}");
  }

  @Test
  void noTwoEntitlementsShareAnId() {
    List<String> texts = List.of("", "a", "ab", "b", "abc", "bc", "c", "\0", "a\0b", "é");
    Set<String> ids = new HashSet<>();
    for (String viewer : texts) {
      for (String packageId : texts) {
        for (String source : texts) {
          for (String subscription : texts) {
            ids.add(EntitlementId.of(viewer, packageId, source, subscription));
          }
        }
      }
    }
    assertThat(ids).hasSize(10_000);
  }
}
