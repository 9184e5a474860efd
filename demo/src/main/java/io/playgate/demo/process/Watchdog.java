package io.playgate.demo.process;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A small shell process that ends what the demo started when the demo is killed and cannot do it
 * itself. It reads from a pipe that only the demo holds, and wakes when that pipe breaks.
 */
public final class Watchdog {
  // $1: folder to delete, $2: file to delete if it speaks of the launcher $3.
  // It outlives the Ctrl-C that the terminal sends to every process of the demo.
  private static final String SCRIPT =
      """
      trap '' HUP INT TERM
      pids=
      data=
      while read -r what value; do
        case "$what" in
          pid) pids="$pids $value" ;;
          postgres) data="$value" ;;
          done) exit 0 ;;
        esac
      done
      if [ -n "$data" ] && [ -f "$data/postmaster.pid" ]; then
        postmaster="$(head -n 1 "$data/postmaster.pid")"
        pids="$pids $postmaster"
        kill -INT "$postmaster" 2>/dev/null
      fi
      kill -TERM $pids 2>/dev/null
      for step in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        alive=
        for pid in $pids; do
          if kill -0 "$pid" 2>/dev/null; then alive=yes; fi
        done
        if [ -z "$alive" ]; then break; fi
        sleep 0.25
      done
      if [ -n "$alive" ]; then kill -KILL $pids 2>/dev/null; fi
      rm -rf "$1"
      if grep -q "\\"launcher\\" : $3[^0-9]" "$2" 2>/dev/null; then rm -f "$2"; fi
      """;

  private final Process process;
  private final BufferedWriter pipe;

  private Watchdog(Process process) {
    this.process = process;
    this.pipe = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Starts it.
   *
   * @param folder to delete when the demo was killed
   * @param json to delete then, too, where it is this demo's
   */
  public static Watchdog start(Path folder, Path json) throws IOException {
    return new Watchdog(
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                SCRIPT,
                "playgate-demo-watchdog",
                folder.toString(),
                json.toString(),
                Long.toString(ProcessHandle.current().pid()))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /** Puts a process under its watch. */
  public void watch(long pid) throws IOException {
    tell("pid " + pid);
  }

  /** Puts the PostgreSQL server under its watch that keeps its data in that folder. */
  public void watchPostgres(Path data) throws IOException {
    tell("postgres " + data);
  }

  /** Sends it home: the demo has ended everything. */
  public void dismiss() {
    try (pipe) {
      tell("done");
    } catch (IOException e) {
      // It is gone already.
      process.destroyForcibly();
    }
  }

  long pid() {
    return process.pid();
  }

  private synchronized void tell(String line) throws IOException {
    pipe.write(Objects.requireNonNull(line));
    pipe.newLine();
    pipe.flush();
  }
}
