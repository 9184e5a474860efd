package io.playgate.auth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootstrapClientsTest {

  @Test
  void aFileIsRead() {
    assertThat(
            BootstrapClients.parse(
                "{\"clients\":[{\"id\":\"a\",\"secretSha256\":\""
                    + "0a".repeat(32)
                    + "\",\"scopes\":[\"viewers.read\"]}]}"))
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.id()).isEqualTo("a");
          assertThat(entry.secretSha256()).hasSize(32).containsOnly(10);
          assertThat(entry.scopes()).containsExactly("viewers.read");
        });
  }

  /** A client can grant only what it holds: the first one has to hold everything. */
  @Test
  void theFirstClientOfAnInstallationHoldsEveryScope() throws IOException {
    String script = Files.readString(Path.of("../docker/make-secrets.sh"));
    String client = script.substring(script.indexOf("The first admin client"));

    Set<String> scopes = new TreeSet<>();
    Matcher scope = Pattern.compile("\"([a-z]+\\.[a-z]+)\"").matcher(client);
    while (scope.find()) {
      scopes.add(scope.group(1));
    }

    assertThat(scopes).containsExactlyInAnyOrderElementsOf(Scope.GRANTABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"clients\":{}}",
        "{\"clients\":[7]}",
        "{\"clients\":[{}]}",
        "{\"clients\":[{\"id\":\"\"}]}",
        "{\"clients\":[{\"id\":\"a\",\"scopes\":[]}]}",
        "{\"clients\":[{\"id\":\"a\",\"secretSha256\":\"abc\",\"scopes\":[]}]}",
        "{\"clients\":[{\"id\":\"a\",\"secretSha256\":7,\"scopes\":[]}]}",
        "{\"clients\":[{\"id\":\"a\",\"publicKeys\":[7]}]}"
      })
  void aFileThatSaysSomethingElseStopsTheStart(String json) {
    assertThatThrownBy(() -> BootstrapClients.parse(json))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
