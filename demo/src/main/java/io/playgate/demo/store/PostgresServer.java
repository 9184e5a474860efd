package io.playgate.demo.store;

import io.playgate.demo.credential.PrivateFiles;
import io.playgate.demo.credential.RandomSecret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A PostgreSQL server on a free port of loopback that lets nobody in without a password. */
public final class PostgresServer implements AutoCloseable {
  private static final Duration START_TIME = Duration.ofSeconds(60);

  private final EmbeddedPostgres server;
  private final Path data;
  private final Map<String, String> asSuperuser;

  /**
   * A database with a user of its own.
   *
   * @param url JDBC address, without user and password
   * @param user the user, who owns the database
   * @param password the user's password
   */
  public record Database(String url, String user, String password) {}

  private PostgresServer(EmbeddedPostgres server, Path data, Map<String, String> asSuperuser) {
    this.server = server;
    this.data = data;
    this.asSuperuser = asSuperuser;
  }

  /** Where a server started in that folder keeps its data. */
  public static Path dataFolder(Path folder) {
    return folder.resolve("data");
  }

  /**
   * Starts it and waits until it answers.
   *
   * @param folder a folder of its own, with mode 0700
   * @param log where it logs to
   */
  public static PostgresServer start(Path folder, Path log) throws IOException {
    String password = RandomSecret.text();
    Path passwordFile = PrivateFiles.write(folder.resolve("password"), password);
    Path data = PrivateFiles.folder(dataFolder(folder));
    ProcessBuilder.Redirect output = ProcessBuilder.Redirect.appendTo(log.toFile());
    // What is called the locale's settings are further arguments of initdb.
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(true)
            .setRegisterShutdownHook(false)
            .setPGStartupWait(START_TIME)
            .setLocaleConfig("auth-local", "scram-sha-256")
            .setLocaleConfig("auth-host", "scram-sha-256")
            .setLocaleConfig("pwfile", passwordFile.toString())
            .setLocaleConfig("locale", "C")
            .setConnectConfig("password", password)
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("unix_socket_directories", "''")
            .setOutputRedirector(output)
            .setErrorRedirector(output)
            .start();
    return new PostgresServer(server, data, Map.of("password", password));
  }

  /**
   * Ends the making of a data folder, the long part of a start; {@link #start} then fails. Does
   * nothing when that part is over.
   *
   * @param folder the one that the start was given
   */
  public static void abortStart(Path folder) {
    String data = dataFolder(folder).toString();
    ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("/initdb"))
        .filter(process -> List.of(process.info().arguments().orElse(new String[0])).contains(data))
        .forEach(ProcessHandle::destroy);
  }

  /** Makes a database and a user of that name. */
  public Database createDatabase(String name) throws SQLException {
    String password = RandomSecret.text();
    try (Connection connection = server.getPostgresDatabase(asSuperuser).getConnection();
        Statement statement = connection.createStatement()) {
      // Names are the demo's own and passwords have no quotes: DDL takes no parameters.
      statement.execute("CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(name, password));
      statement.execute("CREATE DATABASE %s OWNER %s".formatted(name, name));
    }
    return new Database(
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(server.getPort(), name), name, password);
  }

  /** Its process id. */
  public long pid() throws IOException {
    return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
