package io.playgate.support.secretfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Reads mounted files that hold a private key or a shared secret, and refuses those that others on
 * the machine can read.
 */
public final class SecretFile {

  private static final Logger LOG = Logger.getLogger(SecretFile.class);
  private static final int MAX_BYTES = 64 * 1024;

  private SecretFile() {}

  /**
   * Reads a file.
   *
   * @param file where it is
   * @param configKey the configuration key that names it, for the message
   * @param lenient only warn where others can read the file: for development
   * @return its bytes
   * @throws IllegalStateException when the file is missing, empty, too large, or open to others;
   *     the message names the key and what to do, and nothing of the content
   */
  public static byte[] read(Path file, String configKey, boolean lenient) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new IllegalStateException(
          configKey + ": cannot read the file " + file + "; mount it and set the key to it");
    }
    try {
      checkPermissions(file, configKey, lenient);
      long size = Files.size(file);
      if (size == 0 || size > MAX_BYTES) {
        throw new IllegalStateException(
            configKey + ": " + file + " is empty or larger than " + MAX_BYTES + " bytes");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalStateException(configKey + ": " + file + " cannot be read", e);
    }
  }

  private static void checkPermissions(Path file, String configKey, boolean lenient)
      throws IOException {
    if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
      return;
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    if (permissions.contains(PosixFilePermission.OTHERS_READ)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      String message =
          configKey + ": " + file + " is open to every user; set its mode to 0600 or 0440";
      if (!lenient) {
        throw new IllegalStateException(message);
      }
      LOG.warn(message);
    }
  }
}
