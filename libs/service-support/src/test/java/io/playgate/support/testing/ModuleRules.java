package io.playgate.support.testing;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What holds in the structure of every module (CONTRIBUTING.md). */
public final class ModuleRules {
  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"");

  /** Each package by itself, the module's own too. */
  private static final SliceAssignment PACKAGES =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
          return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
          return "packages";
        }
      };

  private final String base;
  private final JavaClasses classes;

  private ModuleRules(String base, JavaClasses classes) {
    this.base = base;
    this.classes = classes;
  }

  /**
   * The rules of one module.
   *
   * @param base its package, such as {@code io.playgate.token}
   */
  public static ModuleRules of(String base) {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(base);
    assertThat(classes).as("classes of %s", base).isNotEmpty();
    return new ModuleRules(base, classes);
  }

  /** No package leads back to itself. */
  public ModuleRules assertNoCycles() {
    slices().assignedFrom(PACKAGES).should().beFreeOfCycles().check(classes);
    return this;
  }

  /**
   * No class depends on one of these packages: those of single dialects, which all come from the
   * catalogue.
   */
  public ModuleRules assertKeepsOutOf(Collection<String> packages) {
    assertThat(packages).isNotEmpty();
    noClasses()
        .that()
        .resideInAPackage(base + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages.toArray(String[]::new))
        .check(classes);
    return this;
  }

  /**
   * No class but one depends on a package: what is there is handed to the others.
   *
   * @param user the simple name of that class
   */
  public ModuleRules assertUsedOnlyBy(String user, String packageName) {
    noClasses()
        .that()
        .resideInAPackage(base + "..")
        .and()
        .doNotHaveSimpleName(user)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(packageName)
        .check(classes);
    return this;
  }

  /** Of the library of playback tokens, nothing but what its module exports is used. */
  public ModuleRules assertUsesWhatTheTokenLibraryExports() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.playgate.playbacktoken..")
                .and(
                    resideOutsideOfPackages(
                        "io.playgate.playbacktoken",
                        "io.playgate.playbacktoken.catalogue",
                        "io.playgate.playbacktoken.key",
                        "io.playgate.playbacktoken.uri")))
        .check(classes);
    return this;
  }

  /** No string literal of the sources that ship is one of these words: the ids of dialects. */
  public ModuleRules assertSaysNoneOf(Collection<String> words) {
    assertThat(words).isNotEmpty();
    assertThat(literalsIn(Path.of("src/main/java"), words)).isEmpty();
    return this;
  }

  /** No class is longer than this, but for those that are named. */
  public ModuleRules assertClassesAreShorterThan(int lines, Class<?>... longer) {
    Set<String> named = Stream.of(longer).map(Class::getName).collect(Collectors.toSet());
    List<String> found = new ArrayList<>();
    for (Path file : sources(Path.of("src/main/java"))) {
      String name =
          Path.of("src/main/java")
              .relativize(file)
              .toString()
              .replace('/', '.')
              .replaceAll("\\.java$", "");
      if (read(file).lines().count() > lines && !named.contains(name)) {
        found.add(name);
      }
    }
    assertThat(found).as("classes of more than %d lines", lines).isEmpty();
    return this;
  }

  static List<String> literalsIn(Path sources, Collection<String> words) {
    List<String> found = new ArrayList<>();
    for (Path file : sources(sources)) {
      Matcher literal = LITERAL.matcher(read(file));
      while (literal.find()) {
        if (words.contains(literal.group(1))) {
          found.add(file + ": " + literal.group());
        }
      }
    }
    return found;
  }

  private static List<Path> sources(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many classes are looked at. */
  int size() {
    return (int) classes.stream().filter(JavaClass::isTopLevelClass).count();
  }
}
