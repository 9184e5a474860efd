package io.playgate.demo.store;

import io.playgate.demo.credential.PrivateFiles;
import io.playgate.demo.credential.RandomSecret;
import io.playgate.demo.process.OwnedProcess;
import io.playgate.demo.process.ProcessOwner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/** A Redis server that evicts nothing and keeps what it has in an append-only file. */
public final class RedisServer {

  /** When a write is on disk. */
  public enum Durability {
    /** Before it is answered: for revocations. */
    EACH_WRITE("always"),
    /** Within a second: for playback sessions. */
    EACH_SECOND("everysec");

    private final String appendFsync;

    Durability(String appendFsync) {
      this.appendFsync = appendFsync;
    }
  }

  private static final Duration START_TIME = Duration.ofSeconds(20);
  private static final int ATTEMPTS = 3;
  private static final int SOCKET_MILLIS = 1000;

  private final OwnedProcess process;
  private final int port;
  private final String password;

  private RedisServer(OwnedProcess process, int port, String password) {
    this.process = process;
    this.port = port;
    this.password = password;
  }

  /**
   * Starts it on a free port of loopback and waits until it answers.
   *
   * @param owner what the process belongs to
   * @param folder a folder of its own, with mode 0700, for its program, configuration and data
   * @param log where it logs to
   * @param durability when a write is on disk
   */
  public static RedisServer start(ProcessOwner owner, Path folder, Path log, Durability durability)
      throws IOException, InterruptedException {
    Path program = ExecutableProvider.newJarResourceProvider(folder.toFile()).get().toPath();
    for (int attempt = 1; ; attempt++) {
      int port = freePort();
      String password = RandomSecret.text();
      Path data = PrivateFiles.folder(folder.resolve("data-" + attempt));
      Path configuration =
          PrivateFiles.write(
              folder.resolve("redis-" + attempt + ".conf"),
              configuration(port, data, password, durability));
      OwnedProcess process =
          owner.start(
              "Redis",
              new ProcessBuilder(program.toString(), configuration.toString())
                  .directory(folder.toFile()),
              log);
      RedisServer server = new RedisServer(process, port, password);
      try {
        server.awaitReady();
        return server;
      } catch (IOException e) {
        owner.stop(process);
        // Another program may have taken the port in the meantime.
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** The process. */
  public OwnedProcess process() {
    return process;
  }

  /** Its address, without the password. */
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Its password. */
  public String password() {
    return password;
  }

  private static String configuration(int port, Path data, String password, Durability durability) {
    return """
    bind 127.0.0.1
    port %d
    protected-mode yes
    requirepass %s
    daemonize no
    dir "%s"
    save ""
    appendonly yes
    appendfsync %s
    maxmemory-policy noeviction
    """
        .formatted(
            port,
            password,
            data.toString().replace("\\", "\\\\").replace("\"", "\\\""),
            durability.appendFsync);
  }

  private void awaitReady() throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(START_TIME);
    while (!answers()) {
      if (!process.isAlive()) {
        throw new IOException("Redis ended while it started:\n" + process.tail(10));
      }
      if (Instant.now().isAfter(deadline)) {
        throw new IOException("Redis did not answer in " + START_TIME.toSeconds() + " s");
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), SOCKET_MILLIS);
      socket.setSoTimeout(SOCKET_MILLIS);
      socket
          .getOutputStream()
          .write(("AUTH " + password + "\r\nPING\r\n").getBytes(StandardCharsets.US_ASCII));
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      return "+OK".equals(reader.readLine()) && "+PONG".equals(reader.readLine());
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
