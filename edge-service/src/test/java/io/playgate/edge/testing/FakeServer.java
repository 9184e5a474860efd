package io.playgate.edge.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.playgate.support.testing.TestCredentials;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** A neighbour that can be stopped and started again on its port. */
abstract class FakeServer {

  private static final byte[] STOP = {};

  private final int port;
  private @Nullable HttpServer server;
  private final Set<BlockingQueue<byte[]>> streams = ConcurrentHashMap.newKeySet();

  FakeServer(int port) {
    this.port = port;
  }

  /** The loopback port it listens on. */
  public int port() {
    return port;
  }

  abstract void answer(HttpExchange exchange) throws IOException;

  /** Starts; does nothing when it runs. */
  public synchronized void start() {
    if (server != null) {
      return;
    }
    try {
      HttpServer started =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      started.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      started.createContext(
          "/",
          exchange -> {
            try (exchange) {
              answer(exchange);
            }
          });
      started.start();
      server = started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops and breaks every connection. */
  public synchronized void stop() {
    streams.forEach(stream -> stream.add(STOP));
    if (server != null) {
      server.stop(0);
      server = null;
    }
  }

  /** Breaks the event streams; clients may come back. */
  public void breakStreams() {
    streams.forEach(stream -> stream.add(STOP));
  }

  /** How many event streams are open. */
  public int streams() {
    return streams.size();
  }

  void sendToAll(String event) {
    streams.forEach(stream -> stream.add(event.getBytes(UTF_8)));
  }

  static String event(String type, @Nullable String id, String data) {
    return "event: "
        + type
        + "\n"
        + (id == null ? "" : "id: " + id + "\n")
        + "data: "
        + data
        + "\n\n";
  }

  /** What is said at the start of a stream, made while no other event can slip in. */
  interface Opening {
    String text();
  }

  /** Follows an event stream until the client leaves or the server stops. */
  void stream(HttpExchange exchange, Object lock, Opening opening, Opening heartbeat)
      throws IOException {
    BlockingQueue<byte[]> queue = new LinkedBlockingQueue<>();
    synchronized (lock) {
      queue.add(opening.text().getBytes(UTF_8));
      streams.add(queue);
    }
    try {
      exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      try (OutputStream out = exchange.getResponseBody()) {
        while (true) {
          byte[] next = queue.poll(200, TimeUnit.MILLISECONDS);
          if (next != null && next.length == 0) {
            return;
          }
          if (next == null) {
            synchronized (lock) {
              if (!queue.isEmpty()) {
                continue;
              }
              next = heartbeat.text().getBytes(UTF_8);
            }
          }
          out.write(next);
          out.flush();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      streams.remove(queue);
    }
  }

  static void json(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Whether the caller proves to be the edge under test; answers 401 where it does not. */
  static boolean isEdge(HttpExchange exchange, String audience) throws IOException {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    try {
      PublicJsonWebKey key =
          PublicJsonWebKey.Factory.newPublicJwk(TestCredentials.current().servicePublicKey());
      new JwtConsumerBuilder()
          .setExpectedAudience(audience)
          .setRequireExpirationTime()
          .setExpectedType(true, "client-authentication+jwt")
          .setExpectedIssuer("service-under-test")
          .setVerificationKey(key.getPublicKey())
          .build()
          .process(String.valueOf(authorization).replaceFirst("^Bearer ", ""));
      return true;
    } catch (InvalidJwtException | JoseException e) {
      json(exchange, 401, "{}");
      return false;
    }
  }
}
