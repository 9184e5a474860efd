package io.playgate.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The script {@code playgate}, with a Maven that only writes down what it was asked for, in a copy
 * whose path has blanks.
 */
class ScriptTest {

  private static final Path ROOT =
      Path.of(System.getProperty("playgate.root", "../..")).toAbsolutePath().normalize();
  private static final Pattern MODULE = Pattern.compile("<module>(.*?)</module>");

  @TempDir Path temp;
  private Path copy = ROOT;
  private Path asked = ROOT;

  private record Run(int status, String output) {}

  @BeforeEach
  void copyTheScript() throws IOException {
    Installation.assumePrograms("bash");
    copy = Files.createDirectories(temp.resolve("a copy/of play gate"));
    asked = temp.resolve("asked");
    Files.copy(ROOT.resolve("playgate"), copy.resolve("playgate"));
    Files.copy(ROOT.resolve("pom.xml"), copy.resolve("pom.xml"));
    Path scripts = Files.createDirectory(copy.resolve("scripts"));
    try (Stream<Path> files = Files.list(ROOT.resolve("scripts"))) {
      files.forEach(file -> copyTo(file, scripts.resolve(file.getFileName())));
    }
    Path mvn = Files.createDirectories(temp.resolve("bin")).resolve("mvn");
    Files.writeString(
        mvn,
        """
        #!/bin/sh
        if [ "$1" = --version ]; then echo "Apache Maven 3.9.9"; exit; fi
        pwd >>"%1$s"
        printf '%%s\\n' "$@" >>"%1$s"
        """
            .formatted(asked));
    assertThat(mvn.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void theScriptIsAFaceOverTopics() throws IOException {
    assertThat(Files.readAllLines(ROOT.resolve("playgate"))).hasSizeLessThan(150);
    try (Stream<Path> files = Files.list(ROOT.resolve("scripts"))) {
      assertThat(files)
          .isNotEmpty()
          .allSatisfy(file -> {
            assertThat(Files.readAllLines(file)).hasSizeLessThan(200);
            assertThat(run(temp, "bash", "-n", file.toString())).isEqualTo(new Run(0, ""));
          });
    }
  }

  @Test
  void helpNamesEveryCommandAndEachHasHelpOfItsOwn() {
    String help = playgate("help").output();
    assertThat(playgate().output()).isEqualTo(help);
    assertThat(playgate("--help").output()).isEqualTo(help);
    for (String command : List.of("demo", "test", "bench", "native")) {
      assertThat(help).containsPattern("(?m)^  " + command + " ");
      assertThat(playgate(command, "--help"))
          .as(command)
          .satisfies(run -> assertThat(run.status()).isZero())
          .satisfies(run -> assertThat(run.output()).startsWith("usage: ./playgate " + command));
    }
    assertThat(help).containsPattern("(?m)^  token ");
    assertThat(asked).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nope", "../playgate", "cmd_help", "Test"})
  void anUnknownCommandIsAnErrorThatLeadsToHelp(String command) {
    assertThat(playgate(command))
        .isEqualTo(
            new Run(
                1, "playgate: unknown command '" + command + "'; ./playgate help lists them\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "revocation-list, libs/revocation-list",
    "libs/revocation-list, libs/revocation-list",
    "./libs/revocation-list/, libs/revocation-list",
    "token-service, token-service",
  })
  void testsOfOneModuleAreAskedForWithWhatItNeeds(String name, String module) throws IOException {
    // Given a test in the module
    Path folder = copy.resolve(module).resolve("src/test/java/io/example");
    Files.createFile(Files.createDirectories(folder).resolve("SomeTest.java"));

    // When its tests are run
    Run run = playgate("test", "-pl", name);

    // Then Maven gets this module, what it needs, and the module's tests alone
    assertThat(run)
        .isEqualTo(new Run(0, "testing " + module + "\nall tests of " + module + " passed\n"));
    assertThat(Files.readAllLines(asked))
        .startsWith(copy.toRealPath().toString())
        .containsSequence("-pl", module, "-am", "-Dtest=io/example/**/*Test")
        .contains("-DskipITs=false")
        .endsWith("verify");
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "revocation", "libs", "testing/", "*", "no such"})
  void anUnknownModuleIsAnErrorThatListsTheModules(String name) throws IOException {
    List<String> modules =
        MODULE
            .matcher(Files.readString(ROOT.resolve("pom.xml")))
            .results()
            .map((MatchResult match) -> "  " + match.group(1))
            .toList();
    assertThat(modules).hasSizeGreaterThan(10);

    Run run = playgate("test", "-pl", name);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.output().lines())
        .startsWith("playgate: test: there is no module '" + name + "'; the modules are:")
        .endsWith(modules.toArray(String[]::new));
    assertThat(asked).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-pl", "-pl=", "--module", "--module="})
  void aModuleLeftOutIsAnErrorAndRunsNothing(String option) {
    assertThat(playgate("test", option))
        .isEqualTo(new Run(1, "playgate: test: -pl needs a module, for example token-service\n"));
    assertThat(asked).doesNotExist();
  }

  @Test
  void itWorksThroughSymbolicLinksFromAnyDirectory() throws IOException {
    // Given a link by an absolute path, and a relative one to that link
    Path elsewhere = Files.createDirectories(temp.resolve("else where/bin"));
    Files.createSymbolicLink(elsewhere.resolve("first link"), copy.resolve("playgate"));
    Files.createSymbolicLink(elsewhere.resolve("pg"), Path.of("first link"));

    // When it is called by the second one
    Run run = run(temp.resolve("else where"), "bash", "bin/pg", "test", "-pl", "edge-service");

    // Then it builds its own tree
    assertThat(run.output()).isEqualTo("testing edge-service\nall tests of edge-service passed\n");
    assertThat(Files.readAllLines(asked)).startsWith(copy.toRealPath().toString());
  }

  @Test
  void itFindsItsFolderAlsoWhereCdHasASearchPath() throws IOException {
    // Given another folder of the same name where cd would look first
    Path other = Files.createDirectories(temp.resolve("other"));
    Files.createDirectories(other.resolve(copy.getFileName()));

    // When it is called by a relative path
    Run run =
        run(
            copy.resolve("..").normalize(),
            "env",
            "CDPATH=" + other,
            "bash",
            copy.getFileName() + "/playgate",
            "test",
            "-pl",
            "edge-service");

    // Then it builds its own tree
    assertThat(run.status()).isZero();
    assertThat(Files.readAllLines(asked)).startsWith(copy.toRealPath().toString());
  }

  private Run playgate(String... arguments) {
    List<String> command = new ArrayList<>(List.of("bash", copy.resolve("playgate").toString()));
    command.addAll(List.of(arguments));
    return run(temp, command.toArray(String[]::new));
  }

  private Run run(Path folder, String... command) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      builder.environment().merge("PATH", temp.resolve("bin") + ":", (old, bin) -> bin + old);
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return new Run(process.exitValue(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void copyTo(Path from, Path to) {
    try {
      Files.copy(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
