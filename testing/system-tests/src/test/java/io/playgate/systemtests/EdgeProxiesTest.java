package io.playgate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The configurations in deploy/edges, each run by its real program between a player, an origin and
 * something that answers /authorize as edge-service does. Programs that are not installed are
 * skipped by name.
 */
class EdgeProxiesTest {

  private static final Pattern ADMITTED = Pattern.compile("/media/demo-jwt/token=good(/.*)");

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

  static List<EdgeProxy> proxies() {
    return EdgeProxy.ALL;
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
  void admittedRequestIsFetchedAsJudged(EdgeProxy proxy) throws Exception {
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
  void headIsJudgedAsHead(EdgeProxy proxy) throws Exception {
    start(proxy);

    Answer answer = ask("HEAD", "/media/demo-jwt/token=good/vod/clock/master.m3u8");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(only(fetched).method()).isEqualTo("HEAD");
    assertThat(asked("X-Original-Method", "X-Forwarded-Method")).isEqualTo("HEAD");
  }

  @ParameterizedTest
  @MethodSource("proxies")
  void refusalReachesThePlayer(EdgeProxy proxy) throws Exception {
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
  void targetIsAskedAboutAsThePlayerSentIt(EdgeProxy proxy) throws Exception {
    start(proxy);
    String target = "/media/demo-jwt/token=bad/vod/%2e%2e/%2E%2e/a%2fb//c%41?x=%20y";

    Answer answer = ask("GET", target);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(asked("X-Original-URI", "X-Forwarded-Uri")).isEqualTo(target);
  }

  @ParameterizedTest
  @MethodSource("proxies")
  void playerCannotAnswerForItself(EdgeProxy proxy) throws Exception {
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
  void withoutAVerdictNothingIsServed(EdgeProxy proxy) throws Exception {
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
  void otherMethodsAndPathsAreRefusedWithoutAQuestion(EdgeProxy proxy) throws Exception {
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
  void tokensStayOutOfTheLog(EdgeProxy proxy) throws Exception {
    EdgeProxy.Running started = start(proxy);

    Answer admitted = ask("GET", "/media/demo-jwt/token=good/vod/clock/master.m3u8");
    Answer refused = ask("GET", "/media/demo-jwt/token=bad/vod/clock/master.m3u8");
    stopAll();
    running.clear();

    assertThat(admitted.status()).isEqualTo(200);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(started.log()).doesNotContain("token=");
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

  private EdgeProxy.Running start(EdgeProxy proxy) throws IOException {
    EdgeProxy.Running started = proxy.start(temp, edgePort, originPort);
    running.add(started);
    proxyPort = started.port();
    return started;
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
