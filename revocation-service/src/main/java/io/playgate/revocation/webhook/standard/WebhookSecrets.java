package io.playgate.revocation.webhook.standard;

import io.playgate.support.secretfile.SecretFile;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The secrets shared with billing, kept current with their file. */
@Startup
@Singleton
class WebhookSecrets {
  private static final Logger LOG = Logger.getLogger(WebhookSecrets.class);
  private static final String KEY = "playgate.webhooks.standard.secrets-file";
  private static final String PREFIX = "whsec_";

  /** Standard Webhooks asks for 24 to 64 bytes. */
  private static final int MIN_BYTES = 24;

  private static final int MAX_BYTES = 64;
  private static final int MAX_SECRETS = 16;

  private final @Nullable Path file;
  private final long intervalNanos;
  private volatile Loaded loaded;

  private record Loaded(List<byte[]> secrets, @Nullable FileTime modified, long checkedNanos) {}

  WebhookSecrets(StandardWebhooksConfig config) {
    this.file = config.secretsFile().orElse(null);
    this.intervalNanos = config.secretsFileCheckInterval().toNanos();
    if (file == null) {
      LOG.warn(KEY + " is not set: every webhook is refused");
      loaded = new Loaded(List.of(), null, System.nanoTime());
    } else {
      loaded = load(file);
    }
  }

  /** The secrets, the newest file's. */
  List<byte[]> current() {
    Loaded now = loaded;
    if (file != null && System.nanoTime() - now.checkedNanos() > intervalNanos) {
      now = refresh(file, now);
    }
    return now.secrets();
  }

  private synchronized Loaded refresh(Path from, Loaded seen) {
    if (loaded.checkedNanos() != seen.checkedNanos()) {
      return loaded;
    }
    try {
      loaded =
          Files.getLastModifiedTime(from).equals(seen.modified())
              ? new Loaded(seen.secrets(), seen.modified(), System.nanoTime())
              : load(from);
    } catch (IOException | IllegalStateException e) {
      // The former secrets stay: a file in the middle of being written must not stop billing.
      LOG.errorf(
          "%s was changed but cannot be used, the former secrets stay: %s", KEY, e.getMessage());
      loaded = new Loaded(seen.secrets(), seen.modified(), System.nanoTime());
    }
    return loaded;
  }

  private static Loaded load(Path from) {
    try {
      FileTime modified = Files.exists(from) ? Files.getLastModifiedTime(from) : null;
      byte[] bytes = SecretFile.read(from, KEY, LaunchMode.current() == LaunchMode.DEVELOPMENT);
      return new Loaded(
          parse(new String(bytes, StandardCharsets.UTF_8)), modified, System.nanoTime());
    } catch (IOException e) {
      throw new IllegalStateException(KEY + ": " + from + " cannot be read", e);
    }
  }

  /**
   * Reads the lines of a secrets file; empty ones and those that begin with # do not count.
   *
   * @throws IllegalStateException if a line is no secret; the message quotes nothing of it
   */
  static List<byte[]> parse(String text) {
    List<byte[]> secrets = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String secret = line.strip();
      if (!secret.isEmpty() && !secret.startsWith("#")) {
        secrets.add(secret(secret, number));
      }
    }
    if (secrets.isEmpty() || secrets.size() > MAX_SECRETS) {
      throw new IllegalStateException(KEY + ": the file must hold 1 to 16 secrets");
    }
    return List.copyOf(secrets);
  }

  private static byte[] secret(String text, int line) {
    String where = KEY + ": line " + line + " must be " + PREFIX + " and base64 of 24 to 64 bytes";
    if (!text.startsWith(PREFIX)) {
      throw new IllegalStateException(where);
    }
    try {
      byte[] secret = Base64.getDecoder().decode(text.substring(PREFIX.length()));
      if (secret.length < MIN_BYTES || secret.length > MAX_BYTES) {
        throw new IllegalStateException(where);
      }
      return secret;
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(where);
    }
  }
}
