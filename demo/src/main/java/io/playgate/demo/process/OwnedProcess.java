package io.playgate.demo.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process that the demo started and ends, with the file it logs to. */
public final class OwnedProcess {
  private static final int TAIL_BYTES = 16 * 1024;

  private final String name;
  private final Process process;
  private final Path log;
  private volatile boolean stopping;

  OwnedProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /** What people call it. */
  public String name() {
    return name;
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Where it logs to. */
  public Path log() {
    return log;
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its exit code, once it has ended. */
  public int exitCode() {
    return process.exitValue();
  }

  /** Completes when it ends without having been told to. */
  public CompletableFuture<OwnedProcess> unexpectedEnd() {
    return process
        .onExit()
        .thenCompose(ended ->
            stopping
                ? new CompletableFuture<OwnedProcess>()
                : CompletableFuture.completedFuture(this));
  }

  /** The last lines of its log. */
  public String tail(int lines) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long start = Math.max(0, file.length() - TAIL_BYTES);
      byte[] bytes = new byte[Math.toIntExact(file.length() - start)];
      file.seek(start);
      file.readFully(bytes);
      List<String> all = new String(bytes, StandardCharsets.UTF_8).strip().lines().toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    } catch (IOException e) {
      return "(its log " + log + " cannot be read)";
    }
  }

  /** Asks it to end. */
  void requestStop() {
    stopping = true;
    process.destroy();
  }

  /** Waits for its end until a time of {@link System#nanoTime}, and then insists. */
  void awaitStop(long deadline) {
    boolean interrupted = false;
    try {
      if (process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    process.destroyForcibly();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
