package io.playgate.support.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The committed list of libraries' published vulnerabilities, known-vulnerabilities.csv, held
 * against the libraries that a module was resolved to: its class path.
 */
public final class KnownVulnerabilities {

  private static final String DATE = "# Looked up: ";
  private static final Pattern NUMBERS = Pattern.compile("[^0-9]+");

  /**
   * One line of the list.
   *
   * @param number what it is known by
   * @param library group and artifact; a star at the end stands for any
   * @param affected conditions on the version, all of which hold where it is: "&gt;=42.2.0
   *     &lt;42.7.11"
   * @param mended the first version without it
   * @param accepted why a version that has it may ship; empty where none may
   */
  record Entry(String number, String library, String affected, String mended, String accepted) {

    private static final Pattern CONDITION = Pattern.compile("(>=|<)([0-9.]+)");

    /** Whether a library of these coordinates has it. */
    boolean affects(Library found) {
      String coordinates = found.group() + ':' + found.artifact();
      boolean named =
          library.endsWith("*")
              ? coordinates.startsWith(library.substring(0, library.length() - 1))
              : coordinates.equals(library);
      return named
          && Arrays.stream(affected.split(" ", -1))
              .allMatch(condition -> holds(condition, found.version()));
    }

    private static boolean holds(String condition, String version) {
      Matcher matcher = CONDITION.matcher(condition);
      assertThat(matcher.matches()).as(condition).isTrue();
      int order = compare(version, matcher.group(2));
      return matcher.group(1).equals("<") ? order < 0 : order >= 0;
    }
  }

  /** The coordinates of a file in a Maven repository. */
  record Library(String group, String artifact, String version) {}

  private KnownVulnerabilities() {}

  /** The day on which the list was looked up. */
  static LocalDate date() {
    return lines()
        .filter(line -> line.startsWith(DATE))
        .map(line -> LocalDate.parse(line.substring(DATE.length())))
        .findFirst()
        .orElseThrow();
  }

  /** The list. */
  static List<Entry> list() {
    return lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> {
          String[] fields = line.split(",", -1);
          assertThat(fields).as(line).hasSize(5);
          return new Entry(fields[0], fields[1], fields[2], fields[3], fields[4].strip());
        })
        .toList();
  }

  private static Stream<String> lines() {
    try (InputStream in =
        Objects.requireNonNull(
            KnownVulnerabilities.class.getResourceAsStream("known-vulnerabilities.csv"))) {
      return new String(in.readAllBytes(), UTF_8).lines();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asserts that no library on this class path has a listed vulnerability that is not accepted. */
  public static void assertNoneOnClassPath() {
    List<String> jars =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(file -> file.endsWith(".jar"))
            .toList();
    assertThat(jars).as("what this was resolved to").anyMatch(file -> file.contains("netty-codec"));
    assertThat(found(jars, list()))
        .as("listed in known-vulnerabilities.csv: move to a newer version in pom.xml")
        .isEmpty();
  }

  /** What the files of a class path have of a list, accepted ones apart. */
  static List<String> found(List<String> jars, List<Entry> entries) {
    List<String> found = new ArrayList<>();
    for (String jar : jars) {
      Library library = library(jar);
      if (library != null) {
        for (Entry entry : entries) {
          if (entry.accepted().isEmpty() && entry.affects(library)) {
            found.add(
                "%s:%s:%s has %s, mended in %s"
                    .formatted(
                        library.group(),
                        library.artifact(),
                        library.version(),
                        entry.number(),
                        entry.mended()));
          }
        }
      }
    }
    return found;
  }

  /**
   * From .../io/netty/netty-common/4.1.138.Final/netty-common-4.1.138.Final.jar; null for others.
   */
  static @Nullable Library library(String jar) {
    Path path = Path.of(jar);
    int count = path.getNameCount();
    if (count < 5) {
      return null;
    }
    String version = path.getName(count - 2).toString();
    String artifact = path.getName(count - 3).toString();
    if (!path.getFileName().toString().startsWith(artifact + '-' + version)) {
      return null;
    }
    // Where the repository ends and the group begins is not written there: groups begin like this.
    List<String> group = new ArrayList<>();
    for (int at = count - 4; at >= 0; at--) {
      String name = path.getName(at).toString();
      group.addFirst(name);
      if (List.of("io", "com", "org", "net", "jakarta", "dev", "tools").contains(name)) {
        return new Library(String.join(".", group), artifact, version);
      }
    }
    return null;
  }

  /** By their numbers: 4.1.138.Final is 4.1.138, and 3.33.2.1 comes after 3.33.2. */
  static int compare(String version, String other) {
    int[] left = numbers(version);
    int[] right = numbers(other);
    for (int i = 0; i < Math.max(left.length, right.length); i++) {
      int order = Integer.compare(i < left.length ? left[i] : 0, i < right.length ? right[i] : 0);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int[] numbers(String version) {
    return NUMBERS
        .splitAsStream(version)
        .filter(number -> !number.isEmpty())
        .mapToInt(Integer::parseInt)
        .toArray();
  }
}
