package io.playgate.demo;

import io.playgate.demo.suite.Ports;
import io.playgate.demo.suite.SuiteOptions;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The demo's options. */
final class CommandLine {
  static final String USAGE =
      "usage: ./playgate demo [--port-base N] [--json FILE]   (./playgate demo --help tells more)";

  private CommandLine() {}

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException when they make no sense, in words for people
   */
  static SuiteOptions parse(List<String> arguments) {
    Path root = Path.of("").toAbsolutePath();
    Ports ports = Ports.DEFAULT;
    @Nullable Path json = null;
    for (int i = 0; i < arguments.size(); i += 2) {
      String option = arguments.get(i);
      if (!List.of("--root", "--port-base", "--json").contains(option)) {
        throw new IllegalArgumentException("unknown option '" + option + "'");
      }
      if (i + 1 == arguments.size()) {
        throw new IllegalArgumentException(option + " needs a value");
      }
      String value = arguments.get(i + 1);
      switch (option) {
        case "--root" -> root = Path.of(value).toAbsolutePath().normalize();
        case "--json" -> json = Path.of(value).toAbsolutePath().normalize();
        default -> ports = ports(value);
      }
    }
    return new SuiteOptions(root, ports, json == null ? SuiteOptions.defaultJson(root) : json);
  }

  private static Ports ports(String value) {
    try {
      return new Ports(Integer.parseInt(value));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--port-base needs a number, not '" + value + "'", e);
    }
  }
}
