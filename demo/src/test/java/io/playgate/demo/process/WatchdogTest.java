package io.playgate.demo.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchdogTest {
  @TempDir private Path folder;

  /** Starts a process as the demo does, tells its id, and is killed in the middle of its work. */
  static final class Killed {
    private Killed() {}

    public static void main(String[] arguments) throws Exception {
      Path run = Path.of(arguments[0]);
      Path json = Path.of(arguments[1]);
      ProcessOwner owner = new ProcessOwner(Watchdog.start(run, json));
      Files.writeString(json, "{\n  \"launcher\" : " + ProcessHandle.current().pid() + ",\n}\n");
      OwnedProcess child =
          owner.start("sleep", new ProcessBuilder("sleep", "600"), run.resolve("log"));
      System.out.println(child.pid());
      System.out.flush();
      Runtime.getRuntime().halt(137);
    }
  }

  @Test
  void whatAKilledDemoStartedEnds() throws Exception {
    // Given a demo with a process, secrets and a description
    Path run = Files.createDirectory(folder.resolve("run"));
    Path json = folder.resolve("demo.json");
    Files.writeString(run.resolve("secret"), "s");

    // When it is killed
    Process demo =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Killed.class.getName(),
                run.toString(),
                json.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    ProcessHandle child;
    try (BufferedReader output = demo.inputReader()) {
      child = ProcessHandle.of(Long.parseLong(String.valueOf(output.readLine()))).orElseThrow();
    }
    assertThat(demo.waitFor()).isEqualTo(137);

    // Then nothing of it stays
    child.onExit().get(20, TimeUnit.SECONDS);
    awaitGone(run);
    awaitGone(json);
  }

  @Test
  void aWatchdogThatIsDismissedDeletesNothing() throws Exception {
    Path run = Files.createDirectory(folder.resolve("run"));
    Watchdog watchdog = Watchdog.start(run, folder.resolve("demo.json"));
    ProcessHandle process = ProcessHandle.of(watchdog.pid()).orElseThrow();

    watchdog.dismiss();

    process.onExit().get(10, TimeUnit.SECONDS);
    assertThat(run).exists();
  }

  @Test
  void anOwnerThatStopsStartsNothingMore() throws Exception {
    Watchdog watchdog = Watchdog.start(folder.resolve("none"), folder.resolve("none.json"));
    ProcessOwner owner = new ProcessOwner(watchdog);
    OwnedProcess first =
        owner.start("sleep", new ProcessBuilder("sleep", "600"), folder.resolve("log"));

    owner.stopAllBut(List.of());

    assertThat(first.isAlive()).isFalse();
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> owner.start("sleep", new ProcessBuilder("sleep", "600"), folder.resolve("log")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("being stopped");
    watchdog.dismiss();
  }

  private static void awaitGone(Path path) throws InterruptedException {
    for (int i = 0; i < 200 && Files.exists(path); i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(path).doesNotExist();
  }
}
