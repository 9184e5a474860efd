package io.playgate.connector;

import io.playgate.support.testing.KnownVulnerabilities;
import org.junit.jupiter.api.Test;

class DependenciesTest {

  @Test
  void noLibraryHasAListedVulnerability() {
    KnownVulnerabilities.assertNoneOnClassPath();
  }
}
