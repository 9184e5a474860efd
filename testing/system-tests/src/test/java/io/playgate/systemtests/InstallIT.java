package io.playgate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import io.playgate.systemtests.Installation.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The installations of docker/README.md and of the chart's README, command by command, up to a URL
 * that plays. There is no container engine and no cluster: where a README starts containers or
 * pods, the packaged services run as processes, with the environment and files that compose.yaml or
 * the rendered chart gives them. What remains unproven by this: images, networks, probes, TLS to
 * PostgreSQL.
 */
class InstallIT {

  private static final Path ROOT =
      Path.of(System.getProperty("playgate.root", "../..")).toAbsolutePath().normalize();
  private static final ObjectMapper YAML = new YAMLMapper();
  private static final Pattern BLOCK = Pattern.compile("```(sh|yaml)\n(.*?)```", Pattern.DOTALL);
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+):-([^}]*)}");

  @TempDir Path temp;

  @Test
  void composeLeadsToAUrlThatPlays() throws Exception {
    Installation.assumePrograms("bash", "curl", "openssl", "psql", "python3");
    try (Installation installation = new Installation(temp, ROOT)) {
      installation.run("docker/make-secrets.sh");
      installation.createDatabasesOfCompose();
      JsonNode compose = YAML.readTree(ROOT.resolve("docker/compose.yaml").toFile());
      assertThat(texts(compose.at("/services/redis/volumes")))
          .as("what has the volume of former versions keeps their name too")
          .contains("redis:/data");
      for (String redis : List.of("redis-sessions", "redis")) {
        List<String> command = texts(compose.at("/services/" + redis + "/command"));
        installation.startRedis(redis, command.subList(1, command.size()));
      }
      for (String service : Installation.SERVICES) {
        installation.start(service, ofCompose(compose, service, installation));
      }
      installation.awaitReady();

      List<String> ran = new ArrayList<>();
      for (String command : commands("docker/README.md")) {
        String program = command.split(" ", 2)[0];
        switch (program) {
          case "./mvnw", "for", "docker" -> {
            // Packaged already; images and containers need an engine.
          }
          case "docker/make-secrets.sh" -> assertThat(command).isEqualTo(program);
          case "docker/first-url.sh" -> installation.expectPlaying(installation.run(command));
          case "python3" -> installation.startOrigin(command);
          case "curl" -> assertThat(installation.run(command)).contains("\"access_token\"");
          default -> throw new AssertionError("nobody runs this command of the README: " + command);
        }
        ran.add(program);
      }

      assertThat(ran).contains("curl", "python3", "docker/first-url.sh");
      installation.expectThatABackendMayIntrospect();
    }
  }

  @Test
  void chartLeadsToAUrlThatPlays() throws Exception {
    Installation.assumePrograms("bash", "curl", "openssl", "psql", "python3");
    try (Installation installation = new Installation(temp, ROOT)) {
      // One Redis for sessions and revocations, as the README's values have it
      installation.startRedis(
          "redis",
          List.of(
              "--appendonly",
              "yes",
              "--appendfsync",
              "always",
              "--maxmemory-policy",
              "noeviction"));
      installation.installKubectl();
      List<String> ran = new ArrayList<>();
      for (String command : commands("deploy/helm/playgate/README.md")) {
        String[] words = command.split(" ", -1);
        switch (words[0]) {
          case "docker/make-secrets.sh" -> installation.run(command);
          case "kubectl" -> {
            if (words[1].equals("create")) {
              installation.runAmongSecrets(
                  command.replace("/path/to/ca.crt", ROOT.resolve("LICENSE").toString()));
            } else {
              assertThat(words[1]).isIn("port-forward", "rollout");
            }
          }
          case "psql" -> installation.runAmongSecrets(command);
          case "helm" -> startRendered(installation);
          case "MEDIA=/vod/clock/master.m3u8" ->
              installation.expectPlaying(installation.run(command));
          default -> throw new AssertionError("nobody runs this command of the README: " + command);
        }
        ran.add(words[0]);
      }

      assertThat(ran).contains("docker/make-secrets.sh", "kubectl", "psql", "helm");
      installation.expectThatABackendMayIntrospect();
    }
  }

  // ---- compose

  private static Settings ofCompose(JsonNode compose, String service, Installation installation)
      throws IOException {
    JsonNode own = compose.at("/services/" + service);
    Map<String, String> environment = new LinkedHashMap<>();
    // YAML's merge key, which Jackson leaves to others.
    compose
        .path("x-environment")
        .properties()
        .forEach(entry -> environment.put(entry.getKey(), entry.getValue().asText()));
    own.path("environment")
        .properties()
        .forEach(entry -> environment.put(entry.getKey(), entry.getValue().asText()));
    environment.remove("<<");
    environment.replaceAll((key, value) -> defaults(value));
    Map<String, Path> files = new TreeMap<>();
    for (JsonNode secret : own.path("secrets")) {
      String source = secret.isTextual() ? secret.asText() : secret.required("source").asText();
      String target = secret.isTextual() ? source : secret.required("target").asText();
      String file = compose.at("/secrets/" + source + "/file").asText();
      assertThat(file).as(source).startsWith("secrets/");
      files.put("/run/secrets/" + target, installation.folder().resolve("docker/" + file));
    }
    return new Settings(environment, files);
  }

  private static String defaults(String value) {
    Matcher variable = VARIABLE.matcher(value);
    return variable.replaceAll(match -> Matcher.quoteReplacement(match.group(2)));
  }

  // ---- the chart

  private void startRendered(Installation installation) throws Exception {
    String values =
        blocks("deploy/helm/playgate/README.md", "yaml")
            .filter(block -> block.startsWith("# my-values.yaml"))
            .findFirst()
            .orElseThrow();
    String manifests =
        new Helm(ROOT.resolve("deploy/helm/playgate"))
            .template()
            .withName("playgate")
            .withNamespace("video")
            .withKubeVersion("1.33.0")
            .withValuesFile(Files.writeString(temp.resolve("my-values.yaml"), values))
            .call();
    Map<String, JsonNode> objects = new TreeMap<>();
    for (String document : manifests.split("(?m)^---\\s*$", -1)) {
      JsonNode object = YAML.readTree(document);
      if (object != null && object.isObject()) {
        objects.put(
            object.path("kind").asText() + "/" + object.at("/metadata/name").asText(), object);
      }
    }
    for (String service : Installation.SERVICES) {
      JsonNode pod = rendered(objects, "Deployment/playgate-" + service).at("/spec/template/spec");
      JsonNode container = pod.at("/containers/0");
      Map<String, String> environment = new LinkedHashMap<>();
      rendered(objects, "ConfigMap/" + container.at("/envFrom/0/configMapRef/name").asText())
          .path("data")
          .properties()
          .forEach(entry -> environment.put(entry.getKey(), entry.getValue().asText()));
      for (JsonNode variable : container.path("env")) {
        JsonNode reference = variable.at("/valueFrom/secretKeyRef");
        environment.put(
            variable.required("name").asText(),
            Files.readString(
                installation.object(
                    "secret",
                    reference.required("name").asText(),
                    reference.required("key").asText())));
      }
      Map<String, Path> files = new TreeMap<>();
      for (JsonNode mount : container.path("volumeMounts")) {
        for (JsonNode volume : pod.path("volumes")) {
          if (!volume.path("name").equals(mount.path("name")) || volume.has("emptyDir")) {
            continue;
          }
          boolean secret = volume.has("secret");
          JsonNode source = volume.path(secret ? "secret" : "configMap");
          JsonNode item = source.at("/items/0");
          files.put(
              mount.required("mountPath").asText() + "/" + item.required("path").asText(),
              installation.object(
                  secret ? "secret" : "configmap",
                  source.required(secret ? "secretName" : "name").asText(),
                  item.required("key").asText()));
        }
      }
      installation.start(service, new Settings(environment, files));
    }
    installation.awaitReady();
    installation.startOrigin(
        "python3 -m http.server 8085 --directory demo/src/main/resources/media");
  }

  private static JsonNode rendered(Map<String, JsonNode> objects, String name) {
    return Objects.requireNonNull(objects.get(name), name);
  }

  // ---- the READMEs

  /** Every command of a README, one each, in its order. */
  private static List<String> commands(String readme) throws IOException {
    List<String> commands = new ArrayList<>();
    for (String block : blocks(readme, "sh").toList()) {
      // A loop is one command.
      String text = block.replace("\\\n", " ").replaceAll("(?s)(for .*?\ndone)", "$1");
      Matcher loops = Pattern.compile("(?ms)^for .*?^done$").matcher(text);
      text = loops.replaceAll(loop -> Matcher.quoteReplacement(loop.group().replace('\n', ';')));
      text.lines()
          .map(line -> line.replaceFirst("\\s+#.*$", "").strip())
          .filter(line -> !line.isEmpty())
          .forEach(commands::add);
    }
    assertThat(commands).isNotEmpty();
    return commands;
  }

  private static Stream<String> blocks(String readme, String language) throws IOException {
    return BLOCK
        .matcher(Files.readString(ROOT.resolve(readme)))
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }
}
