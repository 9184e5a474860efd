package io.playgate.cli;

import io.playgate.cli.token.TokenCommand;
import io.playgate.cli.version.BuildVersion;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry point. */
@Command(
    name = "playgate",
    subcommands = {TokenCommand.class},
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Video access control.")
public final class Cli {

  private Cli() {}

  /** Runs a command; exits with 0, with 1 where it fails, with 2 where it is not understood. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Cli()).execute(arguments));
  }
}
