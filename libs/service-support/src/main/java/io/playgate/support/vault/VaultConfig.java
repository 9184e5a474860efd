package io.playgate.support.vault;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Configuration of the key vault. */
@ConfigMapping(prefix = "playgate.vault")
public interface VaultConfig {

  /**
   * File with the key-encryption key: 32 random bytes in base64 on one line (for example {@code
   * openssl rand -base64 32}). Mode 0600 or 0440. Whoever has this file and the database has every
   * signing key; without it, none can be used.
   */
  Optional<Path> keyFile();
}
