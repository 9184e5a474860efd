package io.playgate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The configurations in deploy/edges, each run by its real program between a player, an origin and
 * something that answers /authorize as edge-service does. Programs that are not installed are
 * skipped by name.
 */
class EdgeProxiesTest {

  private static final Path EDGES =
      Path.of(System.getProperty("playgate.root", "../.."), "deploy/edges");
  private static final Pattern ADMITTED = Pattern.compile("/media/demo-jwt/token=good(/.*)");

  /**
   * A proxy and how it is started.
   *
   * @param name its command and its folder in deploy/edges
   * @param debianPackage where the command is
   * @param config the file with the addresses
   * @param arguments what starts it in the foreground, in the folder of its configuration
   */
  record Proxy(String name, String debianPackage, String config, List<String> arguments) {}

  /** A request as a server saw it. */
  record Seen(String method, String target, com.sun.net.httpserver.Headers headers) {}

  /** An answer as the player saw it. */
  record Answer(int status, String head, String body) {}

  @TempDir Path temp;

  private final Queue<Seen> questions = new ConcurrentLinkedQueue<>();
  private final Queue<Seen> fetched = new ConcurrentLinkedQueue<>();
  private final List<AutoCloseable> running = new ArrayList<>();
  private int edgePort;
  private int originPort;
  private int proxyPort;
  private @Nullable HttpServer edge;

  static Stream<Arguments> proxies() {
    return Stream.of(
            new Proxy(
                "nginx",
                "nginx-light",
                "nginx.conf",
                List.of("-p", ".", "-c", "nginx.conf", "-g", "daemon off;")),
            new Proxy("haproxy", "haproxy", "haproxy.cfg", List.of("-db", "-f", "haproxy.cfg")),
            new Proxy(
                "caddy",
                "caddy",
                "Caddyfile",
                List.of("run", "--adapter", "caddyfile", "--config", "Caddyfile")))
        .map(proxy -> Arguments.of(Named.of(proxy.name(), proxy)));
  }

  @BeforeEach
  void startServers() throws IOException {
    HttpServer authorizing = serve("/authorize", this::authorize);
    edge = authorizing;
    edgePort = authorizing.getAddress().getPort();
    originPort = serve("/", this::fetch).getAddress().getPort();
  }

  @AfterEach
  void stopAll() throws Exception {
    for (AutoCloseable item : running.reversed()) {
      item.close();
    }
  }

  @ParameterizedTest
  @MethodSource("proxies")
  void admittedRequestIsFetchedAsJudged(Proxy proxy) throws Exception {
    start(proxy);

    Answer answer =
        ask(
            "GET",
            "/media/demo-jwt/token=good/vod/clock/segment-0-001.m4s?part=1",
            "Cookie: viewer=1",
            "Authorization: Bearer secret",
            "Range: bytes=0-9");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("bytes of /vod/clock/segment-0-001.m4s?part=1");
    Seen seen = only(fetched);
    assertThat(seen.target()).isEqualTo("/vod/clock/segment-0-001.m4s?part=1");
    assertThat(seen.headers().getFirst("Range")).isEqualTo("bytes=0-9");
    assertThat(seen.headers()).doesNotContainKeys("Cookie", "Authorization");
    assertThat(seen.headers().toString()).doesNotContain("token=good");
  }

  @ParameterizedTest
  @MethodSource("proxies")
  void headIsJudgedAsHead(Proxy proxy) throws Exception {
    start(proxy);

    Answer answer = ask("HEAD", "/media/demo-jwt/token=good/vod/clock/master.m3u8");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(only(fetched).method()).isEqualTo("HEAD");
    assertThat(asked("X-Original-Method", "X-Forwarded-Method")).isEqualTo("HEAD");
  }

  @ParameterizedTest
  @MethodSource("proxies")
  void refusalReachesThePlayer(Proxy proxy) throws Exception {
    start(proxy);

    Answer answer = ask("GET", "/media/demo-jwt/token=bad/vod/clock/master.m3u8");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.head().toLowerCase(Locale.ROOT))
        .contains("content-type: application/problem+json", "playgate-deny: revoked");
    assertThat(answer.body()).contains("\"code\":\"revoked\"", "\"status\":403");
    assertThat(fetched).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("proxies")
  void targetIsAskedAboutAsThePlayerSentIt(Proxy proxy) throws Exception {
    start(proxy);
    String target = "/media/demo-jwt/token=bad/vod/%2e%2e/%2E%2e/a%2fb//c%41?x=%20y";

    Answer answer = ask("GET", target);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(asked("X-Original-URI", "X-Forwarded-Uri")).isEqualTo(target);
  }

  @ParameterizedTest
  @MethodSource("proxies")
  void playerCannotAnswerForItself(Proxy proxy) throws Exception {
    start(proxy);
    String good = "/media/demo-jwt/token=good/vod/clock/master.m3u8";

    Answer answer =
        ask(
            "GET",
            "/media/demo-jwt/token=bad/vod/clock/master.m3u8",
            "X-Original-URI: " + good,
            "X-Forwarded-Uri: " + good,
            "X-Forwarded-Method: POST",
            "X-Original-Method: POST",
            "X-Forwarded-For: 192.0.2.1",
            "X-Real-IP: 192.0.2.1",
            "Playgate-Target: /vod/clock/master.m3u8",
            "Playgate-Session: forged");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(fetched).isEmpty();
    Seen question = only(questions);
    assertThat(asked("X-Original-URI", "X-Forwarded-Uri")).contains("token=bad");
    assertThat(asked("X-Original-Method", "X-Forwarded-Method")).isEqualTo("GET");
    assertThat(question.headers().get("X-Forwarded-For")).containsExactly("127.0.0.1");
    assertThat(question.headers()).doesNotContainKey("X-real-ip");
  }

  @ParameterizedTest
  @MethodSource("proxies")
  void withoutAVerdictNothingIsServed(Proxy proxy) throws Exception {
    start(proxy);
    if (edge != null) {
      edge.stop(0);
    }

    Answer answer = ask("GET", "/media/demo-jwt/token=good/vod/clock/master.m3u8");

    assertThat(answer.status()).isBetween(500, 599);
    assertThat(fetched).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("proxies")
  void otherMethodsAndPathsAreRefusedWithoutAQuestion(Proxy proxy) throws Exception {
    start(proxy);

    Answer post = ask("POST", "/media/demo-jwt/token=good/vod/clock/master.m3u8");
    Answer elsewhere = ask("GET", "/vod/clock/master.m3u8");

    assertThat(post.status()).isEqualTo(405);
    assertThat(elsewhere.status()).isEqualTo(404);
    assertThat(questions).isEmpty();
    assertThat(fetched).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("proxies")
  void tokensStayOutOfTheLog(Proxy proxy) throws Exception {
    Path log = start(proxy);

    Answer admitted = ask("GET", "/media/demo-jwt/token=good/vod/clock/master.m3u8");
    Answer refused = ask("GET", "/media/demo-jwt/token=bad/vod/clock/master.m3u8");
    stopAll();
    running.clear();

    assertThat(admitted.status()).isEqualTo(200);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(Files.readString(log)).doesNotContain("token=");
  }

  // ---- the neighbours

  private void authorize(HttpExchange exchange) throws IOException {
    questions.add(seen(exchange));
    List<String> targets = new ArrayList<>();
    for (String name : List.of("X-Original-URI", "X-Forwarded-Uri")) {
      targets.addAll(exchange.getRequestHeaders().getOrDefault(name, List.of()));
    }
    Matcher admitted = ADMITTED.matcher(targets.size() == 1 ? targets.getFirst() : "");
    if (admitted.matches()) {
      String target = admitted.group(1);
      exchange.getResponseHeaders().add("Playgate-Session", "session-1");
      exchange.getResponseHeaders().add("Playgate-Path", target.replaceFirst("\\?.*", ""));
      exchange.getResponseHeaders().add("Playgate-Target", target);
      exchange.sendResponseHeaders(200, -1);
    } else {
      byte[] body =
          "{\"type\":\"about:blank\",\"title\":\"Forbidden\",\"status\":403,\"code\":\"revoked\"}"
              .getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/problem+json");
      exchange.getResponseHeaders().add("Playgate-Deny", "revoked");
      exchange.sendResponseHeaders(403, body.length);
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private void fetch(HttpExchange exchange) throws IOException {
    fetched.add(seen(exchange));
    byte[] body = ("bytes of " + exchange.getRequestURI()).getBytes(StandardCharsets.UTF_8);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().add("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(200, -1);
    } else {
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private static Seen seen(HttpExchange exchange) {
    return new Seen(
        exchange.getRequestMethod(),
        exchange.getRequestURI().toString(),
        exchange.getRequestHeaders());
  }

  private HttpServer serve(String path, com.sun.net.httpserver.HttpHandler handler)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(path, handler);
    server.start();
    running.add(() -> server.stop(0));
    return server;
  }

  private static Seen only(Queue<Seen> requests) {
    assertThat(requests).hasSize(1);
    return requests.element();
  }

  /** The one value of the last question under one of the names. */
  private String asked(String... names) {
    List<String> values = new ArrayList<>();
    for (String name : names) {
      values.addAll(only(questions).headers().getOrDefault(name, List.of()));
    }
    assertThat(values).as(String.join(" or ", names)).hasSize(1);
    return values.getFirst();
  }

  // ---- the proxy

  /** Starts a proxy on free ports and returns where its output goes. */
  private Path start(Proxy proxy) throws Exception {
    Path program = find(proxy.name());
    assumeTrue(
        program != null,
        proxy.name() + " is missing; install it with: apt-get install " + proxy.debianPackage());
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      proxyPort = free.getLocalPort();
    }
    Path folder = Files.createDirectory(temp.resolve(proxy.name()));
    try (Stream<Path> files = Files.list(EDGES.resolve(proxy.name()))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName().toString()));
      }
    }
    Path config = folder.resolve(proxy.config());
    Files.writeString(
        config,
        Files.readString(config)
            .replace("127.0.0.1:8084", "127.0.0.1:" + edgePort)
            .replace("127.0.0.1:8085", "127.0.0.1:" + originPort)
            .replace("127.0.0.1:8090", "127.0.0.1:" + proxyPort));
    Path log = temp.resolve(proxy.name() + ".log");
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(proxy.arguments());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // Where Caddy keeps its state.
    builder.environment().put("XDG_DATA_HOME", temp.toString());
    builder.environment().put("XDG_CONFIG_HOME", temp.toString());
    Process process = builder.start();
    running.add(() -> {
      process.destroy();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    });
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          assertThat(process.isAlive()).as(() -> read(log)).isTrue();
          try (Socket socket = new Socket()) {
            socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), proxyPort), 1000);
            return true;
          } catch (IOException notYet) {
            return false;
          }
        });
    return log;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Debian keeps servers out of the ordinary users' PATH. */
  private static @Nullable Path find(String program) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
    return Stream.of(path.split(":"))
        .filter(Predicate.not(String::isEmpty))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  /** Asks by hand: an HTTP client would tidy up the target. */
  private Answer ask(String method, String target, String... headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxyPort)) {
      socket.setSoTimeout(10_000);
      String request =
          method
              + ' '
              + target
              + " HTTP/1.1\r\nHost: 127.0.0.1:"
              + proxyPort
              + "\r\n"
              + Stream.of(headers).map(header -> header + "\r\n").reduce("", String::concat)
              + "Connection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      int end = answer.indexOf("\r\n\r\n");
      assertThat(end).as(answer).isPositive();
      String head = answer.substring(0, end);
      return new Answer(Integer.parseInt(head.substring(9, 12)), head, answer.substring(end + 4));
    }
  }
}
