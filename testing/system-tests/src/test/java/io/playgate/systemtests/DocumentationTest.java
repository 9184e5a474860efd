package io.playgate.systemtests;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages that people read: that none is a wall of text, and that every link leads somewhere. */
class DocumentationTest {

  private static final int LONGEST_PARAGRAPH = 600;
  private static final Path ROOT =
      Path.of(System.getProperty("playgate.root", "../..")).toAbsolutePath().normalize();

  private static final Pattern CODE = Pattern.compile("(?ms)^ *```.*?^ *```$|^    .*?$|`[^`\n]*`");
  private static final Pattern LINK =
      Pattern.compile("\\]\\(([^)\\s]+)\\)|(?:src|srcset)=\"([^\"]+)\"");
  private static final Pattern ITEM = Pattern.compile("(?:[-*]|\\d+\\.) .*");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z][a-z0-9+.-]*:.*");

  static Stream<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (String page : List.of("README.md", "CONTRIBUTING.md", "SECURITY.md")) {
      pages.add(Path.of(page));
    }
    for (String folder : List.of("docs", "docker", "deploy")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
        files
            .filter(file -> file.toString().endsWith(".md"))
            .map(ROOT::relativize)
            .sorted()
            .forEach(pages::add);
      }
    }
    return pages.stream();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void noParagraphIsAWallOfText(Path page) throws IOException {
    assertThat(paragraphs(Files.readString(ROOT.resolve(page))))
        .isNotEmpty()
        .allSatisfy(paragraph -> assertThat(paragraph).hasSizeLessThanOrEqualTo(LONGEST_PARAGRAPH));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyRelativeLinkLeadsToAFileAndAHeading(Path page) throws IOException {
    assertThat(links(Files.readString(ROOT.resolve(page))))
        .allSatisfy(link -> {
          String[] parts = link.split("#", 2);
          Path target =
              parts[0].isEmpty()
                  ? ROOT.resolve(page)
                  : ROOT.resolve(page).resolveSibling(parts[0]).normalize();
          assertThat(target).startsWith(ROOT).exists();
          if (parts.length == 2) {
            assertThat(anchors(Files.readString(target))).contains(parts[1]);
          }
        });
  }

  @Test
  void theIndexNamesEveryPage() throws IOException {
    List<String> indexed = links(Files.readString(ROOT.resolve("docs/README.md")));
    List<String> pages =
        pages()
            .filter(page -> page.startsWith("docs") && !page.startsWith("docs/decisions"))
            .map(page -> Path.of("docs").relativize(page).toString())
            .filter(page -> !page.equals("README.md"))
            .toList();

    assertThat(pages).hasSizeGreaterThan(20);
    assertThat(new TreeSet<>(indexed)).containsAll(pages);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'one\ntwo'                      | one two",
        "'one\n\ntwo'                    | one / two",
        "'- one\n  more\n- two'          | - one more / - two",
        "'1. one\n2. two'                | 1. one / 2. two",
        "'# one\ntwo'                    | # one / two",
        "'one\n```\ncode\n```\ntwo'      | one / two",
        "'one\n\n    code\n\ntwo'        | one / two",
      })
  void paragraphsEndWhereAReaderSeesThemEnd(String text, String paragraphs) {
    assertThat(String.join(" / ", paragraphs(text))).isEqualTo(paragraphs);
  }

  @Test
  void cellsOfATableAreParagraphs() {
    assertThat(paragraphs("| one | two |\n|---|---|\n| three | |"))
        .containsExactly("one", "two", "---", "---", "three");
  }

  @Test
  void linksInCodeAreNone() {
    assertThat(links("[a](b.md#c) `[d](e)` [f](https://g.example)\n```\n[h](i)\n```\n[j](#k)\n"))
        .containsExactly("b.md#c", "#k");
  }

  @Test
  void anchorsAreMadeAsRepositoriesMakeThem() {
    assertThat(anchors("# A token's `kid`, and more\n## One-two"))
        .containsExactly("a-tokens-kid-and-more", "one-two");
  }

  /** The runs of prose, items of lists, headings and cells of tables of a page, without code. */
  private static List<String> paragraphs(String text) {
    List<String> paragraphs = new ArrayList<>();
    List<String> open = new ArrayList<>();
    boolean code = false;
    for (String line : text.lines().toList()) {
      String words = line.strip();
      boolean fence = words.startsWith("```");
      boolean heading = words.startsWith("#");
      boolean row = words.startsWith("|");
      if (fence
          || words.isEmpty()
          || heading
          || row
          || line.startsWith("    ")
          || ITEM.matcher(words).matches()) {
        close(open, paragraphs);
      }
      if (fence) {
        code = !code;
      } else if (row && !code) {
        Arrays.stream(words.substring(1).split("\\|", -1))
            .map(String::strip)
            .filter(cell -> !cell.isEmpty())
            .forEach(paragraphs::add);
      } else if (!code && !words.isEmpty() && !line.startsWith("    ")) {
        open.add(words);
        if (heading) {
          close(open, paragraphs);
        }
      }
    }
    close(open, paragraphs);
    return paragraphs;
  }

  private static void close(List<String> open, List<String> paragraphs) {
    if (!open.isEmpty()) {
      paragraphs.add(String.join(" ", open));
      open.clear();
    }
  }

  /** The links of a page that lead to this repository. */
  private static List<String> links(String text) {
    return LINK.matcher(CODE.matcher(text).replaceAll(""))
        .results()
        .map(link -> link.group(1) != null ? link.group(1) : link.group(2))
        .filter(link -> !ELSEWHERE.matcher(link).matches())
        .toList();
  }

  /** What links to the headings of a page say behind the hash. */
  private static List<String> anchors(String text) {
    return HEADING
        .matcher(text)
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading ->
            heading
                .chars()
                .filter(c -> Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == ' ')
                .mapToObj(c -> c == ' ' ? "-" : Character.toString(c))
                .collect(joining()))
        .toList();
  }
}
