package io.playgate.demo;

import io.playgate.demo.catalogue.SampleAsset;
import io.playgate.demo.catalogue.SampleProfile;
import io.playgate.demo.suite.StartFailure;
import io.playgate.demo.suite.Suite;
import io.playgate.demo.suite.SuiteDescription;
import io.playgate.demo.suite.SuiteOptions;
import java.io.PrintStream;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Starts the suite, says where it is, and ends it at Ctrl-C. */
public final class Demo {
  private static final PrintStream OUT = System.out;

  private Demo() {}

  /**
   * Runs until SIGINT or SIGTERM. Exit code 1: it could not start; 2: the arguments make no sense.
   *
   * @param arguments see {@link CommandLine#USAGE}
   */
  public static void main(String[] arguments) throws InterruptedException {
    SuiteOptions options;
    try {
      options = CommandLine.parse(List.of(arguments));
    } catch (IllegalArgumentException e) {
      System.err.println("playgate demo: " + e.getMessage());
      System.err.println(CommandLine.USAGE);
      System.exit(2);
      return;
    }
    // The libraries' own words go to nobody; what is wrong is said by those who call them.
    LogManager.getLogManager().reset();
    Logger.getLogger("").setLevel(Level.OFF);

    Suite suite = new Suite(options, line -> OUT.println("  " + line.replace("\n", "\n  ")));
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("stop")
                .unstarted(() -> {
                  if (suite.isClosing()) {
                    suite.close();
                    return;
                  }
                  OUT.println("stopping");
                  suite.close();
                  OUT.println("stopped");
                }));
    OUT.println("starting Playgate; Ctrl-C stops all of it");
    try {
      OUT.println(welcome(suite.start(), options));
    } catch (StartFailure e) {
      if (!suite.isClosing()) {
        System.err.println("playgate demo: " + e.getMessage());
        suite.close();
        System.exit(1);
      }
    }
    suite.awaitClosed();
  }

  private static String welcome(SuiteDescription suite, SuiteOptions options) {
    return """

    Playgate is ready:  %s

      sign in as        %s
      password          %s
      profiles          %s
      assets            %s
      for scripts       %s
      logs              %s

    Ctrl-C stops everything.
    """
        .formatted(
            suite.addresses().page(),
            suite.viewer().login(),
            suite.viewer().password(),
            SampleProfile.ALL.stream().map(SampleProfile::id).collect(Collectors.joining(", ")),
            SampleAsset.ALL.stream().map(SampleAsset::id).collect(Collectors.joining(", ")),
            options.json(),
            suite.logs());
  }
}
