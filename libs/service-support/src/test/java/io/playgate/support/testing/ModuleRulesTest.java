package io.playgate.support.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleRulesTest {
  @TempDir Path sources;

  @Test
  void thisModuleKeepsThem() {
    ModuleRules rules = ModuleRules.of("io.playgate.support");

    assertThat(rules.size()).isGreaterThan(50);
    rules.assertNoCycles().assertClassesAreShorterThan(400);
  }

  @Test
  void aWordThatIsSaidIsFound() throws Exception {
    List<String> words = List.of("jwt", "cat");
    Files.writeString(sources.resolve("Clean.java"), "class Clean { String a = \"jwts\"; }");
    assertThat(ModuleRules.literalsIn(sources, words)).isEmpty();

    Files.writeString(sources.resolve("Named.java"), "class Named { String a = \"jwt\"; }");
    assertThat(ModuleRules.literalsIn(sources, words))
        .singleElement()
        .asString()
        .endsWith("Named.java: \"jwt\"");
  }

  @Test
  void aPackageThatIsNotKeptOutOfIsFound() {
    assertThatThrownBy(() ->
            ModuleRules.of("io.playgate.support")
                .assertKeepsOutOf(List.of("io.playgate.support.problem")))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void aCycleIsFound() {
    assertThatThrownBy(() -> ModuleRules.of("org.assertj.core").assertNoCycles())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Cycle detected");
  }

  @Test
  void aPackageWithoutClassesIsNoProof() {
    assertThatThrownBy(() -> ModuleRules.of("io.playgate.nowhere"))
        .isInstanceOf(AssertionError.class);
  }
}
