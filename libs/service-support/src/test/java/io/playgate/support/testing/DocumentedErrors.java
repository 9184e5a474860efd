package io.playgate.support.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The tables of docs/reference/errors.md, which have to be those of the catalogues in the code. */
public final class DocumentedErrors {

  private DocumentedErrors() {}

  /**
   * Asserts that the table of a section has exactly these rows, whatever their order, and says in
   * one more column what to do.
   *
   * @param docs the folder of the documents
   * @param section the heading
   * @param rows the columns before the last one
   */
  public static void assertTable(Path docs, String section, List<List<String>> rows)
      throws IOException {
    List<List<String>> documented = new ArrayList<>();
    for (List<String> row : table(docs, section)) {
      assertThat(row.getLast()).as("what to do about %s", row.getFirst()).isNotBlank();
      documented.add(row.subList(0, row.size() - 1));
    }
    assertThat(documented)
        .as("the table of docs/reference/errors.md, section %s", section)
        .containsExactlyInAnyOrderElementsOf(rows);
  }

  private static List<List<String>> table(Path docs, String section) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    boolean inSection = false;
    for (String line : Files.readAllLines(docs.resolve("reference").resolve("errors.md"))) {
      if (line.startsWith("## ")) {
        inSection = line.equals("## " + section);
      } else if (inSection && line.startsWith("| ")) {
        rows.add(
            Arrays.stream(line.substring(1, line.length() - 1).split("\\|", -1))
                .map(cell -> cell.strip().replace("`", ""))
                .toList());
      }
    }
    assertThat(rows).as("rows of section %s", section).isNotEmpty();
    return rows.subList(1, rows.size());
  }
}
