package io.playgate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Helm chart, rendered by Helm itself. No cluster is needed. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class HelmChartTest {

  private static final Path CHART =
      Path.of(System.getProperty("playgate.root", "../.."), "deploy/helm/playgate");
  private static final ObjectMapper YAML = new YAMLMapper();
  private static final List<String> SERVICES = List.of("auth", "token", "revocation", "edge");

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"default", "everything", "edge-only", "connector"})
  void chartPassesHelmsLint(String values) throws IOException {
    // Given a chart whose defaults are the values of the case
    Path chart = copyOfChart();
    ObjectNode merged = (ObjectNode) YAML.readTree(chart.resolve("values.yaml").toFile());
    merge(merged, (ObjectNode) YAML.readTree(valuesFile(values).toFile()));
    YAML.writeValue(chart.resolve("values.yaml").toFile(), merged);

    // When
    LintResult result = new Helm(chart).lint().strict().call();

    // Then
    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    assertThat(result.getMessages())
        .allSatisfy(message -> assertThat(message).startsWith("[INFO]"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "everything"})
  void eachServiceIsRendered(String values) {
    List<JsonNode> objects = render(values);

    for (String kind :
        List.of(
            "Deployment", "ConfigMap", "ServiceAccount", "PodDisruptionBudget", "NetworkPolicy")) {
      assertThat(names(objects, kind))
          .as(kind)
          .containsExactlyInAnyOrder(
              "playgate-auth", "playgate-token", "playgate-revocation", "playgate-edge");
    }
    assertThat(names(objects, "Service"))
        .containsExactlyInAnyOrder(
            "playgate-auth",
            "playgate-auth-management",
            "playgate-token",
            "playgate-token-management",
            "playgate-revocation",
            "playgate-revocation-management",
            "playgate-edge",
            "playgate-edge-management");
  }

  @Test
  void connectorFollowsRevocationAndReachesItsTargetsAlone() throws IOException {
    List<JsonNode> objects = render("connector");

    assertThat(names(objects, "Deployment")).contains("playgate-connector");
    assertThat(data(find(objects, "ConfigMap", "playgate-connector")))
        .containsEntry("PLAYGATE_SERVICE_ID", "connector-1")
        .containsEntry("PLAYGATE_REVOCATION_URL", "http://playgate-revocation:8080")
        .containsEntry("PLAYGATE_HAPROXY_FRONT1_SOCKET", "tcp:haproxy-0.haproxy.media.svc:9999")
        .containsEntry("PLAYGATE_HAPROXY_FRONT1_MAP", "/etc/haproxy/revoked.map")
        .containsEntry("PLAYGATE_HAPROXY_FRONT2_SOCKET", "unix:/run/haproxy/playgate.sock")
        .doesNotContainKeys("PLAYGATE_ISSUER_URI", "PLAYGATE_SERVICE_CLIENTS_FILE");

    JsonNode policy = find(objects, "NetworkPolicy", "playgate-connector");
    assertThat(policy.at("/spec/ingress").size()).isZero();
    Set<String> called = new TreeSet<>();
    Set<String> anywhere = new TreeSet<>();
    for (JsonNode rule : policy.at("/spec/egress")) {
      rule.path("to").forEach(peer -> called.add(component(peer.path("podSelector"))));
      if (!rule.has("to")) {
        anywhere.addAll(ports(rule));
      }
    }
    assertThat(called).containsExactly("revocation");
    assertThat(anywhere).containsExactlyInAnyOrder("9999", "53", "5353");
    Set<String> callers = new TreeSet<>();
    find(objects, "NetworkPolicy", "playgate-revocation")
        .at("/spec/ingress")
        .forEach(rule ->
            rule.path("from").forEach(peer -> callers.add(component(peer.path("podSelector")))));
    assertThat(callers).containsExactlyInAnyOrder("auth", "token", "edge", "connector");

    JsonNode elsewhere =
        find(
            render(
                "connector",
                """
                networkPolicy:
                  ports: {targets: [19999]}
                  destinations: {targets: [{ipBlock: {cidr: 192.0.2.9/32}}]}
                """),
            "NetworkPolicy",
            "playgate-connector");
    assertThat(elsewhere.at("/spec/egress"))
        .filteredOn(rule -> rule.toString().contains("192.0.2.9/32"))
        .singleElement()
        .satisfies(rule -> assertThat(ports(rule)).containsExactly("19999"));
  }

  @Test
  void optionalObjectsAreOffByDefault() {
    List<JsonNode> objects = render("default");

    assertThat(kinds(objects))
        .doesNotContain("HorizontalPodAutoscaler", "Ingress", "ServiceMonitor");
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "everything", "edge-only", "connector"})
  void noSecretIsRendered(String values) {
    List<JsonNode> objects = render(values);

    assertThat(kinds(objects)).doesNotContain("Secret");
    assertThat(byKind(objects, "ConfigMap"))
        .allSatisfy(map ->
            assertThat(map.get("data").fieldNames())
                .toIterable()
                .noneMatch(key -> key.matches(".*(PASSWORD|SECRET|TOKEN_VALUE)")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "everything", "edge-only", "connector"})
  void eachPodIsConfined(String values) {
    for (JsonNode deployment : byKind(render(values), "Deployment")) {
      // When
      JsonNode pod = deployment.at("/spec/template/spec");
      JsonNode container = pod.at("/containers/0");

      // Then
      assertThat(pod.at("/containers").size()).isEqualTo(1);
      assertThat(pod.at("/automountServiceAccountToken").asBoolean(true)).isFalse();
      assertThat(pod.at("/enableServiceLinks").asBoolean(true)).isFalse();
      assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
      assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(1001);
      assertThat(pod.at("/securityContext/seccompProfile/type").asText())
          .isEqualTo("RuntimeDefault");
      assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
          .isFalse();
      assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
      assertThat(container.at("/securityContext/capabilities/drop")).hasToString("[\"ALL\"]");
      assertThat(container.at("/resources/requests").size()).isEqualTo(2);
      assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
      for (JsonNode volume : pod.at("/volumes")) {
        if (volume.has("secret")) {
          // YAML 1.1 has octal numbers; 0440 is 288.
          assertThat(volume.at("/secret/defaultMode").asInt()).isEqualTo(0440);
        }
      }
    }
  }

  @Test
  void userAndGroupCanBeLeftToThePlatform() throws IOException {
    List<JsonNode> objects = render("default", "security: {userId: null, groupId: null}\n");

    assertThat(byKind(objects, "Deployment"))
        .allSatisfy(deployment -> {
          JsonNode context = deployment.at("/spec/template/spec/securityContext");
          assertThat(context.has("runAsUser")).isFalse();
          assertThat(context.has("fsGroup")).isFalse();
          assertThat(context.at("/runAsNonRoot").asBoolean()).isTrue();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "everything", "edge-only", "connector"})
  void probesAskTheManagementPort(String values) {
    for (JsonNode deployment : byKind(render(values), "Deployment")) {
      JsonNode container = deployment.at("/spec/template/spec/containers/0");

      assertThat(container.at("/ports"))
          .hasToString(
              "[{\"name\":\"http\",\"containerPort\":8080,\"protocol\":\"TCP\"},"
                  + "{\"name\":\"management\",\"containerPort\":9000,\"protocol\":\"TCP\"}]");
      Map.of("startup", "started", "liveness", "live", "readiness", "ready")
          .forEach((probe, path) -> {
            JsonNode http = container.at("/" + probe + "Probe/httpGet");
            assertThat(http.at("/path").asText()).isEqualTo("/q/health/" + path);
            assertThat(http.at("/port").asText()).isEqualTo("management");
          });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "everything", "edge-only", "connector"})
  void apiServicesDoNotPublishTheManagementPort(String values) {
    for (JsonNode service : byKind(render(values), "Service")) {
      boolean management = name(service).endsWith("-management");

      assertThat(service.at("/spec/ports").size()).isEqualTo(1);
      assertThat(service.at("/spec/ports/0/targetPort").asText())
          .as(name(service))
          .isEqualTo(management ? "management" : "http");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "everything", "edge-only", "connector"})
  void objectsCarryTheRecommendedLabels(String values) {
    for (JsonNode object : render(values)) {
      assertThat(object.at("/metadata/labels").fieldNames())
          .toIterable()
          .as(object.path("kind").asText() + " " + name(object))
          .contains(
              "app.kubernetes.io/name",
              "app.kubernetes.io/instance",
              "app.kubernetes.io/component",
              "app.kubernetes.io/version",
              "app.kubernetes.io/part-of",
              "app.kubernetes.io/managed-by",
              "helm.sh/chart");
    }
  }

  /** The list stands in docs/reference/service-calls.md: who may call whom. */
  @Test
  void networkPoliciesAllowExactlyTheCallsBetweenTheServices() {
    // Given
    Map<String, Set<String>> allowed =
        Map.of(
            "auth", Set.of("revocation"),
            "token", Set.of("revocation", "auth"),
            "revocation", Set.of("auth"),
            "edge", Set.of("revocation", "token"));

    // When
    Map<String, Set<String>> outgoing = new TreeMap<>();
    Map<String, Set<String>> incoming = new TreeMap<>();
    for (JsonNode policy : byKind(render("default"), "NetworkPolicy")) {
      String self = component(policy.at("/spec/podSelector"));
      assertThat(policy.at("/spec/policyTypes")).hasToString("[\"Ingress\",\"Egress\"]");
      for (JsonNode rule : policy.at("/spec/egress")) {
        for (JsonNode peer : rule.path("to")) {
          outgoing
              .computeIfAbsent(self, key -> new TreeSet<>())
              .add(component(peer.path("podSelector")));
          assertThat(ports(rule)).containsExactly("http");
        }
      }
      for (JsonNode rule : policy.at("/spec/ingress")) {
        // A rule without peers would let everybody in.
        assertThat(rule.path("from").size()).isPositive();
        assertThat(ports(rule)).containsExactly("http");
        for (JsonNode peer : rule.path("from")) {
          incoming
              .computeIfAbsent(component(peer.path("podSelector")), key -> new TreeSet<>())
              .add(self);
        }
      }
    }

    // Then
    assertThat(outgoing).containsExactlyInAnyOrderEntriesOf(allowed);
    assertThat(incoming).containsExactlyInAnyOrderEntriesOf(allowed);
  }

  @Test
  void networkPoliciesOpenOnlyThePortsOfTheStores() {
    Map<String, Set<String>> anywhere = new TreeMap<>();
    for (JsonNode policy : byKind(render("default"), "NetworkPolicy")) {
      for (JsonNode rule : policy.at("/spec/egress")) {
        if (!rule.has("to")) {
          anywhere
              .computeIfAbsent(component(policy.at("/spec/podSelector")), key -> new TreeSet<>())
              .addAll(ports(rule));
        }
      }
    }

    assertThat(anywhere)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "auth", Set.of("5432", "53", "5353"),
                "token", Set.of("5432", "6379", "53", "5353"),
                "revocation", Set.of("6379", "53", "5353"),
                "edge", Set.of("8000", "53", "5353")));
  }

  /**
   * A policy sees pods' ports: DNS of OpenShift listens on 5353, an origin behind its Service on
   * 8080.
   */
  @Test
  void networkPoliciesNameThePortsOfPods() throws IOException {
    List<JsonNode> objects =
        render(
            "edge-only",
            """
            networkPolicy:
              ports: {origin: [8080, 8081], services: [8443], dns: [1053]}
            """);

    JsonNode policy = find(objects, "NetworkPolicy", "playgate-edge");
    Set<String> open = new TreeSet<>();
    policy.at("/spec/egress").forEach(rule -> open.addAll(ports(rule)));
    assertThat(open).containsExactlyInAnyOrder("8080", "8081", "8443", "1053");
    Set<String> stores = new TreeSet<>();
    find(
            render(
                "everything",
                "networkPolicy: {ports: {postgresql: [15432], redis: [16379, 16380]}}\n"),
            "NetworkPolicy",
            "playgate-token")
        .at("/spec/egress")
        .forEach(rule -> stores.addAll(ports(rule)));
    assertThat(stores).containsExactlyInAnyOrder("http", "15432", "16379", "16380", "53", "5353");
  }

  /** Without a cluster there is nothing to look up; Reloader is told what to watch. */
  @Test
  void changedSecretsRollThePodsThatReadThemAtStart() throws IOException {
    JsonNode annotations =
        find(render("everything", "rollout: {reloader: true}\n"), "Deployment", "playgate-auth")
            .at("/metadata/annotations");
    JsonNode edge =
        find(render("default", "rollout: {reloader: true}\n"), "Deployment", "playgate-edge")
            .at("/metadata/annotations");

    assertThat(annotations.path("secret.reloader.stakater.com/reload").asText().split(","))
        .containsExactlyInAnyOrder(
            "playgate-auth-keys", "playgate-auth-database", "playgate-auth-bootstrap");
    assertThat(edge.path("secret.reloader.stakater.com/reload").asText())
        .isEqualTo("playgate-edge-keys");
    assertThat(
            find(render("default"), "Deployment", "playgate-auth")
                .at("/spec/template/metadata/annotations")
                .has("checksum/mounted"))
        .isFalse();
  }

  /**
   * "Works on one node with two cores, with room left for a rolling update" (values-small.yaml).
   */
  @ParameterizedTest
  @ValueSource(strings = {"native", "jvm"})
  void smallValuesFitOneNodeWithTwoCores(String variant) throws IOException {
    Path file =
        Files.writeString(temp.resolve("variant.yaml"), "image: {variant: " + variant + "}\n");
    List<JsonNode> objects =
        parse(
            template("default")
                .withValuesFile(CHART.resolve("values-small.yaml"))
                .withValuesFile(file)
                .call());

    int millicores = 0;
    int surge = 0;
    for (JsonNode deployment : byKind(objects, "Deployment")) {
      JsonNode resources = deployment.at("/spec/template/spec/containers/0/resources");
      int request = Integer.parseInt(resources.at("/requests/cpu").asText().replace("m", ""));
      millicores += request * deployment.at("/spec/replicas").asInt();
      surge += request * deployment.at("/spec/strategy/rollingUpdate/maxSurge").asInt();
      assertThat(resources.at("/limits/memory").asText()).isNotEmpty();
    }
    // What a cluster runs on each node of its own takes up to half.
    assertThat(millicores + surge).isPositive().isLessThanOrEqualTo(1000);
  }

  /** Docker's README and files build what the chart asks for. */
  @ParameterizedTest
  @ValueSource(strings = {"native", "jvm"})
  void defaultImagesAreTheOnesThatTheDockerfilesBuild(String variant) throws IOException {
    String image =
        find(
                render("default", "image: {variant: " + variant + "}\n"),
                "Deployment",
                "playgate-auth")
            .at("/spec/template/spec/containers/0/image")
            .asText();
    String tag = image.substring(image.lastIndexOf(':') + 1);

    Path docker = CHART.resolve("../../../docker");
    assertThat(Files.readString(docker.resolve("Dockerfile." + variant)))
        .contains("-t auth-service:" + tag + " ");
    if (variant.equals("native")) {
      assertThat(Files.readString(docker.resolve("README.md")))
          .contains("docker build", "/$service:" + tag + " .", "docker push");
      assertThat(Files.readString(CHART.resolve("README.md"))).contains("`" + tag + "`");
    }
    assertThat(Files.readString(CHART.resolve("../../../pom.xml")))
        .contains("<version>" + tag.substring(0, tag.lastIndexOf('-')) + "</version>");
  }

  @Test
  void notesSayThatNobodyCanAdminister() throws IOException {
    assertThat(notes("default", "auth: {bootstrapClients: {existingSecret: ''}}\n"))
        .contains("WARNING", "NOBODY CAN ADMINISTER", "auth.bootstrapClients.existingSecret");
    assertThat(
            notes(
                "default", "auth: {bootstrapClients: {existingSecret: playgate-auth-bootstrap}}\n"))
        .doesNotContain("WARNING")
        .contains("playgate-auth-bootstrap");
    assertThat(notes("edge-only", "{}\n")).doesNotContain("WARNING");
  }

  /**
   * NOTES.txt is no part of what Helm's template command prints: rendered as a template of its own.
   */
  private String notes(String values, String overrides) throws IOException {
    Path chart = copyOfChart();
    Path templates = chart.resolve("templates");
    String notes = Files.readString(templates.resolve("NOTES.txt"));
    Files.writeString(
        templates.resolve("notes.yaml"),
        "{{- define \"notes\" }}"
            + notes
            + "{{ end }}\nkind: Notes\nmetadata: {name: notes}\n"
            + "text: {{ include \"notes\" . | quote }}\n");
    Path file = Files.writeString(temp.resolve("notes-values.yaml"), overrides);
    String text =
        find(
                parse(
                    new Helm(chart)
                        .template()
                        .withName("playgate")
                        .withNamespace("video")
                        .withKubeVersion("1.33.0")
                        .withValuesFile(valuesFile(values))
                        .withValuesFile(file)
                        .call()),
                "Notes",
                "notes")
            .path("text")
            .asText();
    try (Stream<Path> files = Files.walk(chart)) {
      for (Path each : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
    return text;
  }

  @ParameterizedTest
  @CsvSource({
    "apps,      'auth token'",
    "backends,  'auth token revocation'",
    "billing,   'revocation'",
    "players,   'edge'",
    "edges,     'token revocation'"
  })
  void outsideCallersReachWhatTheirRoleSays(String role, String services) throws IOException {
    // When
    List<JsonNode> objects =
        render(
            "default",
            "networkPolicy: {callers: {%s: [{ipBlock: {cidr: 192.0.2.7/32}}]}}\n".formatted(role));

    // Then
    Set<String> open = new TreeSet<>();
    for (JsonNode policy : byKind(objects, "NetworkPolicy")) {
      for (JsonNode rule : policy.at("/spec/ingress")) {
        if (rule.path("from").toString().contains("192.0.2.7/32")) {
          assertThat(ports(rule)).containsExactly("http");
          open.add(component(policy.at("/spec/podSelector")));
        }
      }
    }
    assertThat(open).isEqualTo(new TreeSet<>(Set.of(services.split(" "))));
  }

  @Test
  void servicesGetTheConfigurationKeysTheyRead() {
    Map<String, Map<String, String>> config =
        byKind(render("everything"), "ConfigMap").stream()
            .collect(Collectors.toMap(HelmChartTest::name, HelmChartTest::data));

    assertThat(config.get("playgate-auth"))
        .containsEntry("PLAYGATE_ISSUER_URI", "https://auth.example.com")
        .containsEntry("PLAYGATE_VAULT_KEY_FILE", "/etc/playgate/vault/vault.key")
        .containsEntry(
            "PLAYGATE_AUTH_BOOTSTRAP_CLIENTS_FILE", "/etc/playgate/bootstrap-clients/clients.json")
        .containsEntry("QUARKUS_LOG_CATEGORY__IO_PLAYGATE__LEVEL", "DEBUG")
        .containsEntry("QUARKUS_HTTP_CORS_ORIGINS", "https://app.example.com");
    assertThat(config.get("playgate-token"))
        .containsEntry("PLAYGATE_ISSUER_JWKS_URL", "http://playgate-auth:8080/oauth2/jwks")
        .containsEntry("PLAYGATE_REVOCATION_URL", "http://playgate-revocation:8080")
        .containsEntry("QUARKUS_REDIS_HOSTS", "rediss://sessions.databases.svc:6380")
        .containsEntry(
            "QUARKUS_DATASOURCE_JDBC_URL",
            "jdbc:postgresql://postgresql.databases.svc:6432/playgate_token?sslmode=require")
        .containsEntry("PLAYGATE_SESSION_DEFAULT_LIMIT", "4")
        .containsEntry("PLAYGATE_SESSION_PUBLIC_URL", "https://token.example.com");
    assertThat(config.get("playgate-revocation"))
        .containsEntry("PLAYGATE_AUTH_URL", "http://playgate-auth:8080")
        .containsEntry("PLAYGATE_WEBHOOKS_STANDARD_SECRETS_FILE", "/etc/playgate/webhooks/standard")
        .containsEntry("PLAYGATE_REVOCATION_REDIS_REPLICAS", "1")
        .containsEntry("QUARKUS_REDIS_CLIENT_TYPE", "sentinel")
        .containsEntry("QUARKUS_REDIS_MASTER_NAME", "playgate");
    assertThat(config.get("playgate-edge"))
        .containsEntry("PLAYGATE_TOKEN_URL", "http://playgate-token:8080")
        .containsEntry("PLAYGATE_REVOCATION_URL", "http://playgate-revocation:8080")
        .containsEntry("PLAYGATE_ORIGIN_URL", "https://origin.example.com");
    assertThat(config.getOrDefault("playgate-edge", Map.of()).keySet())
        .noneMatch(key -> key.contains("DATASOURCE") || key.contains("REDIS"));
  }

  @Test
  void configuredFilesAreMounted() {
    List<JsonNode> objects = render("everything");
    for (String service : SERVICES) {
      JsonNode pod = find(objects, "Deployment", "playgate-" + service).at("/spec/template/spec");
      Set<String> mounts = new TreeSet<>();
      for (JsonNode mount : pod.at("/containers/0/volumeMounts")) {
        for (JsonNode volume : pod.at("/volumes")) {
          if (volume.get("name").equals(mount.get("name"))) {
            Stream.of(volume.at("/secret/items"), volume.at("/configMap/items"))
                .filter(JsonNode::isArray)
                .forEach(items ->
                    mounts.add(
                        mount.get("mountPath").asText() + "/" + items.at("/0/path").asText()));
          }
        }
      }
      find(objects, "ConfigMap", "playgate-" + service)
          .get("data")
          .properties()
          .forEach(entry -> {
            if (entry.getKey().endsWith("_FILE")) {
              assertThat(mounts).as(entry.getKey()).contains(entry.getValue().asText());
            }
          });
    }
  }

  @Test
  void changedConfigurationRestartsThePods() throws IOException {
    String before = checksum(render("default"), "playgate-token");
    String after =
        checksum(render("default", "token: {session: {defaultLimit: 5}}\n"), "playgate-token");

    assertThat(after).isNotEqualTo(before);
  }

  @Test
  void variantSelectsImageAndResources() {
    JsonNode container =
        find(render("default"), "Deployment", "playgate-auth")
            .at("/spec/template/spec/containers/0");
    JsonNode jvm =
        find(render("everything"), "Deployment", "playgate-auth")
            .at("/spec/template/spec/containers/0");
    JsonNode pinned =
        find(render("everything"), "Deployment", "playgate-token")
            .at("/spec/template/spec/containers/0");

    assertThat(container.get("image").asText()).endsWith("/auth-service:0.1.0-SNAPSHOT-native");
    assertThat(jvm.get("image").asText())
        .isEqualTo("registry.example.com/playgate/auth-service:1.2.3-jvm");
    assertThat(pinned.get("image").asText()).matches(".*/token-service@sha256:a{64}");
    assertThat(jvm.at("/resources/limits/memory"))
        .isNotEqualTo(container.at("/resources/limits/memory"));
  }

  @Test
  void autoscaledDeploymentsLeaveTheCountAlone() {
    List<JsonNode> objects = render("everything");

    assertThat(names(objects, "HorizontalPodAutoscaler"))
        .containsExactlyInAnyOrder("playgate-token", "playgate-edge");
    assertThat(find(objects, "Deployment", "playgate-token").at("/spec").has("replicas")).isFalse();
    assertThat(find(objects, "Deployment", "playgate-auth").at("/spec/replicas").asInt())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tokn: {}",
        "token: {replica: 3}",
        "auth: {database: {password: x}}",
        "networkPolicy: {callers: {everybody: []}}",
        "token: {replicas: many}",
        "token: {replicas: '3'}",
        "image: {variant: graal}",
        "auth: {service: {port: 70000}}",
        "security: {userId: 0}",
        "redis: {hosts: 'redis://:secret@redis:6379'}",
        "token: {config: {quarkus.datasource.password: x}}",
        "token: {config: {playgate.some.client-secret: x}}",
        "auth: {corsOrigins: ['*']}",
        "connector: {haproxy: {Front: {socket: 'tcp:a:1', map: m}}}",
        "connector: {haproxy: {front: {socket: 'http://a:1', map: m}}}",
        "connector: {haproxy: {front: {socket: 'tcp:a:1'}}}"
      })
  void schemaRefusesWhatItDoesNotKnow(String values) {
    assertThatThrownBy(() -> render("default", values + "\n"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("values don't meet the specifications of the schema");
  }

  @ParameterizedTest
  @CsvSource({
    "issuer: {uri: ''},           issuer.uri",
    "postgresql: {host: ''},      postgresql.host",
    "postgresql: {caConfigMap: ''}, postgresql.caConfigMap",
    "redis: {hosts: ''},          redis.hosts",
    "edge: {originUrl: ''},       edge.originUrl",
    "connector: {enabled: true},  connector.haproxy",
    "auth: {enabled: false},      urls.auth"
  })
  void missingValueIsNamed(String values, String named) {
    assertThatThrownBy(() -> render("default", values + "\n")).hasMessageContaining(named);
  }

  private static Map<String, String> data(JsonNode configMap) {
    Map<String, String> data = new TreeMap<>();
    configMap
        .get("data")
        .properties()
        .forEach(entry -> data.put(entry.getKey(), entry.getValue().asText()));
    return data;
  }

  private static String checksum(List<JsonNode> objects, String deployment) {
    String checksum =
        find(objects, "Deployment", deployment)
            .at("/spec/template/metadata/annotations")
            .path("checksum/config")
            .asText();
    assertThat(checksum).hasSize(64);
    return checksum;
  }

  private static String component(JsonNode podSelector) {
    JsonNode labels = podSelector.path("matchLabels");
    assertThat(labels.path("app.kubernetes.io/instance").asText()).isEqualTo("playgate");
    String component = labels.path("app.kubernetes.io/component").asText();
    assertThat(component).endsWith("-service");
    return component.substring(0, component.length() - "-service".length());
  }

  private static Set<String> ports(JsonNode rule) {
    Set<String> ports = new TreeSet<>();
    rule.path("ports").forEach(port -> ports.add(port.get("port").asText()));
    return ports;
  }

  private List<JsonNode> render(String values, String overrides) throws IOException {
    Path file = Files.writeString(temp.resolve("overrides.yaml"), overrides);
    return parse(template(values).withValuesFile(file).call());
  }

  private static List<JsonNode> render(String values) {
    return parse(template(values).call());
  }

  private static TemplateCommand template(String values) {
    return new Helm(CHART)
        .template()
        .withName("playgate")
        .withNamespace("video")
        .withKubeVersion("1.33.0")
        .withValuesFile(valuesFile(values));
  }

  private static Path valuesFile(String values) {
    return CHART.resolve("ci/" + values + "-values.yaml");
  }

  private static List<JsonNode> parse(String manifests) {
    List<JsonNode> objects = new ArrayList<>();
    try (var parser = new YAMLFactory().createParser(manifests);
        var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(parser)) {
      while (documents.hasNext()) {
        JsonNode document = documents.next();
        if (document.isObject()) {
          objects.add(document);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(objects).isNotEmpty();
    return objects;
  }

  private static List<JsonNode> byKind(List<JsonNode> objects, String kind) {
    return objects.stream().filter(o -> kind.equals(o.path("kind").asText())).toList();
  }

  private static JsonNode find(List<JsonNode> objects, String kind, String name) {
    return byKind(objects, kind).stream()
        .filter(object -> name.equals(name(object)))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> names(List<JsonNode> objects, String kind) {
    return byKind(objects, kind).stream().map(HelmChartTest::name).toList();
  }

  private static Set<String> kinds(List<JsonNode> objects) {
    return objects.stream().map(o -> o.path("kind").asText()).collect(Collectors.toSet());
  }

  private static String name(JsonNode object) {
    return object.at("/metadata/name").asText();
  }

  private static void merge(ObjectNode target, ObjectNode source) {
    source
        .properties()
        .forEach(entry -> {
          if (entry.getValue() instanceof ObjectNode nested
              && target.get(entry.getKey()) instanceof ObjectNode present) {
            merge(present, nested);
          } else {
            target.set(entry.getKey(), entry.getValue());
          }
        });
  }

  private Path copyOfChart() throws IOException {
    Path copy = temp.resolve("playgate");
    try (Stream<Path> files = Files.walk(CHART)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(CHART.relativize(file).toString()));
      }
    }
    return copy;
  }
}
