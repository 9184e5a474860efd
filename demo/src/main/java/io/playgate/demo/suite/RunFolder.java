package io.playgate.demo.suite;

import io.playgate.demo.credential.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files of one run: logs, which stay, and below {@code run} everything secret, which only the
 * owner may read and which goes at the end.
 */
final class RunFolder {
  private final Path logs;
  private final Path run;

  private RunFolder(Path logs, Path run) {
    this.logs = logs;
    this.run = run;
  }

  /** Makes the folders; what a killed run left behind is deleted. */
  static RunFolder create(Path folder) throws IOException {
    Path logs = Files.createDirectories(folder.resolve("logs"));
    Path run = folder.resolve("run");
    PrivateFiles.delete(run);
    return new RunFolder(logs, PrivateFiles.folder(run));
  }

  Path path() {
    return run;
  }

  Path logs() {
    return logs;
  }

  Path log(String name) {
    return logs.resolve(name + ".log");
  }

  /** A new folder of mode 0700 below {@code run}. */
  Path folder(String name) throws IOException {
    return PrivateFiles.folder(run.resolve(name));
  }

  void delete() throws IOException {
    PrivateFiles.delete(run);
  }
}
