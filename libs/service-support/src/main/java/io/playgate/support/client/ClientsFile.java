package io.playgate.support.client;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The mounted clients file, kept current. A file that is broken at start-up stops the service; one
 * that breaks later is logged as an error, and the last good content stays in force until the file
 * is mended, so that a slip of the pen does not cut every edge off at once.
 */
@Singleton
public class ClientsFile {

  private static final Logger LOG = Logger.getLogger(ClientsFile.class);
  private static final String KEY = "playgate.service.clients-file";
  private static final long MAX_BYTES = 4L * 1024 * 1024;

  private final @Nullable Path file;
  private final Duration checkInterval;
  private @Nullable ScheduledExecutorService watcher;
  private volatile RegisteredClients clients = RegisteredClients.NONE;
  private @Nullable Stamp seen;

  /** What changes when the file does, also when a mounted directory is exchanged under a link. */
  private record Stamp(long modified, long size, @Nullable Object fileKey, Path real) {}

  /**
   * Reads the file.
   *
   * @throws IllegalStateException when it is configured and missing or broken
   */
  @Inject
  public ClientsFile(ServiceConfig config) {
    this(config.clientsFile(), config.clientsFileCheckInterval());
  }

  ClientsFile(Optional<Path> file, Duration checkInterval) {
    this.file = file.orElse(null);
    this.checkInterval = checkInterval;
    if (this.file == null) {
      return;
    }
    try {
      this.seen = stamp(this.file);
      this.clients = read(this.file);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException(KEY + ": " + this.file + " cannot be used: " + reason(e), e);
    }
    LOG.infof("Clients file read: %d clients", clients.size());
  }

  @PostConstruct
  void watch() {
    if (file == null) {
      return;
    }
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("clients-file").factory());
    long millis = Math.max(10, checkInterval.toMillis());
    var _ = executor.scheduleWithFixedDelay(this::check, millis, millis, TimeUnit.MILLISECONDS);
    watcher = executor;
  }

  /** The clients as of the last good content of the file. */
  RegisteredClients current() {
    return clients;
  }

  /** Looks at the file and reads it when it has changed. */
  synchronized void check() {
    Path path = file;
    if (path == null) {
      return;
    }
    Stamp now = stampOrNull(path);
    if (Objects.equals(now, seen)) {
      return;
    }
    seen = now;
    try {
      clients = read(path);
      LOG.infof("Clients file read again: %d clients", clients.size());
    } catch (IOException | RuntimeException e) {
      LOG.errorf(
          "%s: the changed file cannot be used, its last good content stays: %s", KEY, reason(e));
    }
  }

  private static @Nullable Stamp stampOrNull(Path file) {
    try {
      return stamp(file);
    } catch (IOException missing) {
      return null;
    }
  }

  @PreDestroy
  void stop() {
    if (watcher != null) {
      watcher.shutdownNow();
    }
  }

  private static String reason(Exception e) {
    return e instanceof IllegalArgumentException && e.getMessage() != null
        ? e.getMessage()
        : "it cannot be read (" + e.getClass().getSimpleName() + ")";
  }

  private static Stamp stamp(Path file) throws IOException {
    Path real = file.toRealPath();
    BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
    return new Stamp(
        attributes.lastModifiedTime().toMillis(), attributes.size(), attributes.fileKey(), real);
  }

  private static RegisteredClients read(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IllegalArgumentException("it is larger than " + MAX_BYTES + " bytes");
    }
    return RegisteredClients.parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
  }
}
