package io.playgate.support.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A process and its children that are stopped (SIGSTOP), as on a node that hangs, until closed. */
public final class StoppedProcess implements AutoCloseable {

  private final List<Long> pids;

  /**
   * Stops a process and its children.
   *
   * @param pid the process's id
   */
  public StoppedProcess(long pid) throws IOException {
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    this.pids =
        Stream.concat(Stream.of(process), process.descendants()).map(ProcessHandle::pid).toList();
    signal("-STOP");
  }

  @Override
  public void close() throws IOException {
    signal("-CONT");
  }

  private void signal(String signal) throws IOException {
    List<String> command = new ArrayList<>(List.of("kill", signal));
    pids.forEach(pid -> command.add(Long.toString(pid)));
    // A child that has ended meanwhile makes kill complain; the others have had the signal.
    new ProcessBuilder(command).redirectErrorStream(true).start().onExit().join();
  }
}
