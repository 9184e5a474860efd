package io.playgate.edge;

import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.support.testing.ModuleRules;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of CONTRIBUTING.md on the structure of a module. */
class StructureTest {

  @Test
  void theModuleKeepsTheRules() {
    List<String> ids = Dialects.all().stream().map(Dialect::id).toList();
    List<String> packages =
        Dialects.signed().stream()
            .map(dialect -> dialect.getClass().getPackageName())
            .distinct()
            .toList();
    ModuleRules.of("io.playgate.edge")
        .assertNoCycles()
        .assertUsesWhatTheTokenLibraryExports()
        .assertKeepsOutOf(packages)
        .assertSaysNoneOf(ids)
        .assertUsedOnlyBy("KnownDialects", Dialects.class.getPackageName())
        .assertClassesAreShorterThan(400);
  }
}
