package io.playgate.revocationlist;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of CONTRIBUTING.md on the structure of a module, which is one package. */
class StructureTest {
  private static final String BASE = "io.playgate.revocationlist";

  @Test
  void itIsOnePackageThatNeedsTheFeedAloneOfPlaygate() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE);

    assertThat(classes).isNotEmpty().allMatch(type -> type.getPackageName().equals(BASE));
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.playgate..")
                .and(resideOutsideOfPackages(BASE, "io.playgate.feedclient")))
        .check(classes);
  }

  @Test
  void classesAreShort() throws IOException {
    List<String> longer = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        if (Files.readAllLines(file).size() > 400) {
          longer.add(file.getFileName().toString());
        }
      }
    }
    assertThat(longer).isEmpty();
  }
}
