package io.playgate.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.demo.suite.Ports;
import io.playgate.demo.suite.SuiteOptions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {

  @Test
  void withoutArgumentsItIsTheUsualPortsAndPlace() {
    SuiteOptions options = CommandLine.parse(List.of("--root", "/srv/playgate"));

    assertThat(options)
        .isEqualTo(
            new SuiteOptions(
                Path.of("/srv/playgate"),
                new Ports(8080),
                Path.of("/srv/playgate/target/demo.json")));
  }

  @Test
  void portsAndJsonCanBeChosen() {
    SuiteOptions options =
        CommandLine.parse(
            List.of("--json", "/tmp/a.json", "--port-base", "9000", "--root", "/srv/playgate"));

    assertThat(options)
        .isEqualTo(
            new SuiteOptions(Path.of("/srv/playgate"), new Ports(9000), Path.of("/tmp/a.json")));
  }

  @ParameterizedTest
  @CsvSource({
    "--port-base 80,the port base must be from 1024 to 65521",
    "--port-base 65522,the port base must be from 1024 to 65521",
    "--port-base many,--port-base needs a number",
    "--port-base,--port-base needs a value",
    "--ports 9000,unknown option '--ports'",
    "9000,unknown option '9000'"
  })
  void nonsenseIsNamed(String arguments, String message) {
    List<String> split = List.of(arguments.split(" ", -1));

    assertThatThrownBy(() -> CommandLine.parse(split))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
