package io.playgate.revocation.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A secrets file with two secrets, as while one is replaced by another. */
public final class WebhookSecretsFile implements QuarkusTestResourceLifecycleManager {
  /** The old secret. */
  public static final byte[] OLD =
      "an old secret of forty bytes, no less...".getBytes(StandardCharsets.US_ASCII);

  /** The new secret. */
  public static final byte[] NEW =
      "a new secret of thirty-two bytes".getBytes(StandardCharsets.US_ASCII);

  private static final String LOCATION = "playgate.test.webhook-secrets";

  private @Nullable Path file;

  @Override
  public Map<String, String> start() {
    try {
      Path created =
          Files.createTempFile(
              "webhook-secrets",
              ".txt",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(created, "# billing\n" + line(OLD) + "\n\n" + line(NEW) + "\n");
      file = created;
      System.setProperty(LOCATION, created.toString());
      return Map.of(
          "playgate.webhooks.standard.secrets-file",
          created.toString(),
          "playgate.webhooks.standard.secrets-file-check-interval",
          "PT0.02S");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    System.clearProperty(LOCATION);
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the file is. */
  public static Path location() {
    return Path.of(System.getProperty(LOCATION, ""));
  }

  /** A secret as a line of the file. */
  public static String line(byte[] secret) {
    return "whsec_" + Base64.getEncoder().encodeToString(secret);
  }
}
