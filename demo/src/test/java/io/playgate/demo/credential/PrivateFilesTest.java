package io.playgate.demo.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {
  @TempDir private Path folder;

  @Test
  void onlyTheOwnerMayReadThem() throws IOException {
    Path made = PrivateFiles.folder(folder.resolve("run"));
    Path file = PrivateFiles.write(made.resolve("secret"), "s");
    PrivateFiles.replace(made.resolve("json"), "{}");

    assertThat(mode(made)).isEqualTo("rwx------");
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(mode(made.resolve("json"))).isEqualTo("rw-------");
  }

  @Test
  void replacingLeavesNothingElseBehind() throws IOException {
    Path file = folder.resolve("demo.json");
    PrivateFiles.replace(file, "old");
    PrivateFiles.replace(file, "new");

    assertThat(file).hasContent("new");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void deletingFollowsNoLinks() throws IOException {
    // Given a folder with a link to a file outside
    Path outside = Files.writeString(folder.resolve("outside"), "kept");
    Path run = PrivateFiles.folder(folder.resolve("run"));
    Files.createSymbolicLink(run.resolve("link"), outside);
    PrivateFiles.folder(run.resolve("deep"));

    // When it is deleted
    PrivateFiles.delete(run);

    // Then it is gone, and the file is not
    assertThat(run).doesNotExist();
    assertThat(outside).hasContent("kept");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
