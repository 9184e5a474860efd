package io.playgate.auth;

import io.playgate.support.testing.ModuleRules;
import org.junit.jupiter.api.Test;

/** The rules of CONTRIBUTING.md on the structure of a module. */
class StructureTest {

  @Test
  void theModuleKeepsTheRules() {
    ModuleRules.of("io.playgate.auth")
        .assertNoCycles()
        .assertUsesWhatTheTokenLibraryExports()
        .assertClassesAreShorterThan(400);
  }
}
