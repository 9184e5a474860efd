package io.playgate.support.secretfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFileTest {

  @TempDir Path directory;
  private Path file = Path.of("");

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(directory.resolve("secret"), "s3cret");
  }

  private void mode(String permissions) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "r--------", "r--r-----"})
  void aFileForTheServiceOnlyIsRead(String permissions) throws IOException {
    mode(permissions);
    assertThat(SecretFile.read(file, "some.key", false)).asString().isEqualTo("s3cret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw----r--", "rw-----w-"})
  void aFileThatIsOpenToOthersStopsTheStartButNotDevelopment(String permissions)
      throws IOException {
    mode(permissions);
    assertThatThrownBy(() -> SecretFile.read(file, "some.key", false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("some.key")
        .hasMessageContaining("0600")
        .hasMessageNotContaining("s3cret");
    assertThat(SecretFile.read(file, "some.key", true)).hasSize(6);
  }

  @Test
  void aMissingEmptyOrHugeFileStopsTheStart() throws IOException {
    assertThatThrownBy(() -> SecretFile.read(directory.resolve("missing"), "some.key", true))
        .hasMessageContaining("some.key");
    assertThatThrownBy(() -> SecretFile.read(directory, "some.key", true))
        .hasMessageContaining("some.key");
    mode("rw-------");
    Files.writeString(file, "");
    assertThatThrownBy(() -> SecretFile.read(file, "some.key", false))
        .hasMessageContaining("some.key");
    Files.writeString(file, "x".repeat(70_000));
    assertThatThrownBy(() -> SecretFile.read(file, "some.key", false))
        .hasMessageContaining("some.key");
  }

  @Test
  void whatALinkPointsAtCounts() throws IOException {
    mode("rw-r--r--");
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    assertThatThrownBy(() -> SecretFile.read(link, "some.key", false))
        .hasMessageContaining("open to every user");
  }
}
