package io.playgate.support.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One of the lists "How to add ..." of CONTRIBUTING.md, and whether it is still true. */
public final class HowToAdd {

  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
  private static final Pattern CLASS = Pattern.compile("[A-Z][A-Za-z0-9]+");

  /** A class that the reader is to write: {@code XGrant}. */
  private static final Pattern TO_WRITE = Pattern.compile("X[A-Z][A-Za-z0-9]*");

  private static final Pattern PATH = Pattern.compile("[A-Za-z0-9.-]+(/[A-Za-z0-9.-]+)+");
  private static final Set<String> NOT_SOURCES = Set.of("target", "node_modules", ".git");

  private final Path root;
  private final List<String> steps;

  private HowToAdd(Path root, List<String> steps) {
    this.root = root;
    this.steps = steps;
  }

  /**
   * Reads a list, from the folder of a module.
   *
   * @param thing what is added, with its article: {@code a grant}
   */
  public static HowToAdd read(String thing) {
    Path root = Path.of("..");
    while (!Files.exists(root.resolve("CONTRIBUTING.md"))) {
      root = root.resolve("..");
      assertThat(root.getNameCount()).as("depth of the module").isLessThan(5);
    }
    try {
      return of(root, thing, Files.readAllLines(root.resolve("CONTRIBUTING.md")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static HowToAdd of(Path root, String thing, List<String> page) {
    List<String> steps = new ArrayList<>();
    boolean inSection = false;
    for (String line : page) {
      if (line.startsWith("## ")) {
        inSection = line.equals("## How to add " + thing);
      } else if (inSection && line.matches("[0-9]\\. .*")) {
        assertThat(line).as("step of how to add %s", thing).startsWith(steps.size() + 1 + ". ");
        steps.add(line);
      }
    }
    assertThat(steps).as("steps of how to add %s", thing).hasSizeBetween(2, 5);
    return new HowToAdd(root, steps);
  }

  /** Every class and path that the list names is there, but for those that are to be written. */
  public HowToAdd assertNamesWhatExists() {
    Set<String> files = new TreeSet<>();
    walk(files);
    List<String> missing = new ArrayList<>();
    for (String step : steps) {
      Matcher quoted = QUOTED.matcher(step);
      while (quoted.find()) {
        String name = quoted.group(1);
        if (CLASS.matcher(name).matches() && !TO_WRITE.matcher(name).matches()) {
          if (files.stream().noneMatch(file -> file.endsWith("/" + name + ".java"))) {
            missing.add(name);
          }
        } else if (PATH.matcher(name).matches()
            && files.stream().noneMatch(file -> file.contains("/" + name))) {
          missing.add(name);
        }
      }
    }
    assertThat(missing).as("named by CONTRIBUTING.md, and not there").isEmpty();
    return this;
  }

  /**
   * Every class that ships with the seam's interface is named after it, is not public, stands in
   * one place, and has a test that extends the contract.
   *
   * @param base the module's package
   * @param seam the interface
   * @param where the package, or the start of the packages, that the list names
   * @param contract the conformance suite
   */
  public HowToAdd assertEachKeepsIt(String base, Class<?> seam, String where, Class<?> contract) {
    List<JavaClass> found =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(base)
                .stream()
                .filter(type -> type.isAssignableTo(seam) && !type.isInterface())
                .filter(type -> !type.getSimpleName().contains("_"))
                .toList();
    assertThat(found).as("classes of %s", seam.getSimpleName()).isNotEmpty();
    String text = String.join("\n", steps);
    assertThat(text)
        .contains("`X" + seam.getSimpleName() + "`")
        .contains("`X" + seam.getSimpleName() + "ContractTest`")
        .contains("`" + contract.getSimpleName() + "`");
    for (JavaClass type : found) {
      assertThat(type.getSimpleName()).endsWith(seam.getSimpleName());
      assertThat(type.getPackageName()).startsWith(where);
      assertThat(type.getModifiers().toString()).doesNotContain("PUBLIC");
      assertThat(contract).isAssignableFrom(load(type.getName() + "ContractTest"));
    }
    return this;
  }

  /**
   * No source of the module that ships says one of these words outside a package and those below
   * it: that of the things that the words name.
   */
  public HowToAdd assertSaidOnlyIn(String where, Collection<String> words) {
    assertThat(words).isNotEmpty();
    String folder = Path.of("src/main/java", where.split("\\.")) + "/";
    List<String> literals = ModuleRules.literalsIn(Path.of("src/main/java"), words);
    assertThat(literals).as("sources that say them at all").isNotEmpty();
    assertThat(literals.stream().filter(literal -> !literal.startsWith(folder)).toList())
        .as("sources that name what is registered")
        .isEmpty();
    return this;
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError("there is no test " + name, e);
    }
  }

  private void walk(Set<String> files) {
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              return NOT_SOURCES.contains(String.valueOf(folder.getFileName()))
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              files.add("/" + root.relativize(file).toString().replace('\\', '/'));
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
