package io.playgate.demo.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a module is built of: its own sources and those of the libraries, as the playgate script has
 * it.
 */
final class Sources {

  private Sources() {}

  /**
   * When a module's sources changed last; folders count too, so that a deleted file is noticed.
   *
   * @return empty where there are no sources, as in an unpacked distribution
   */
  static Optional<FileTime> lastChange(Path root, String module) throws IOException {
    List<Path> parts = new ArrayList<>();
    Path own = root.resolve(module);
    parts.add(own.resolve("src/main"));
    parts.add(own.resolve("pom.xml"));
    parts.add(root.resolve("pom.xml"));
    Path libraries = root.resolve("libs");
    if (Files.isDirectory(libraries)) {
      try (Stream<Path> folders = Files.list(libraries)) {
        folders.forEach(library -> {
          parts.add(library.resolve("src/main"));
          parts.add(library.resolve("pom.xml"));
        });
      }
    }
    Optional<FileTime> last = Optional.empty();
    for (Path part : parts) {
      if (Files.exists(part)) {
        try (Stream<Path> files = Files.walk(part)) {
          for (Path file : files.toList()) {
            FileTime changed = Files.getLastModifiedTime(file);
            last = Stream.concat(last.stream(), Stream.of(changed)).max(Comparator.naturalOrder());
          }
        }
      }
    }
    return last;
  }
}
