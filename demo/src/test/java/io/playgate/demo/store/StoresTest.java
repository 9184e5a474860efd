package io.playgate.demo.store;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.demo.credential.PrivateFiles;
import io.playgate.demo.process.ProcessOwner;
import io.playgate.demo.process.Watchdog;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;

class StoresTest {
  @TempDir private Path folder;

  @Test
  void postgresLetsEachUserIntoItsOwnDatabaseByPassword() throws Exception {
    Path home = PrivateFiles.folder(folder.resolve("postgres"));
    long pid;
    try (PostgresServer server = PostgresServer.start(home, folder.resolve("postgres.log"))) {
      pid = server.pid();
      PostgresServer.Database database = server.createDatabase("playgate_auth");

      try (Connection connection =
              DriverManager.getConnection(database.url(), database.user(), database.password());
          ResultSet row = connection.createStatement().executeQuery("SELECT current_user")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getString(1)).isEqualTo("playgate_auth");
      }
      for (String user : List.of("playgate_auth", "postgres")) {
        assertThatThrownBy(() -> DriverManager.getConnection(database.url(), user, "guessed"))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("password authentication failed");
      }
    }
    // It is no child of ours: whoever adopted it may take a moment to notice its end.
    assertThat(ProcessHandle.of(pid).map(ProcessHandle::onExit).orElse(completedFuture(null)))
        .succeedsWithin(Duration.ofSeconds(20));
    assertThat(PostgresServer.dataFolder(home)).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"EACH_WRITE, always", "EACH_SECOND, everysec"})
  void redisKeepsAnAppendOnlyFileAndEvictsNothing(
      RedisServer.Durability durability, String appendFsync) throws Exception {
    Path home = PrivateFiles.folder(folder.resolve("redis"));
    Watchdog watchdog = Watchdog.start(folder.resolve("none"), folder.resolve("none.json"));
    ProcessOwner owner = new ProcessOwner(watchdog);
    RedisServer server = RedisServer.start(owner, home, folder.resolve("redis.log"), durability);
    try (Jedis jedis = new Jedis(URI.create(server.url()))) {
      assertThatThrownBy(jedis::ping)
          .isInstanceOf(JedisDataException.class)
          .hasMessageContaining("NOAUTH");
      jedis.auth(server.password());
      assertThat(jedis.configGet("appendonly")).contains("yes");
      assertThat(jedis.configGet("appendfsync")).contains(appendFsync);
      assertThat(jedis.configGet("maxmemory-policy")).contains("noeviction");
      assertThat(jedis.configGet("bind")).contains("127.0.0.1");
    } finally {
      owner.stopAllBut(List.of());
      watchdog.dismiss();
    }
    assertThat(server.process().isAlive()).isFalse();
  }
}
