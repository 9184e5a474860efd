package io.playgate.systemtests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A flood from addresses of its own, until it is told to end. */
final class Attack implements AutoCloseable {

  /** What it consists of. */
  enum Kind {
    /** Nobody attacks: what the others are compared with. */
    NONE,
    /**
     * Methods that are invented anew for each request, of kilobytes, and scrapes of the metrics.
     */
    INVENTED_METHODS,
    /** Playlists of a day, many at once, some read slowly; and two million lines. */
    LONG_PLAYLISTS,
    /** Playlists whose variables grow from line to line. */
    GROWING_VARIABLES,
    /** Well-formed opaque tokens that nobody issued, a thousand a second. */
    GUESSED_OPAQUE_TOKENS,
    /** One password with many logins, secrets of clients, and a viewer who starts without end. */
    SIGN_IN_FLOOD
  }

  private static final int METHOD_LENGTH = 3_500;
  private static final int FAST_READERS = 24;
  private static final int SLOW_READERS = 60;
  private static final int NETWORKS = 16;
  private static final Duration FRESH_TOKEN = Duration.ofSeconds(60);

  private final Suite suite;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<HttpClient> networks = new ArrayList<>();
  private final Map<String, AtomicLong> answers = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private volatile boolean stopped;
  private volatile String session = "";

  private Attack(Suite suite) {
    this.suite = suite;
    for (int i = 1; i <= NETWORKS; i++) {
      networks.add(
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .localAddress(InetAddress.ofLiteral("127.9." + i + ".1"))
              .connectTimeout(Duration.ofSeconds(5))
              .build());
    }
  }

  /** Whether this system gives a program any address of 127.0.0.0/8. */
  static boolean hasAddresses() {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.9.1.1"), 0));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Begins it. */
  static Attack start(Suite suite, Kind kind) {
    Attack attack = new Attack(suite);
    switch (kind) {
      case NONE -> {}
      case INVENTED_METHODS -> attack.inventMethods();
      case LONG_PLAYLISTS -> attack.askForLongPlaylists();
      case GROWING_VARIABLES -> attack.askForGrowingVariables();
      case GUESSED_OPAQUE_TOKENS -> attack.guessOpaqueTokens();
      case SIGN_IN_FLOOD -> attack.floodSignIns();
    }
    return attack;
  }

  /** How many requests there were, by what they were answered. */
  String summary() {
    return answers.isEmpty() ? "none" : new TreeMap<>(answers).toString();
  }

  /** How many of its requests were answered at all. */
  long answered() {
    return answers.entrySet().stream()
        .filter(entry -> !entry.getKey().startsWith("no "))
        .mapToLong(entry -> entry.getValue().get())
        .sum();
  }

  @Override
  public void close() {
    stopped = true;
    threads.shutdownNow();
    try {
      threads.awaitTermination(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    networks.forEach(HttpClient::shutdownNow);
  }

  private void inventMethods() {
    String filler = "M".repeat(METHOD_LENGTH);
    for (String service : List.of("auth", "token", "revocation", "edge")) {
      AtomicLong count = new AtomicLong();
      repeat(
          1,
          Duration.ofMillis(3),
          client -> {
            String method = filler + count.incrementAndGet();
            send(client, method, suite.url(service) + "/" + method.hashCode(), "");
          });
      repeat(
          1,
          Duration.ofSeconds(1),
          client -> send(client, "GET", suite.management(service) + "/q/metrics", ""));
    }
  }

  private void askForLongPlaylists() {
    keepSession();
    repeat(
        FAST_READERS,
        Duration.ofSeconds(4),
        client -> send(client, "GET", hostile(HostileOrigin.DAY), ""));
    repeat(
        1, Duration.ofSeconds(1), client -> send(client, "GET", hostile(HostileOrigin.LINES), ""));
    for (int i = 0; i < SLOW_READERS; i++) {
      repeat(1, Duration.ofSeconds(1), client -> readSlowly());
    }
  }

  private void askForGrowingVariables() {
    keepSession();
    for (String playlist : List.of(HostileOrigin.DOUBLING, HostileOrigin.ADDING)) {
      repeat(4, Duration.ofMillis(50), client -> send(client, "GET", hostile(playlist), ""));
    }
  }

  private void guessOpaqueTokens() {
    repeat(
        NETWORKS,
        Duration.ofMillis(14),
        client -> {
          byte[] guess = new byte[32];
          random.nextBytes(guess);
          send(
              client,
              "GET",
              suite.url("edge")
                  + "/media/demo-opaque/token="
                  + Base64.getUrlEncoder().withoutPadding().encodeToString(guess)
                  + "/vod/clock/master.m3u8",
              "");
        });
  }

  private void floodSignIns() {
    repeat(
        4 * NETWORKS,
        Duration.ofMillis(100),
        client ->
            send(
                client,
                "POST",
                suite.url("auth") + "/v1/sign-in",
                "{\"login\":\"%s@example.com\",\"password\":\"Summer2026!\",\"device\":\"tv\"}"
                    .formatted(UUID.randomUUID())));
    repeat(
        NETWORKS,
        Duration.ofMillis(200),
        client ->
            send(
                client,
                "POST",
                suite.url("revocation") + "/oauth2/introspect",
                "token=x&client_id=%s&client_secret=%s"
                    .formatted(suite.adminId(), UUID.randomUUID())));
    Suite.Viewer greedy = suite.newViewer();
    String bearer = suite.signIn(greedy, "greedy");
    repeat(
        4,
        Duration.ofMillis(50),
        client ->
            send(
                client,
                "POST",
                suite.url("token") + "/v1/playback-sessions",
                "{\"assetId\":\"clock\",\"profile\":\"demo-opaque\"}",
                "Authorization",
                "Bearer " + bearer));
  }

  /** A request of the attack. */
  private interface Shot {
    void fire(HttpClient client) throws IOException, InterruptedException;
  }

  /** Fires by so many at once, each with a pause between, in turn from each network. */
  private void repeat(int workers, Duration pause, Shot shot) {
    for (int i = 0; i < workers; i++) {
      HttpClient client = networks.get(i % NETWORKS);
      threads.execute(() -> {
        while (!stopped) {
          try {
            shot.fire(client);
          } catch (IOException e) {
            count("no answer");
          } catch (InterruptedException e) {
            return;
          }
          try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
          } catch (InterruptedException e) {
            return;
          }
        }
      });
    }
  }

  private void send(HttpClient client, String method, String url, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(Duration.ofSeconds(60))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header(
          "Content-Type",
          body.startsWith("{") ? "application/json" : "application/x-www-form-urlencoded");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    count(Integer.toString(client.send(request.build(), BodyHandlers.discarding()).statusCode()));
  }

  private void count(String answer) {
    answers.computeIfAbsent(answer, key -> new AtomicLong()).incrementAndGet();
  }

  /** A genuine session of one viewer's, whose token opens what the origin has beside the clip. */
  private void keepSession() {
    Suite.Viewer viewer = suite.newViewer();
    session = newSession(viewer);
    threads.execute(() -> {
      while (!stopped) {
        try {
          TimeUnit.NANOSECONDS.sleep(FRESH_TOKEN.toNanos());
        } catch (InterruptedException e) {
          return;
        }
        try {
          session = newSession(viewer);
        } catch (UncheckedIOException | AssertionError e) {
          count("no session");
        }
      }
    });
  }

  private String newSession(Suite.Viewer viewer) {
    JsonNode started =
        suite
            .play(suite.signIn(viewer, "attacker"), "clock", "demo-edgeauth-query")
            .expect(201)
            .json();
    return started.required("url").asText();
  }

  private String hostile(String playlist) {
    return session.replace("master.m3u8", playlist);
  }

  /** Asks for a day's playlist and takes a kilobyte of it each second. */
  private void readSlowly() throws IOException, InterruptedException {
    URI url = URI.create(hostile(HostileOrigin.DAY));
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4096);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.9.1.1"), 0));
      socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), 5_000);
      socket.setSoTimeout(60_000);
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + url.getRawPath()
                      + "?"
                      + url.getRawQuery()
                      + " HTTP/1.1\r\nHost: "
                      + url.getAuthority()
                      + "\r\nConnection: close\r\n\r\n")
                  .getBytes(ISO_8859_1));
      byte[] part = new byte[1024];
      boolean first = true;
      for (int read = socket.getInputStream().read(part);
          read >= 0 && !stopped;
          read = socket.getInputStream().read(part)) {
        if (first) {
          count("slow " + new String(part, 9, 3, ISO_8859_1));
          first = false;
        }
        TimeUnit.SECONDS.sleep(1);
      }
    }
  }
}
