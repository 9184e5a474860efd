package io.playgate.support.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.support.identifier.Identifiers;
import io.playgate.support.testing.TestCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jose4j.jwk.JsonWebKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegisteredClientsTest {

  private static final JsonWebKey.OutputControlLevel PUBLIC =
      JsonWebKey.OutputControlLevel.PUBLIC_ONLY;

  private static String file(String id, String... keys) {
    return "{\"clients\":[{\"id\":\"%s\",\"scopes\":[\"keys.read\"],\"keys\":[%s]}]}"
        .formatted(id, String.join(",", keys));
  }

  private static String key(String kid) {
    return TestCredentials.newKey(kid).toJson(PUBLIC);
  }

  @Test
  void aFileIsRead() {
    RegisteredClients clients = RegisteredClients.parse(file("edge-1", key("a"), key("b")));
    RegisteredClient client = clients.find("edge-1");
    assertThat(client).isNotNull();
    assertThat(client == null ? null : client.keys()).containsOnlyKeys("a", "b");
    assertThat(client == null ? null : client.profiles()).isEmpty();
    assertThat(clients.find("edge-2")).isNull();
  }

  @Test
  void anIdIsAsLongAsAuthServiceTakes() {
    String longest = "x".repeat(Identifiers.MAX_CLIENT);
    assertThat(RegisteredClients.parse(file(longest, key("a"))).find(longest)).isNotNull();
    assertThat(RegisteredClients.parse(file("x", key("a"))).find("x")).isNotNull();
    assertThatThrownBy(() -> RegisteredClients.parse(file(longest + "x", key("a"))))
        .isInstanceOf(IllegalArgumentException.class);
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
        "{\"clients\":[{\"id\":\"a b\",\"scopes\":[],\"keys\":[]}]}",
        "{\"clients\":[{\"id\":\"a\",\"keys\":[]}]}",
        "{\"clients\":[{\"id\":\"a\",\"scopes\":[]}]}",
        "{\"clients\":[{\"id\":\"a\",\"scopes\":[7],\"keys\":[]}]}",
        "{\"clients\":[{\"id\":\"a\",\"scopes\":[\"playback\"],\"keys\":[]}]}",
        "{\"clients\":[{\"id\":\"a\",\"scopes\":[\"A B\"],\"keys\":[]}]}",
        "{\"clients\":[{\"id\":\"a\",\"scopes\":[],\"profiles\":{},\"keys\":[]}]}",
        "{\"clients\":[{\"id\":\"a\",\"scopes\":[],\"keys\":[{}]}]}",
        "{\"clients\":[{\"id\":\"a\",\"scopes\":[],\"keys\":[{\"kty\":\"oct\",\"kid\":\"k\",\"k\":\"AAAA\"}]}]}",
        "{\"clients\":[{\"id\":\"a\",\"scopes\":[],\"keys\":[]},{\"id\":\"a\",\"scopes\":[],\"keys\":[]}]}"
      })
  void aFileThatSaysSomethingElseIsRefused(String json) {
    assertThatThrownBy(() -> RegisteredClients.parse(json))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPrivateKeyOrTheSameKidTwiceIsRefused() {
    String privateKey =
        TestCredentials.newKey("k").toJson(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE);
    assertThatThrownBy(() -> RegisteredClients.parse(file("a", privateKey)))
        .hasMessageContaining("private");
    assertThatThrownBy(() -> RegisteredClients.parse(file("a", key("k"), key("k"))))
        .hasMessageContaining("kid");
  }

  @Test
  void aBrokenFileStopsTheStart(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("clients.json");
    assertThatThrownBy(() -> new ClientsFile(Optional.of(file), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("playgate.service.clients-file");
    Files.writeString(file, "{");
    assertThatThrownBy(() -> new ClientsFile(Optional.of(file), Duration.ofSeconds(1)))
        .hasMessageContaining("playgate.service.clients-file");
    assertThat(new ClientsFile(Optional.empty(), Duration.ofSeconds(1)).current().size()).isZero();
  }

  @Test
  void aChangedFileIsReadAndABrokenOneLeavesTheLastGoodContent(@TempDir Path directory)
      throws IOException {
    Path file = Files.writeString(directory.resolve("clients.json"), file("edge-1", key("a")));
    ClientsFile clients = new ClientsFile(Optional.of(file), Duration.ofSeconds(1));
    assertThat(clients.current().find("edge-1")).isNotNull();

    Files.writeString(file, file("edge-two", key("a")));
    clients.check();
    assertThat(clients.current().find("edge-1")).isNull();
    assertThat(clients.current().find("edge-two")).isNotNull();

    Files.writeString(file, "{ broken");
    clients.check();
    assertThat(clients.current().find("edge-two")).isNotNull();

    Files.delete(file);
    clients.check();
    clients.check();
    assertThat(clients.current().find("edge-two")).isNotNull();

    Files.writeString(file, file("edge-3", key("a")));
    clients.check();
    assertThat(clients.current().find("edge-3")).isNotNull();
  }

  @Test
  void aDirectoryExchangedUnderALinkIsNoticed(@TempDir Path directory) throws IOException {
    Path one = Files.createDirectory(directory.resolve("one"));
    Path two = Files.createDirectory(directory.resolve("two"));
    Files.writeString(one.resolve("clients.json"), file("edge-1", key("a")));
    Files.writeString(two.resolve("clients.json"), file("edge-2", key("a")));
    Files.setLastModifiedTime(
        two.resolve("clients.json"), Files.getLastModifiedTime(one.resolve("clients.json")));
    Path link = Files.createSymbolicLink(directory.resolve("data"), one);
    ClientsFile clients =
        new ClientsFile(Optional.of(link.resolve("clients.json")), Duration.ofSeconds(1));

    Files.delete(link);
    Files.createSymbolicLink(link, two);
    clients.check();

    assertThat(clients.current().find("edge-1")).isNull();
    assertThat(clients.current().find("edge-2")).isNotNull();
  }

  @Test
  void aChangeThatLeavesLengthAndModificationTimeIsNoticed(@TempDir Path directory)
      throws IOException {
    String key = key("a");
    Path file = Files.writeString(directory.resolve("clients.json"), file("edge-1", key));
    FileTime time = FileTime.fromMillis(System.currentTimeMillis() - 3_600_000);
    Files.setLastModifiedTime(file, time);
    ClientsFile clients = new ClientsFile(Optional.of(file), Duration.ofSeconds(1));
    clients.check();

    Files.writeString(file, file("edge-2", key));
    Files.setLastModifiedTime(file, time);
    clients.check();

    assertThat(clients.current().find("edge-1")).isNull();
    assertThat(clients.current().find("edge-2")).isNotNull();
  }

  @Test
  void listenersHearOfWhatChangedAndOfNothingElse(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("clients.json"), file("edge-1", key("a")));
    ClientsFile clients = new ClientsFile(Optional.of(file), Duration.ofSeconds(1));
    AtomicInteger heard = new AtomicInteger();
    clients.onChange(() -> {
      throw new IllegalStateException("a listener that fails must not keep others from hearing");
    });
    Runnable stop = clients.onChange(heard::incrementAndGet);

    clients.check();
    assertThat(heard).hasValue(0);
    Files.writeString(file, file("edge-2", key("a")));
    clients.check();
    clients.check();
    assertThat(heard).hasValue(1);

    stop.run();
    Files.writeString(file, file("edge-3", key("a")));
    clients.check();
    assertThat(heard).hasValue(1);
  }

  @Test
  void aBrokenFileIsBelievedForItsLimitAndThenNobodyIs(@TempDir Path directory) throws IOException {
    AtomicLong nanos = new AtomicLong();
    String good = file("edge-1", key("a"));
    Path file = Files.writeString(directory.resolve("clients.json"), good);
    ClientsFile clients =
        new ClientsFile(
            Optional.of(file), Duration.ofSeconds(1), Duration.ofMinutes(5), nanos::get);
    AtomicInteger heard = new AtomicInteger();
    clients.onChange(heard::incrementAndGet);

    Files.writeString(file, "{\"clients\":[},]}");
    clients.check();
    nanos.addAndGet(Duration.ofMinutes(5).toNanos() - 1);
    clients.check();
    assertThat(clients.current().find("edge-1")).isNotNull();
    assertThat(heard).hasValue(0);

    nanos.addAndGet(1);
    clients.check();
    assertThat(clients.current().find("edge-1")).isNull();
    assertThat(heard).hasValue(1);

    // Also one that is missing; and back to what it was is a change.
    Files.delete(file);
    clients.check();
    assertThat(clients.current().find("edge-1")).isNull();
    Files.writeString(file, good);
    clients.check();
    assertThat(clients.current().find("edge-1")).isNotNull();
    assertThat(heard).hasValue(2);
  }
}
