package io.playgate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * The configurations in deploy/edges whose programs Debian does not package, Envoy and Traefik:
 * what their structure can say. None of it is run here.
 */
class EdgeConfigurationFilesTest {

  private static final Path EDGES =
      Path.of(System.getProperty("playgate.root", "../.."), "deploy/edges");
  private static final ObjectMapper YAML = new YAMLMapper();

  /** By which some servers take another path, method, host or address. */
  private static final List<String> OVERRIDES =
      List.of(
          "X-Original-URL",
          "X-Original-URI",
          "X-Original-Method",
          "X-Rewrite-URL",
          "X-HTTP-Method",
          "X-HTTP-Method-Override",
          "X-Method-Override",
          "X-Host",
          "X-Real-IP",
          "X-Forwarded-Host",
          "X-Forwarded-Path",
          "X-Forwarded-Prefix",
          "X-Forwarded-Uri",
          "Forwarded",
          "Cookie",
          "Authorization",
          "Referer");

  @Test
  void traefikStripsOtherProtocolsBeforeItAsks() throws IOException {
    JsonNode http = YAML.readTree(EDGES.resolve("traefik/media.yaml").toFile()).required("http");

    JsonNode router = http.at("/routers/media");
    assertThat(texts(router.at("/middlewares")))
        .containsExactly("without-protocols", "verdict", "without-token", "without-overrides");
    JsonNode removed = http.at("/middlewares/without-protocols/headers/customRequestHeaders");
    for (String name : List.of("Upgrade", "Connection", "HTTP2-Settings")) {
      assertThat(removed.path(name).isTextual()).as(name).isTrue();
      assertThat(removed.path(name).asText()).as(name).isEmpty();
    }
    assertThat(router.path("rule").asText())
        .contains("Method(`GET`)", "Method(`HEAD`)")
        .doesNotContain("CONNECT");
  }

  @Test
  void traefikStripsWhatOverridesAndServesOnlyWhatItCanCut() throws IOException {
    JsonNode http = YAML.readTree(EDGES.resolve("traefik/media.yaml").toFile()).required("http");

    JsonNode removed = http.at("/middlewares/without-overrides/headers/customRequestHeaders");
    for (String name : OVERRIDES) {
      assertThat(removed.path(name).isTextual()).as(name).isTrue();
      assertThat(removed.path(name).asText()).as(name).isEmpty();
    }
    assertThat(http.at("/middlewares/verdict/forwardAuth/trustForwardHeader").asBoolean(true))
        .isFalse();
    assertThat(http.at("/services/origin/loadBalancer/passHostHeader").asBoolean(true)).isFalse();
    // The token that is judged is in the path, and the same pattern cuts it out.
    String cut = http.at("/middlewares/without-token/replacePathRegex/regex").asText();
    assertThat(cut).startsWith("^/media/[^/]+/[^/]+=[^/]+(/");
    assertThat(http.at("/routers/media/rule").asText())
        .contains("PathRegexp(`^/media/[^/]+/[^/]+=[^/]+/`)");
  }

  @Test
  void envoyKnowsNoOtherProtocolAndNoTunnel() throws IOException {
    JsonNode envoy = YAML.readTree(EDGES.resolve("envoy/envoy.yaml").toFile());

    assertThat(envoy.findValues("upgrade_configs")).isEmpty();
    assertThat(envoy.findValues("connect_matcher")).isEmpty();
    assertThat(envoy.findValues("http2_protocol_options")).isEmpty();
    assertThat(envoy.findValue("failure_mode_allow").asBoolean(true)).isFalse();
    assertThat(envoy.findValue("use_remote_address").asBoolean()).isTrue();
    assertThat(envoy.findValue("host_rewrite_literal").asText()).isNotEmpty();
  }

  @Test
  void envoyPassesHeadersByAList() throws IOException {
    JsonNode envoy = YAML.readTree(EDGES.resolve("envoy/envoy.yaml").toFile());

    List<String> asked = new ArrayList<>();
    envoy
        .findValue("allowed_headers")
        .path("patterns")
        .forEach(pattern -> asked.add(pattern.required("exact").asText()));
    assertThat(asked)
        .containsExactlyInAnyOrder(
            "cookie", "authorization", "origin", "referer", "user-agent", "x-forwarded-for");
    String lua = envoy.findValue("inline_string").asText();
    assertThat(lua).contains("not ORIGIN[name]", "handle:headers():remove(name)");
    String passed = lua.substring(0, lua.indexOf("function envoy_on_request"));
    for (String name : OVERRIDES) {
      assertThat(passed).doesNotContain('"' + name.toLowerCase(Locale.ROOT) + '"');
    }
    assertThat(passed).doesNotContain("upgrade", "http2-settings", "playgate-target");
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }
}
