package io.playgate.feedclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is the same for every feed; RevocationFeedTest has the revocation log's own. */
class EventFeedTest {
  private static final FeedPace FAST =
      new FeedPace(
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofMillis(5),
          Duration.ofMillis(50));

  /** What the server does with one request for the feed. */
  private interface Script {
    void play(HttpExchange exchange) throws IOException, InterruptedException;
  }

  private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final HttpServer server = start();
  private final Numbers numbers = new Numbers();
  private final EventFeed feed =
      new EventFeed(
          "numbers",
          URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"),
          "/feed",
          1024,
          () -> "Bearer secret",
          numbers,
          FAST);

  @AfterEach
  void stop() {
    end.countDown();
    feed.close();
    server.stop(0);
  }

  @Test
  void resumesFromTheHandlersPlace() {
    // Given
    scripts.add(exchange -> write(exchange, "event: number\nid: 1\ndata: one\n\n"));
    scripts.add(exchange -> {
      write(exchange, "event: now\ndata\n\n");
      end.await();
    });

    // When
    feed.start();

    // Then
    await().until(feed::isConnected);
    assertThat(requests).containsExactly("/document null", "/feed 0", "/feed 1");
    assertThat(heard).containsExactly("number one", "lost false", "now", "connected");
  }

  @Test
  void beginsAnewAfterWhatIsMalformed() {
    // Given
    scripts.add(exchange -> write(exchange, "event: number\nid: 1\ndata: one\n\n"));
    scripts.add(exchange -> write(exchange, "data: " + "x".repeat(2000)));
    scripts.add(exchange -> {
      write(exchange, "event: now\ndata\n\n");
      end.await();
    });

    // When
    feed.start();

    // Then
    await().until(feed::isConnected);
    assertThat(requests)
        .containsExactly("/document null", "/feed 0", "/feed 1", "/document null", "/feed 0");
  }

  @Test
  void silenceEndsAConnection() {
    // Given
    scripts.add(exchange -> {
      write(exchange, "event: now\ndata\n\n");
      end.await();
    });
    scripts.add(exchange -> {
      write(exchange, "event: now\ndata\n\n");
      while (true) {
        write(exchange, ": beat\n");
        Thread.sleep(5);
      }
    });

    // When
    feed.start();

    // Then
    await().until(() -> requests.size() >= 3);
    await().until(() -> heard.size() >= 5);
    assertThat(heard).startsWith("now", "connected", "lost true", "now", "connected");
    await().until(() -> feed.silence().compareTo(FAST.silenceLimit()) < 0);
  }

  @Test
  void slowHandlerIsNoSilence() {
    // Given
    scripts.add(exchange -> {
      write(exchange, "event: slow\ndata\n\n");
      while (!heard.contains("slept")) {
        write(exchange, ": beat\n");
        Thread.sleep(5);
      }
      write(exchange, "event: now\ndata\n\n");
      end.await();
    });

    // When
    feed.start();

    // Then
    await().until(feed::isConnected);
    assertThat(heard).startsWith("slow", "slept", "now", "connected");
    assertThat(requests).startsWith("/document null", "/feed 0");
  }

  @Test
  void beginsAnewAfterAnError() {
    // Given
    scripts.add(exchange -> {
      write(exchange, "event: number\nid: 1\ndata: one\n\nevent: broken\ndata\n\n");
      end.await();
    });
    scripts.add(exchange -> {
      write(exchange, "event: now\ndata\n\n");
      end.await();
    });

    // When
    feed.start();

    // Then
    await().until(feed::isConnected);
    assertThat(requests).startsWith("/document null", "/feed 0", "/document null", "/feed 0");
    assertThat(feed.hasDied()).isFalse();
  }

  @Test
  void deathIsToldApartFromAnEnd() {
    // Given
    scripts.add(exchange -> {
      write(exchange, "event: now\ndata\n\nevent: fatal\ndata\n\n");
      end.await();
    });
    assertThat(feed.hasDied()).isFalse();

    // When
    feed.start();

    // Then
    await().dontCatchUncaughtExceptions().until(feed::hasDied);
    feed.close();
    assertThat(feed.hasDied()).isFalse();
  }

  @Test
  void refusedCredentialIsToldOnceUntilItIsTaken() {
    // Given
    for (int i = 0; i < 3; i++) {
      scripts.add(exchange -> exchange.sendResponseHeaders(403, -1));
    }
    scripts.add(exchange -> write(exchange, "event: now\ndata\n\n"));
    for (int i = 0; i < 1000; i++) {
      scripts.add(exchange -> exchange.sendResponseHeaders(401, -1));
    }

    // When
    feed.start();

    // Then
    await().until(() -> heard.contains("refused 401"));
    assertThat(heard.stream().filter(line -> line.startsWith("refused")))
        .containsExactly("refused 403", "refused 401");
    assertThat(feed.isRefused()).isTrue();
  }

  @Test
  void credentialDoesNotFollowARedirect() {
    // Given
    scripts.add(exchange -> {
      exchange.getResponseHeaders().set("Location", "/elsewhere");
      exchange.sendResponseHeaders(307, -1);
    });
    scripts.add(exchange -> end.await());

    // When
    feed.start();

    // Then
    await().until(() -> requests.size() == 3);
    assertThat(requests).containsExactly("/document null", "/feed 0", "/feed 0");
  }

  /** Follows numbers, from the one in the document on. */
  private final class Numbers implements FeedHandler {
    private @Nullable String place;

    @Override
    public @Nullable String begin(Documents documents)
        throws IOException, InterruptedException, TimeoutException {
      if (place == null) {
        place = documents.fetch("/document", EventFeedTest::text);
      }
      return place;
    }

    @Override
    public Step take(ServerSentEvent event) {
      heard.add((event.type() + " " + event.data()).strip());
      place = event.id() == null ? place : event.id();
      if (event.type().equals("broken")) {
        throw new LinkageError("a handler that fails, as it should");
      }
      if (event.type().equals("fatal")) {
        throw new LinkageError("never told") {
          private static final long serialVersionUID = 1;

          @Override
          public String getMessage() {
            throw new IllegalStateException("fatal, as it should be");
          }
        };
      }
      if (event.type().equals("slow")) {
        sleep(FAST.silenceLimit().multipliedBy(2));
        heard.add("slept");
      }
      return event.type().equals("now") ? Step.CURRENT : Step.CONTINUE;
    }

    @Override
    public void reset() {
      place = null;
    }

    @Override
    public void onConnected() {
      heard.add("connected");
      throw new IllegalStateException("a handler that fails, as it should");
    }

    @Override
    public void onDisconnected(String reason, boolean wasConnected) {
      heard.add("lost " + wasConnected);
    }

    @Override
    public void onRefused(int status) {
      heard.add("refused " + status);
    }
  }

  private static void sleep(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String text(InputStream body) throws IOException {
    return new String(body.readAllBytes(), StandardCharsets.UTF_8);
  }

  private static void write(HttpExchange exchange, String text) throws IOException {
    if (exchange.getResponseCode() < 0) {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
    }
    OutputStream out = exchange.getResponseBody();
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private HttpServer start() {
    try {
      HttpServer started =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      started.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      started.createContext("/", this::answer);
      started.start();
      return started;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.add(
        exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Last-Event-ID"));
    assertThat(exchange.getRequestHeaders().getFirst("Authorization")).isEqualTo("Bearer secret");
    try (exchange) {
      if (exchange.getRequestURI().getPath().equals("/document")) {
        byte[] zero = "0".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, zero.length);
        exchange.getResponseBody().write(zero);
        return;
      }
      Script script = scripts.poll();
      if (script == null) {
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      script.play(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
