package io.playgate.token.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.playgate.support.problem.ProblemException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryTrialOptionsTest {

  private static final Set<String> KNOWN = Set.of("countryHeader", "issuer");

  @ParameterizedTest
  @ValueSource(strings = {"X Country", "X-A,X-B", "", "X-Country:", "X-Ländercode"})
  void anOptionThatNamesAHeaderHoldsTheNameOfOne(String value) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> DeliveryTrial.checkOptions(Map.of("countryHeader", value), KNOWN))
        .satisfies(problem ->
            assertThat(problem.extensions().toString()).contains("options.countryHeader"));
  }

  @Test
  void knownOptionsAreTaken() {
    DeliveryTrial.checkOptions(
        Map.of("countryHeader", "CloudFront-Viewer-Country", "issuer", "any text"), KNOWN);
  }
}
