package io.playgate.support.client;

import io.playgate.support.service.ServiceConfig;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The mounted clients file, kept current, and who has to be told when it changes. A file that is
 * broken or missing at start-up stops the service. One that breaks later is an error in the log,
 * again and again; its last good content stays in force for a named time, so that a slip of the pen
 * does not cut every edge off at once, and after that nobody is believed until it is mended.
 */
@Singleton
public class ClientsFile {

  private static final Logger LOG = Logger.getLogger(ClientsFile.class);
  private static final String KEY = "playgate.service.clients-file";
  private static final long MAX_BYTES = 4L * 1024 * 1024;

  /**
   * A file that changed so lately may change again without any of its times telling so: clocks of
   * file systems are coarse.
   */
  private static final long RECENT_MILLIS = 2_000;

  /** Read at least so often, for file systems that tell nothing. */
  private static final long UNREAD_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long TOLD_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final @Nullable Path file;
  private final Duration checkInterval;
  private final Duration brokenLimit;
  private final LongSupplier nanoTime;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private @Nullable ScheduledExecutorService watcher;
  private volatile RegisteredClients clients = RegisteredClients.NONE;

  // The rest is guarded by this.
  private byte[] content = {};
  private @Nullable Stamp seen;
  private long readNanos;
  private boolean broken;
  private long brokenSinceNanos;
  private long toldNanos;

  /** What changes when the file does, also when a mounted directory is exchanged under a link. */
  private record Stamp(
      FileTime modified, @Nullable Object changed, long size, @Nullable Object fileKey, Path real) {

    static Stamp of(Path file) throws IOException {
      Path real = file.toRealPath();
      BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
      return new Stamp(
          attributes.lastModifiedTime(),
          changeTime(real),
          attributes.size(),
          attributes.fileKey(),
          real);
    }

    /** When anything about the file changed last: nobody can set it back. Null where unknown. */
    private static @Nullable Object changeTime(Path real) throws IOException {
      try {
        return Files.getAttribute(real, "unix:ctime");
      } catch (UnsupportedOperationException | IllegalArgumentException e) {
        return null;
      }
    }

    boolean isRecent() {
      long latest = modified.toMillis();
      if (changed instanceof FileTime time) {
        latest = Math.max(latest, time.toMillis());
      }
      return Math.abs(System.currentTimeMillis() - latest) < RECENT_MILLIS;
    }
  }

  /**
   * Reads the file.
   *
   * @throws IllegalStateException when it is configured and missing or broken
   */
  @Inject
  public ClientsFile(ServiceConfig config) {
    this(
        config.clientsFile(),
        config.clientsFileCheckInterval(),
        config.clientsFileBrokenLimit(),
        System::nanoTime);
  }

  /** Whether a service or edge has this client id. */
  public boolean contains(String clientId) {
    return clients.find(clientId) != null;
  }

  ClientsFile(Optional<Path> file, Duration checkInterval) {
    this(file, checkInterval, Duration.ofMinutes(5), System::nanoTime);
  }

  ClientsFile(
      Optional<Path> file, Duration checkInterval, Duration brokenLimit, LongSupplier nanoTime) {
    this.file = file.orElse(null);
    this.checkInterval = checkInterval;
    this.brokenLimit = brokenLimit;
    this.nanoTime = nanoTime;
    if (this.file == null) {
      return;
    }
    try {
      this.seen = Stamp.of(this.file);
      this.content = read(this.file);
      this.clients = parse(content);
      this.readNanos = nanoTime.getAsLong();
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

  /** The clients that are believed: those of the last good content, or nobody (see the class). */
  RegisteredClients current() {
    return clients;
  }

  /**
   * Has a listener called after each change of what {@link #current()} answers. It must not block:
   * it runs on the thread that watches the file.
   *
   * @return ends that
   */
  Runnable onChange(Runnable listener) {
    // One object for each call, so that a listener that is given twice is taken out once.
    Runnable entry = () -> listener.run();
    listeners.add(entry);
    return () -> listeners.remove(entry);
  }

  /** Looks at the file, reads it when it has changed, and tells the listeners. Never fails. */
  synchronized void check() {
    Path path = file;
    if (path == null) {
      return;
    }
    RegisteredClients former = clients;
    try {
      readIfChanged(path);
      expireBroken();
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("The clients file could not be looked at", e);
    }
    if (clients != former) {
      for (Runnable listener : listeners) {
        try {
          listener.run();
        } catch (RuntimeException e) {
          LOG.error("A listener of the clients file failed", e);
        }
      }
    }
  }

  private void readIfChanged(Path path) {
    long now = nanoTime.getAsLong();
    try {
      Stamp stamp = Stamp.of(path);
      boolean unchanged = stamp.equals(seen) && !stamp.isRecent() && now - readNanos < UNREAD_NANOS;
      if (unchanged) {
        return;
      }
      byte[] next = read(path);
      boolean same = Arrays.equals(next, content);
      if (same && (!broken || Objects.equals(stamp, seen))) {
        seen = stamp;
        readNanos = now;
        return;
      }
      // Remembered first: what is broken is not parsed again at each look.
      seen = stamp;
      readNanos = now;
      content = next;
      RegisteredClients read = parse(next);
      broken = false;
      clients = read;
      LOG.infof("Clients file read again: %d clients", read.size());
    } catch (IOException | RuntimeException | StackOverflowError e) {
      if (e instanceof IOException) {
        seen = null;
        content = new byte[0];
      }
      if (!broken) {
        broken = true;
        brokenSinceNanos = now;
        toldNanos = now;
        LOG.errorf(
            "%s: the changed file cannot be used, so no client was added or removed: %s."
                + " Mend it: what it said before stays in force for %d s, then every client of it is"
                + " refused",
            KEY, reason(e), brokenLimit.toSeconds());
      }
    }
  }

  /** Deny on doubt, after a time for mending. */
  private void expireBroken() {
    if (!broken) {
      return;
    }
    long now = nanoTime.getAsLong();
    long left = brokenLimit.toNanos() - (now - brokenSinceNanos);
    if (left <= 0 && clients != RegisteredClients.NONE) {
      clients = RegisteredClients.NONE;
      toldNanos = now;
      LOG.errorf(
          "%s: still broken or missing: every client of it is refused until it is mended", KEY);
    } else if (now - toldNanos >= TOLD_NANOS) {
      toldNanos = now;
      LOG.errorf(
          "%s: still broken or missing: %s",
          KEY,
          left <= 0
              ? "every client of it is refused"
              : "in " + TimeUnit.NANOSECONDS.toSeconds(left) + " s every client of it is refused");
    }
  }

  @PreDestroy
  void stop() {
    if (watcher != null) {
      watcher.shutdownNow();
    }
  }

  private static String reason(Throwable e) {
    return e instanceof IllegalArgumentException && e.getMessage() != null
        ? e.getMessage()
        : "it cannot be read (" + e.getClass().getSimpleName() + ")";
  }

  private static byte[] read(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IllegalArgumentException("it is larger than " + MAX_BYTES + " bytes");
    }
    return Files.readAllBytes(file);
  }

  private static RegisteredClients parse(byte[] content) {
    return RegisteredClients.parse(new String(content, StandardCharsets.UTF_8));
  }
}
