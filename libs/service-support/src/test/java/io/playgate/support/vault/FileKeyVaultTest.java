package io.playgate.support.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileKeyVaultTest {

  private static final byte[] PLAIN = "a private key".getBytes(StandardCharsets.UTF_8);

  private final FileKeyVault vault = new FileKeyVault(key(1));

  private static byte[] key(int fill) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) fill);
    return key;
  }

  @Test
  void whatIsSealedOpensForTheSamePurposeOnly() {
    byte[] sealed = vault.seal(PLAIN, "viewer:k1");
    assertThat(vault.open(sealed, "viewer:k1")).isEqualTo(PLAIN);
    assertThat(sealed[0]).isEqualTo((byte) 1);
    assertThat(sealed).hasSize(1 + 12 + PLAIN.length + 16);
    assertThatThrownBy(() -> vault.open(sealed, "viewer:k2")).isInstanceOf(VaultException.class);
    assertThatThrownBy(() -> vault.open(sealed, "")).isInstanceOf(VaultException.class);
  }

  @Test
  void noTwoEnvelopesAreAlike() {
    assertThat(vault.seal(PLAIN, "a")).isNotEqualTo(vault.seal(PLAIN, "a"));
  }

  @Test
  void anotherKeyDoesNotOpen() {
    byte[] sealed = vault.seal(PLAIN, "a");
    assertThatThrownBy(() -> new FileKeyVault(key(2)).open(sealed, "a"))
        .isInstanceOf(VaultException.class);
  }

  @Test
  void anyChangedBitIsNoticed() {
    byte[] sealed = vault.seal(PLAIN, "a");
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] changed = sealed.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> vault.open(changed, "a")).isInstanceOf(VaultException.class);
    }
  }

  @Test
  void anyLostByteIsNoticed() {
    byte[] sealed = vault.seal(PLAIN, "a");
    for (int length = 0; length < sealed.length; length++) {
      byte[] cut = Arrays.copyOf(sealed, length);
      assertThatThrownBy(() -> vault.open(cut, "a")).isInstanceOf(VaultException.class);
    }
  }

  @Test
  void emptyIsSealedToo() {
    assertThat(vault.open(vault.seal(new byte[0], "a"), "a")).isEmpty();
  }

  @Test
  void theKeyFileHas32BytesInBase64(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("key");
    Files.writeString(file, Base64.getEncoder().encodeToString(key(7)) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(FileKeyVault.read(Optional.of(file), false)).isEqualTo(key(7));

    for (String wrong : new String[] {"c2hvcnQ=", "not base64 ???", "\n"}) {
      Files.writeString(file, wrong);
      assertThatThrownBy(() -> FileKeyVault.read(Optional.of(file), false))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("playgate.vault.key-file")
          .hasNoCause();
    }
  }

  @Test
  void withoutAKeyFileOnlyDevelopmentStarts() {
    assertThatThrownBy(() -> FileKeyVault.read(Optional.empty(), false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("playgate.vault.key-file");
    assertThat(FileKeyVault.read(Optional.empty(), true)).hasSize(32);
  }
}
