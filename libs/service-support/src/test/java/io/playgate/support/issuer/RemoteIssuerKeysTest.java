package io.playgate.support.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.playgate.support.testing.TestCredentials;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jose4j.jwk.JsonWebKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemoteIssuerKeysTest {

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile int status = 200;
  private volatile String body = keySet("k1");
  private volatile @Nullable CountDownLatch gate;
  private volatile Instant now = Instant.parse("2026-11-01T00:00:00Z");
  private final List<RemoteIssuerKeys> started = new ArrayList<>();
  private HttpServer server = createServer();

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

  private static String keySet(String... kids) {
    List<String> keys = new ArrayList<>();
    for (String kid : kids) {
      keys.add(TestCredentials.newKey(kid).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
    }
    return "{\"keys\":[" + String.join(",", keys) + "]}";
  }

  private HttpServer createServer() {
    try {
      HttpServer created =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      created.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      created.createContext(
          "/jwks",
          exchange -> {
            fetches.incrementAndGet();
            CountDownLatch wait = gate;
            if (wait != null) {
              try {
                wait.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            try (var out = exchange.getResponseBody()) {
              out.write(bytes);
            }
          });
      return created;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    CountDownLatch wait = gate;
    if (wait != null) {
      wait.countDown();
    }
    started.forEach(RemoteIssuerKeys::stop);
    server.stop(0);
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  private record Config(Optional<String> uri, Optional<URI> jwksUrl) implements IssuerConfig {
    @Override
    public Duration refreshInterval() {
      return Duration.ofHours(1);
    }

    @Override
    public Duration minFetchInterval() {
      return Duration.ofSeconds(5);
    }

    @Override
    public Duration fetchTimeout() {
      return Duration.ofSeconds(2);
    }
  }

  private RemoteIssuerKeys keys() {
    RemoteIssuerKeys keys =
        new RemoteIssuerKeys(
            new Config(
                Optional.of("https://auth.example"),
                Optional.of(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks"))),
            vertx,
            clock);
    keys.begin(true);
    started.add(keys);
    return keys;
  }

  private static @Nullable ECPublicKey find(RemoteIssuerKeys keys, String kid) {
    return keys.find(kid, TokenUse.CLIENT).await().atMost(Duration.ofSeconds(5));
  }

  @Test
  void theKeysAreFetchedAtStartAndKnownWithoutWaiting() {
    RemoteIssuerKeys keys = keys();
    Awaitility.await()
        .untilAsserted(() -> assertThat(keys.present("k1", TokenUse.CLIENT)).isNotNull());
    assertThat(find(keys, "k1")).isNotNull();
    assertThat(fetches).hasValue(1);
  }

  @Test
  void anUnknownKeyCausesOneFetchInAWhile() {
    RemoteIssuerKeys keys = keys();
    Awaitility.await()
        .untilAsserted(() -> assertThat(keys.present("k1", TokenUse.CLIENT)).isNotNull());
    body = keySet("k1", "k2");
    assertThat(find(keys, "k2")).as("too soon after the first fetch").isNull();
    now = now.plusSeconds(6);
    assertThat(find(keys, "k2")).isNotNull();
    for (int i = 0; i < 100; i++) {
      assertThat(find(keys, "forged-" + i)).isNull();
    }
    assertThat(fetches).hasValue(2);
  }

  @Test
  void manyWhoWaitShareOneFetch() throws Exception {
    CountDownLatch wait = new CountDownLatch(1);
    gate = wait;
    RemoteIssuerKeys keys = keys();
    ConcurrentLinkedQueue<Boolean> found = new ConcurrentLinkedQueue<>();
    List<Thread> waiting = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      waiting.add(Thread.startVirtualThread(() -> found.add(find(keys, "k1") != null)));
    }
    Awaitility.await().untilAsserted(() -> assertThat(fetches).hasValue(1));
    wait.countDown();
    for (Thread thread : waiting) {
      thread.join();
    }
    assertThat(found).hasSize(20).containsOnly(true);
    assertThat(fetches).hasValue(1);
  }

  @Test
  void beforeTheFirstAnswerNothingCanBeKnown() {
    status = 500;
    RemoteIssuerKeys keys = keys();
    assertThatThrownBy(() -> find(keys, "k1")).isInstanceOf(KeysUnavailableException.class);
    status = 200;
    now = now.plusSeconds(6);
    assertThat(find(keys, "k1")).isNotNull();
  }

  @Test
  void whileTheIssuerFailsTheKnownKeysStay() {
    RemoteIssuerKeys keys = keys();
    Awaitility.await()
        .untilAsserted(() -> assertThat(keys.present("k1", TokenUse.CLIENT)).isNotNull());
    for (String broken : List.of("{", "[]", "{}", "{\"keys\":7}", "x".repeat(300_000))) {
      body = broken;
      now = now.plusSeconds(6);
      assertThat(find(keys, "k2")).isNull();
      assertThat(keys.present("k1", TokenUse.CLIENT)).isNotNull();
    }
    server.stop(0);
    now = now.plusSeconds(6);
    assertThat(find(keys, "k2")).isNull();
    assertThat(keys.present("k1", TokenUse.CLIENT)).isNotNull();
  }

  @Test
  void anIssuerThatHangsIsGivenUp() {
    gate = new CountDownLatch(1);
    RemoteIssuerKeys keys = keys();
    assertThatThrownBy(() -> find(keys, "k1")).isInstanceOf(KeysUnavailableException.class);
  }

  @Test
  void keysForSomebodyElseAreLeftAside() {
    assertThat(
            RemoteIssuerKeys.parse(
                "{\"keys\":[7,{},{\"kty\":\"RSA\",\"kid\":\"r\",\"n\":\"AQAB\",\"e\":\"AQAB\"},"
                    + keySet("k1").substring(9)))
        .containsOnlyKeys("k1");
  }

  @Test
  void halfAConfigurationStopsTheStart() {
    assertThatThrownBy(() ->
            new RemoteIssuerKeys(
                    new Config(Optional.of("https://auth.example"), Optional.empty()), vertx, clock)
                .begin(true))
        .hasMessageContaining("playgate.issuer.jwks-url");
    assertThatThrownBy(() ->
            new RemoteIssuerKeys(
                    new Config(Optional.empty(), Optional.of(URI.create("http://x"))), vertx, clock)
                .begin(true))
        .hasMessageContaining("playgate.issuer.uri");
  }
}
