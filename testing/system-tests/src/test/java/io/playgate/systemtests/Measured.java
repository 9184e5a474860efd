package io.playgate.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Figures of a run, for people: printed, and kept for the summary of a soak run. */
final class Measured {
  private static final Path FOLDER = Path.of("target", "measured");

  private Measured() {}

  static void note(String proof, String figures) {
    System.out.println(proof + ": " + figures);
    try {
      Files.createDirectories(FOLDER);
      Files.writeString(
          FOLDER.resolve(proof + ".md"),
          "- " + figures + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
