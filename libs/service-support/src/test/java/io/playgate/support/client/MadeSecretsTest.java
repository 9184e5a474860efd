package io.playgate.support.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.playgate.support.service.ServiceConfig;
import io.playgate.support.vault.FileKeyVault;
import io.quarkus.runtime.LaunchMode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that docker/make-secrets.sh makes, read by the code that reads them in a service. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class MadeSecretsTest {

  private static final Path SCRIPT = Path.of("../../docker/make-secrets.sh");

  @TempDir static Path folder;

  @BeforeAll
  static void makeSecrets() throws Exception {
    assumeTrue(
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "openssl"))),
        "openssl is missing; install it with: apt-get install openssl");
    run();
  }

  @ParameterizedTest
  @CsvSource({
    "auth, auth-service, revocations.write",
    "token, token-service, revocation.feed revocations.write tokens.register",
    "revocation, revocation-service, entitlements.write",
    "edge, edge-1, keys.read revocation.feed tokens.introspect"
  })
  void assertionOfEachServiceIsAcceptedWithItsScopes(String service, String id, String scopes) {
    // Given
    ServiceAssertion assertion =
        new ServiceAssertion(
            new Config(id, folder.resolve(service + "/private.jwk")),
            Clock.systemUTC(),
            LaunchMode.NORMAL);
    ClientsFile clients =
        new ClientsFile(Optional.of(folder.resolve("clients.json")), Duration.ofSeconds(1));
    AssertionVerifier verifier =
        new AssertionVerifier(clients, "playgate:revocation", Clock.systemUTC());

    // When
    RegisteredClient client = verifier.verify(assertion.forAudience("playgate:revocation"));

    // Then
    assertThat(client.id()).isEqualTo(id);
    assertThat(client.scopes()).containsExactlyInAnyOrder(scopes.split(" "));
    if (service.equals("edge")) {
      assertThat(client.profiles()).containsExactly(CallerIdentity.ALL_PROFILES);
    } else {
      assertThat(client.profiles()).isEmpty();
    }
  }

  @Test
  void fourKeysAreFourKeys() {
    RegisteredClients clients =
        new ClientsFile(Optional.of(folder.resolve("clients.json")), Duration.ofSeconds(1))
            .current();

    assertThat(clients.size()).isEqualTo(4);
    assertThat(
            Stream.of("auth-service", "token-service", "revocation-service", "edge-1")
                .flatMap(id -> Objects.requireNonNull(clients.find(id)).keys().keySet().stream())
                .distinct())
        .hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auth", "token"})
  void vaultOpensWhatItSealed(String service) {
    FileKeyVault vault =
        new FileKeyVault(() -> Optional.of(folder.resolve(service + "/vault.key")));
    byte[] secret = {1, 2, 3};

    assertThat(vault.open(vault.seal(secret, "ring/kid"), "ring/kid")).isEqualTo(secret);
  }

  @Test
  void nothingIsReadableByOthers() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void runAgainChangesNothing() throws Exception {
    Map<Path, String> before = contents();

    run();

    assertThat(contents()).isEqualTo(before);
  }

  private static Map<Path, String> contents() throws IOException {
    Map<Path, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(file, Files.readString(file));
      }
    }
    return contents;
  }

  private static void run() throws IOException, InterruptedException {
    Path log = Files.createTempFile("make-secrets", ".log");
    try {
      Process process =
          new ProcessBuilder(List.of("bash", SCRIPT.toString(), folder.toString()))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    } finally {
      Files.delete(log);
    }
  }

  /** What a service is told of itself. */
  private record Config(String name, Path key) implements ServiceConfig {

    @Override
    public Optional<String> id() {
      return Optional.of(name);
    }

    @Override
    public Optional<URI> baseUrl() {
      return Optional.empty();
    }

    @Override
    public Optional<String> audience() {
      return Optional.empty();
    }

    @Override
    public Optional<Path> privateKeyFile() {
      return Optional.of(key);
    }

    @Override
    public Optional<Path> clientsFile() {
      return Optional.empty();
    }

    @Override
    public Duration clientsFileCheckInterval() {
      return Duration.ofSeconds(1);
    }

    @Override
    public Duration clientsFileBrokenLimit() {
      return Duration.ofMinutes(5);
    }
  }
}
