package io.playgate.demo.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts processes and ends them. Once it has begun to end them it starts no more, so that a stop
 * in the middle of a start leaves nothing behind.
 */
public final class ProcessOwner {
  private static final Duration PATIENCE = Duration.ofSeconds(6);

  private final Watchdog watchdog;
  private final List<OwnedProcess> processes = new ArrayList<>();
  private boolean stopping;

  /** An owner whose processes the watchdog ends should this one be killed. */
  public ProcessOwner(Watchdog watchdog) {
    this.watchdog = watchdog;
  }

  /**
   * Starts a process whose output goes to a log file.
   *
   * @throws IOException when it cannot be started, or everything is being stopped
   */
  public synchronized OwnedProcess start(String name, ProcessBuilder builder, Path log)
      throws IOException {
    if (stopping) {
      throw new IOException(name + " is not started: everything is being stopped");
    }
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
            .start();
    OwnedProcess owned = new OwnedProcess(name, process, log);
    processes.add(owned);
    process.getOutputStream().close();
    watchdog.watch(process.pid());
    return owned;
  }

  /** Ends one process and waits for it. */
  public void stop(OwnedProcess process) {
    process.requestStop();
    process.awaitStop(deadline());
    synchronized (this) {
      processes.remove(process);
    }
  }

  /** Ends all processes at once except some, and waits for them; from now on none is started. */
  public void stopAllBut(List<OwnedProcess> kept) {
    List<OwnedProcess> ending;
    synchronized (this) {
      stopping = true;
      ending = new ArrayList<>(processes);
    }
    ending.removeAll(kept);
    ending.forEach(OwnedProcess::requestStop);
    long deadline = deadline();
    ending.forEach(process -> process.awaitStop(deadline));
    synchronized (this) {
      processes.removeAll(ending);
    }
  }

  private static long deadline() {
    return System.nanoTime() + PATIENCE.toNanos();
  }
}
