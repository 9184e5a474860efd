package io.playgate.support.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.support.jose.JwtRefusedException;
import io.playgate.support.service.ServiceConfig;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.runtime.LaunchMode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceAssertionTest {

  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

  @TempDir Path directory;
  private final PublicJsonWebKey key = TestCredentials.newKey("k1");
  private Path file = Path.of("");
  private Instant now = START;

  private final Clock clock =
      new Clock() {
        @Override
        public ZoneOffset getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return now;
        }
      };

  private record Config(Optional<String> id, Optional<Path> privateKeyFile)
      implements ServiceConfig {
    @Override
    public Optional<URI> baseUrl() {
      return Optional.empty();
    }

    @Override
    public Optional<String> audience() {
      return Optional.empty();
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

  @BeforeEach
  void writeKey() throws IOException {
    file = directory.resolve("service.jwk");
    write(key.toJson(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE));
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private ServiceAssertion start(@Nullable String id, @Nullable Path keyFile, LaunchMode mode) {
    return new ServiceAssertion(
        new Config(Optional.ofNullable(id), Optional.ofNullable(keyFile)), clock, mode);
  }

  @Test
  void whatItMakesTheVerifierAcceptsUntilItExpires() throws IOException {
    ServiceAssertion assertions = start("token-1", file, LaunchMode.NORMAL);
    Path clientsFile =
        Files.writeString(
            directory.resolve("clients.json"),
            "{\"clients\":[{\"id\":\"token-1\",\"scopes\":[\"keys.read\"],\"keys\":["
                + key.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY)
                + "]}]}");
    AssertionVerifier verifier =
        new AssertionVerifier(
            new ClientsFile(Optional.of(clientsFile), Duration.ofSeconds(1)),
            "playgate:revocation",
            clock);
    String assertion = assertions.forAudience("playgate:revocation");
    assertThat(verifier.verify(assertion).id()).isEqualTo("token-1");
    assertThat(verifier.verify(assertion).scopes()).containsExactly("keys.read");

    now = START.plusSeconds(64);
    assertThat(verifier.verify(assertion).id()).isEqualTo("token-1");
    now = START.plusSeconds(65);
    assertThatThrownBy(() -> verifier.verify(assertion)).isInstanceOf(JwtRefusedException.class);
    now = START.minusSeconds(5);
    assertThat(verifier.verify(assertion).id()).isEqualTo("token-1");
    now = START.minusSeconds(6);
    assertThatThrownBy(() -> verifier.verify(assertion)).isInstanceOf(JwtRefusedException.class);
    now = START;
    assertThatThrownBy(() -> verifier.verify(assertions.forAudience("playgate:token")))
        .isInstanceOf(JwtRefusedException.class);
  }

  @Test
  void oneIsUsedForHalfItsLife() {
    ServiceAssertion assertions = start("token-1", file, LaunchMode.NORMAL);
    String first = assertions.forAudience("playgate:auth");
    now = START.plusSeconds(29);
    assertThat(assertions.forAudience("playgate:auth")).isEqualTo(first);
    now = START.plusSeconds(30);
    assertThat(assertions.forAudience("playgate:auth")).isNotEqualTo(first);
    // A clock that was set back must not keep one that others find to be of the future.
    now = START.minusSeconds(100);
    assertThat(assertions.forAudience("playgate:auth")).isNotEqualTo(first);
  }

  @Test
  void withoutIdOrKeyTheServiceDoesNotStart() throws IOException {
    assertThatThrownBy(() -> start(null, file, LaunchMode.NORMAL))
        .hasMessageContaining("playgate.service.id");
    assertThatThrownBy(() -> start("token-1", null, LaunchMode.NORMAL))
        .hasMessageContaining("playgate.service.private-key-file");
    assertThatThrownBy(() -> start("token-1", directory.resolve("none"), LaunchMode.NORMAL))
        .hasMessageContaining("playgate.service.private-key-file");
    assertThat(start(null, null, LaunchMode.DEVELOPMENT).forAudience("x")).isNotEmpty();

    write(key.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
    assertThatThrownBy(() -> start("token-1", file, LaunchMode.NORMAL))
        .hasMessageContaining("public key");
    write("{}");
    assertThatThrownBy(() -> start("token-1", file, LaunchMode.NORMAL))
        .hasMessageContaining("playgate.service.private-key-file");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> start("token-1", file, LaunchMode.NORMAL))
        .hasMessageContaining("open to every user");
  }

  @Test
  void halvesOfTwoKeysAreRefused() throws IOException {
    var mixed = key.toParams(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE);
    mixed.put(
        "d",
        TestCredentials.newKey("k2")
            .toParams(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE)
            .get("d"));
    write(org.jose4j.json.JsonUtil.toJson(mixed));
    assertThatThrownBy(() -> start("token-1", file, LaunchMode.NORMAL))
        .hasMessageContaining("playgate.service.private-key-file");
  }
}
