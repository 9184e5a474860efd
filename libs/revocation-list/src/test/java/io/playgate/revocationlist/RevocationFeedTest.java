package io.playgate.revocationlist;

import static io.playgate.revocationlist.Rules.NOW;
import static io.playgate.revocationlist.Rules.at;
import static io.playgate.revocationlist.Rules.hold;
import static io.playgate.revocationlist.Rules.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.playgate.feedclient.FeedPace;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The feed against a service that misbehaves in every way we could think of. */
class RevocationFeedTest {
  private static final FeedPace FAST =
      new FeedPace(
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofMillis(300),
          Duration.ofMillis(5),
          Duration.ofMillis(50));

  /** What the service does with one connection to the feed. */
  private interface Script {
    void play(OutputStream out) throws IOException, InterruptedException;
  }

  private final Queue<String> snapshots = new ConcurrentLinkedQueue<>();
  private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
  private final List<String> resumedFrom = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final List<Long> confirmedTimes = new CopyOnWriteArrayList<>();
  private final AtomicInteger snapshotRequests = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);
  private final RevocationReplica replica = new RevocationReplica();
  private HttpServer server = start();
  private @Nullable RevocationFeed feed;

  @BeforeEach
  void emptyLog() {
    snapshots.add(snapshot(at(1)));
  }

  @AfterEach
  void stop() {
    end.countDown();
    if (feed != null) {
      feed.close();
    }
    server.stop(0);
  }

  @Test
  void followsTheLog() {
    // Given
    scripts.add(out -> {
      write(out, position(at(1)));
      write(out, rule(at(2), "a"), rule(at(3), "b"), lift(at(4), "a"), position(at(4)));
      end.await();
    });

    // When
    follow(FAST);

    // Then
    awaitPosition(at(4));
    assertThat(replica.rule(id("a"))).isNull();
    assertThat(replica.rule(id("b"))).isNotNull();
    assertThat(heard).containsExactly("snapshot 0", "connected", "rule a", "rule b", "lift a");
    await().until(() -> confirmedTimes.equals(List.of(NOW, NOW)));
    assertThat(resumedFrom).containsExactly("e1:" + NOW + "-1");
    assertThat(authorizations).containsOnly("Bearer secret");
  }

  @Test
  void resumesWhereTheConnectionBroke() {
    // Given: the second event is cut off in its middle
    scripts.add(out -> {
      write(out, position(at(1)), rule(at(2), "a"));
      String next = rule(at(3), "b");
      write(out, next.substring(0, next.length() / 2));
    });
    scripts.add(out -> {
      write(out, position(at(2)), rule(at(3), "b"), position(at(3)));
      end.await();
    });

    // When
    follow(FAST);

    // Then
    awaitPosition(at(3));
    assertThat(resumedFrom).containsExactly(at(1).toString(), at(2).toString());
    assertThat(snapshotRequests).hasValue(1);
  }

  @Test
  void eventWithoutItsBlankLineIsNotApplied() {
    // Given
    scripts.add(out -> {
      String whole = rule(at(2), "a");
      write(out, position(at(1)), whole.substring(0, whole.length() - 1));
    });
    scripts.add(out -> {
      write(out, position(at(1)));
      end.await();
    });

    // When
    follow(FAST);

    // Then
    await().until(() -> resumedFrom.size() == 2);
    assertThat(replica.rule(id("a"))).isNull();
    assertThat(replica.position()).isEqualTo(at(1));
  }

  @Test
  void duplicatesChangeNothing() {
    // Given
    scripts.add(out -> {
      write(out, position(at(1)), rule(at(2), "a"), rule(at(2), "a"), lift(at(3), "a"));
      write(out, rule(at(2), "a"), lift(at(3), "a"), position(at(3)), rule(at(4), "b"));
      end.await();
    });

    // When
    follow(FAST);

    // Then
    awaitPosition(at(4));
    assertThat(replica.rule(id("a"))).isNull();
    assertThat(heard).containsExactly("snapshot 0", "connected", "rule a", "lift a", "rule b");
  }

  @Test
  void gapLeadsToASnapshot() {
    // Given: the log says that it is at 3, but 2 and 3 never came
    scripts.add(out -> {
      write(out, position(at(1)), position(at(3)));
      end.await();
    });
    snapshots.add(snapshot(at(3), "b"));
    scripts.add(out -> {
      write(out, position(at(3)));
      end.await();
    });

    // When
    follow(FAST);

    // Then
    awaitPosition(at(3));
    await().until(() -> resumedFrom.size() == 2);
    assertThat(replica.rule(id("b"))).isNotNull();
    assertThat(snapshotRequests).hasValue(2);
  }

  @Test
  void resetLeadsToASnapshotAndANewEpochKeepsRules() {
    // Given
    scripts.add(out -> {
      write(out, position(at(1)), rule(at(2), "a"));
      write(out, "event: reset\ndata: {\"reason\":\"unknown-epoch\"}\n\n");
      end.await();
    });
    snapshots.add(snapshot(at("e2", 1), "b"));
    scripts.add(out -> {
      write(out, position(at("e2", 1)));
      end.await();
    });

    // When
    follow(FAST);

    // Then
    awaitPosition(at("e2", 1));
    assertThat(replica.rule(id("a"))).isNotNull();
    assertThat(replica.rule(id("b"))).isNotNull();
    assertThat(replica.carriedOver()).isEqualTo(1);
  }

  @Test
  void eventsOfAnUnknownEpochLeadToASnapshot() {
    // Given
    scripts.add(out -> {
      write(out, position(at(1)), rule(at("e2", 2), "a"));
      end.await();
    });
    snapshots.add(snapshot(at("e2", 2), "a"));
    scripts.add(out -> end.await());

    // When
    follow(FAST);

    // Then
    awaitPosition(at("e2", 2));
    assertThat(replica.rule(id("a"))).isNotNull();
  }

  @Test
  void garbageLeadsToASnapshot() {
    // Given
    List<String> garbage =
        List.of(
            "event: rule\nid: " + at(2) + "\ndata: {\"id\":\n\n",
            "event: rule\nid: nonsense\ndata: {}\n\n",
            "event: rule\ndata: {}\n\n",
            "event: lift\nid: " + at(2) + "\ndata: {}\n\n",
            "x".repeat(200_000));
    for (String text : garbage) {
      scripts.add(out -> {
        write(out, position(at(1)), text);
        end.await();
      });
      snapshots.add(snapshot(at(1)));
    }
    scripts.add(out -> {
      write(out, position(at(1)), rule(at(2), "a"));
      end.await();
    });

    // When
    follow(FAST);

    // Then
    awaitPosition(at(2));
    assertThat(snapshotRequests).hasValue(1 + garbage.size());
  }

  @Test
  void damagedSnapshotIsNotTaken() {
    // Given
    snapshots.clear();
    snapshots.add("{\"position\":\"" + at(9) + "\",\"time\":1,\"rules\":[{");
    snapshots.add("<html>");
    snapshots.add(snapshot(at(2), "a"));
    scripts.add(out -> end.await());

    // When
    follow(FAST);

    // Then
    awaitPosition(at(2));
    assertThat(snapshotRequests).hasValue(3);
  }

  @Test
  void silenceIsADeadConnection() {
    // Given
    scripts.add(out -> {
      write(out, position(at(1)));
      end.await();
    });
    scripts.add(out -> end.await());
    scripts.add(out -> {
      write(out, rule(at(2), "a"));
      end.await();
    });

    // When
    follow(FAST);

    // Then
    awaitPosition(at(2));
    assertThat(resumedFrom).hasSize(3);
    assertThat(snapshotRequests).hasValue(1);
  }

  @Test
  void slowBytesAreNotSilence() {
    // Given: each byte comes well before the limit, the event as a whole does not
    scripts.add(out -> {
      for (byte b : rule(at(2), "a").getBytes(StandardCharsets.UTF_8)) {
        out.write(b);
        out.flush();
        Thread.sleep(2);
      }
      end.await();
    });

    // When
    follow(FAST);

    // Then
    awaitPosition(at(2));
    assertThat(resumedFrom).hasSize(1);
  }

  @Test
  void listenerThatFailsDoesNotStopTheFeed() {
    // Given
    scripts.add(out -> {
      write(out, rule(at(2), "fail"), rule(at(3), "b"));
      end.await();
    });

    // When
    follow(FAST);

    // Then
    awaitPosition(at(3));
  }

  @Test
  void waitsForAServiceThatIsNotThere() throws IOException {
    // Given
    InetSocketAddress address = server.getAddress();
    server.stop(0);
    follow(FAST);
    await().until(() -> heard.stream().filter("disconnected"::equals).count() > 3);

    // When
    scripts.add(out -> end.await());
    server = start(address);

    // Then
    awaitPosition(at(1));
  }

  @Test
  void closeEndsAConnectionThatIsQuiet() throws InterruptedException {
    // Given
    CountDownLatch gone = new CountDownLatch(1);
    scripts.add(out -> {
      write(out, position(at(1)));
      try {
        while (true) {
          write(out, ": beat\n");
          Thread.sleep(5);
        }
      } finally {
        gone.countDown();
      }
    });
    follow(FeedPace.DEFAULT);
    await().until(() -> heard.contains("connected"));

    // When
    java.util.Objects.requireNonNull(feed).close();

    // Then
    gone.await();
    assertThat(resumedFrom).hasSize(1);
  }

  private void follow(FeedPace pace) {
    feed =
        new RevocationFeed(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"),
                replica,
                () -> "Bearer secret",
                new Ear(),
                pace)
            .start();
  }

  private void awaitPosition(FeedPosition position) {
    await().untilAsserted(() -> assertThat(replica.position()).isEqualTo(position));
  }

  private final class Ear implements FeedListener {
    @Override
    public void onSnapshot(RevocationReplica.Changes changes) {
      heard.add("snapshot " + changes.added().size());
    }

    @Override
    public void onRule(RevocationRule rule) {
      heard.add("rule " + rule.subject());
      if (rule.subject().equals("fail")) {
        throw new IllegalStateException("a listener that fails, as it should");
      }
    }

    @Override
    public void onLift(String id) {
      heard.add("lift " + id.replaceAll("_+$", ""));
    }

    @Override
    public void onConfirmed(long timeMillis) {
      confirmedTimes.add(timeMillis);
    }

    @Override
    public void onConnected() {
      heard.add("connected");
    }

    @Override
    public void onDisconnected(String reason) {
      heard.add("disconnected");
    }
  }

  private HttpServer start() {
    try {
      return start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpServer start(InetSocketAddress address) throws IOException {
    HttpServer started = HttpServer.create(address, 0);
    started.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    started.createContext("/v1/revocations/snapshot", this::answerSnapshot);
    started.createContext("/v1/revocations/feed", this::answerFeed);
    started.start();
    return started;
  }

  private void answerSnapshot(HttpExchange exchange) throws IOException {
    snapshotRequests.incrementAndGet();
    authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
    String body = snapshots.poll();
    byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(body == null ? 503 : 200, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private void answerFeed(HttpExchange exchange) throws IOException {
    authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
    Script script = scripts.poll();
    if (script == null) {
      exchange.sendResponseHeaders(503, -1);
      exchange.close();
      return;
    }
    resumedFrom.add(exchange.getRequestHeaders().getFirst("Last-Event-ID"));
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      script.play(out);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(OutputStream out, String... texts) throws IOException {
    for (String text : texts) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    out.flush();
  }

  private static String rule(FeedPosition at, String name) {
    return "event: rule\nid: "
        + at
        + "\ndata: "
        + RevocationJson.write(hold(name, RevocationScope.VIEWER, name))
        + "\n\n";
  }

  private static String lift(FeedPosition at, String name) {
    return "event: lift\nid: " + at + "\ndata: {\"id\":\"" + id(name) + "\",\"time\":1}\n\n";
  }

  private static String position(FeedPosition at) {
    return "event: position\nid: " + at + "\ndata: {\"time\":" + NOW + "}\n\n";
  }

  private static String snapshot(FeedPosition at, String... names) {
    Queue<String> rules = new ArrayDeque<>();
    for (String name : names) {
      rules.add(RevocationJson.write(hold(name, RevocationScope.VIEWER, name)));
    }
    return "{\"position\":\""
        + at
        + "\",\"time\":"
        + NOW
        + ",\"rules\":["
        + String.join(",", rules)
        + "]}";
  }
}
