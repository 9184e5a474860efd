package io.playgate.demo.suite;

import java.nio.file.Path;

/**
 * How a suite is to be started.
 *
 * @param root the repository, in which the services are built
 * @param ports where it listens
 * @param json where its description is written once all is ready
 */
public record SuiteOptions(Path root, Ports ports, Path json) {

  /** A suite of that repository at the default ports, with its description in the usual place. */
  public static SuiteOptions of(Path root) {
    return new SuiteOptions(root, Ports.DEFAULT, defaultJson(root));
  }

  /** Where the description goes unless told otherwise. */
  public static Path defaultJson(Path root) {
    return root.resolve("target").resolve("demo.json");
  }

  /** The folder for logs and secrets, one for each port base. */
  Path folder() {
    String name = ports.equals(Ports.DEFAULT) ? "demo" : "demo-" + ports.base();
    return root.resolve("target").resolve(name);
  }
}
