package io.playgate.connector;

import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.support.testing.ModuleRules;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of CONTRIBUTING.md on the structure of a module. */
class StructureTest {

  @Test
  void theModuleKeepsTheRules() {
    ModuleRules.of("io.playgate.connector")
        .assertNoCycles()
        .assertUsesWhatTheTokenLibraryExports()
        .assertSaysNoneOf(Dialects.all().stream().map(Dialect::id).toList())
        .assertClassesAreShorterThan(400);
  }

  @Test
  void theSeamKnowsNoTarget() {
    ModuleRules.of("io.playgate.connector.edge")
        .assertKeepsOutOf(List.of("io.playgate.connector.haproxy"));
    ModuleRules.of("io.playgate.connector.delivery")
        .assertKeepsOutOf(List.of("io.playgate.connector.haproxy"));
  }
}
