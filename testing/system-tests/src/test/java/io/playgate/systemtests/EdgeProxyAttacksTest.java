package io.playgate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.systemtests.RecordingServer.Head;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a hostile player sends through the configurations in deploy/edges, each run by its real
 * program: other protocols, headers that make an origin serve something else, and paths that
 * programs read in two ways. Programs that are not installed are skipped by name.
 */
class EdgeProxyAttacksTest {

  private static final Pattern ADMITTED =
      Pattern.compile("(?:https?://[^/]+)?/media/demo(?:/token=good)?(/[^?]*)(?:\\?(.*))?");

  private static final String PAGE = "/media/demo/token=good/vod/clock/segment-0-001.m4s";

  /** Headers by which some server takes another path, method, host, address or protocol. */
  private static final List<String> OVERRIDES =
      List.of(
          "X-Original-URL: /vod/premium/1.m4s",
          "X-Original-URI: /vod/premium/1.m4s",
          "X-Original-Method: DELETE",
          "X-Original-Host: evil.example",
          "X-Rewrite-URL: /vod/premium/1.m4s",
          "X-Override-URL: /vod/premium/1.m4s",
          "X-HTTP-Method: DELETE",
          "X-HTTP-Method-Override: DELETE",
          "X-Method-Override: DELETE",
          "X-Host: evil.example",
          "X-HTTP-Host-Override: evil.example",
          "X-HTTP-DestinationURL: http://evil.example",
          "X-Envoy-Original-Path: /vod/premium/1.m4s",
          "X-Forwarded: for=192.0.2.66",
          "X-Forwarded-For: 192.0.2.66",
          "X-Forwarded-Host: evil.example",
          "X-Forwarded-Method: DELETE",
          "X-Forwarded-Path: /vod/premium/1.m4s",
          "X-Forwarded-Port: 6666",
          "X-Forwarded-Prefix: /evil",
          "X-Forwarded-Proto: evil",
          "X-Forwarded-Scheme: evil",
          "X-Forwarded-Server: evil.example",
          "X-Forwarded-Uri: /vod/premium/1.m4s",
          "X-Real-IP: 192.0.2.66",
          "X-Client-IP: 192.0.2.66",
          "X-Cluster-Client-IP: 192.0.2.66",
          "X-Originating-IP: 192.0.2.66",
          "X-Remote-Addr: 192.0.2.66",
          "X-Accel-Redirect: /evil",
          "X-Sendfile: /evil",
          "X_Original_URL: /vod/premium/1.m4s",
          "X_Forwarded_For: 192.0.2.66",
          "Content_Length: 6666",
          "True-Client-IP: 192.0.2.66",
          "Client-IP: 192.0.2.66",
          "CF-Connecting-IP: 192.0.2.66",
          "Fastly-Client-IP: 192.0.2.66",
          "Forwarded: for=192.0.2.66;host=evil.example",
          "Front-End-Https: evil",
          "Base-Url: http://evil.example",
          "Request-Uri: /vod/premium/1.m4s",
          "Destination: /vod/premium/1.m4s",
          "Proxy: http://evil.example",
          "Proxy-Authorization: evil",
          "Via: 1.1 evil",
          "Content-Type: evil",
          "Cookie: token=evil",
          "Cookie2: evil",
          "Authorization: Bearer evil",
          "Referer: https://page.example/token=evil",
          "Playgate-Target: /vod/premium/1.m4s",
          "Playgate-Path: /vod/premium/1.m4s",
          "Playgate-Session: evil");

  /** Of what a proxy adds itself, and of what media need. */
  private static final List<String> HARMLESS =
      List.of(
          "host",
          "connection",
          "range",
          "user-agent",
          "accept",
          "accept-encoding",
          "if-range",
          "origin",
          "cmcd-request");

  @TempDir Path temp;

  private final List<AutoCloseable> running = new ArrayList<>();
  private RecordingServer edge = new RecordingServer(EdgeProxyAttacksTest::judge);
  private RecordingServer origin =
      new RecordingServer(head -> "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nbytes");

  static List<EdgeProxy> proxies() {
    return EdgeProxy.ALL;
  }

  @BeforeEach
  void closeAtTheEnd() {
    running.add(edge);
    running.add(origin);
  }

  @AfterEach
  void stopAll() throws Exception {
    for (AutoCloseable item : running.reversed()) {
      item.close();
    }
  }

  // ---- other protocols

  static Stream<Arguments> upgrades() {
    String settings = "HTTP2-Settings: AAMAAABkAAQAAP__";
    return Stream.of(
            List.of("Upgrade: h2c", settings, "Connection: Upgrade, HTTP2-Settings"),
            List.of("Upgrade: h2c", settings, "Connection: close, Upgrade, HTTP2-Settings"),
            List.of("upgrade: H2C", settings, "connection: upgrade,http2-settings"),
            List.of(
                "Upgrade: foo, h2c", settings, "Connection: Upgrade", "Connection: HTTP2-Settings"),
            List.of(
                "Upgrade: h2c", settings, "Connection: Upgrade, HTTP2-Settings, X-Forwarded-For"),
            List.of(
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="),
            List.of("Upgrade: TLS/1.0, other/7", "Connection: Upgrade"))
        .flatMap(headers -> EdgeProxy.ALL.stream().map(proxy -> Arguments.of(proxy, headers)));
  }

  /** An origin that would answer 101 and then serve whatever is asked, without a verdict. */
  @ParameterizedTest
  @MethodSource("upgrades")
  void noConnectionBecomesAnotherProtocols(EdgeProxy proxy, List<String> headers) throws Exception {
    // Given an origin that speaks h2c and WebSocket
    Queue<String> served = new ConcurrentLinkedQueue<>();
    int port = startUpgradingOrigin(served);
    int proxyPort = start(proxy, port);

    // When
    RawRequest.Answer answer =
        RawRequest.send(proxyPort, "GET", PAGE, headers.toArray(String[]::new));

    // Then the player is served by HTTP/1.1, or refused
    assertThat(answer.status()).as(answer.head()).isIn(200, 400, 403);
    assertThat(answer.head().toLowerCase(Locale.ROOT)).doesNotContain("\r\nupgrade:");
    assertThat(served)
        .allSatisfy(request -> assertThat(request).doesNotContain("upgrade", "http2-settings"));
  }

  /** The attack works where nothing stands in between: what the test above refuses is real. */
  @Test
  void theOriginOfTheseTestsDoesBecomeAnotherProtocols() throws Exception {
    int port = startUpgradingOrigin(new ConcurrentLinkedQueue<>());

    RawRequest.Answer h2c =
        RawRequest.send(
            port,
            "GET",
            "/vod/clock/segment-0-001.m4s",
            "Upgrade: h2c",
            "HTTP2-Settings: AAMAAABkAAQAAP__",
            "Connection: Upgrade, HTTP2-Settings");

    assertThat(h2c.status()).isEqualTo(101);
    assertThat(h2c.head()).containsIgnoringCase("upgrade: h2c");
  }

  @ParameterizedTest
  @MethodSource("proxies")
  void connectAndOtherMethodsDoNotReachTheOrigin(EdgeProxy proxy) throws Exception {
    int port = start(proxy, origin.port());

    for (String method :
        List.of(
            "CONNECT", "OPTIONS", "TRACE", "PUT", "DELETE", "PATCH", "PROPFIND", "PRI", "get")) {
      RawRequest.Answer answer = RawRequest.send(port, method, PAGE);
      assertThat(answer.status()).as(method).matches(status -> status == 0 || status > 299);
    }
    assertThat(RawRequest.send(port, "CONNECT", "127.0.0.1:" + origin.port()).status())
        .matches(status -> status == 0 || status > 299);
    assertThat(RawRequest.send(port, "GET", "http://127.0.0.1:" + origin.port() + "/x").status())
        .matches(status -> status == 0 || status > 299);

    assertThat(origin.heads()).isEmpty();
  }

  /** HTTP/2 by prior knowledge: RFC 8441 asks for a tunnel by a CONNECT that has a path. */
  @ParameterizedTest
  @MethodSource("proxies")
  void extendedConnectOfHttp2DoesNotReachTheOrigin(EdgeProxy proxy) throws Exception {
    int port = start(proxy, origin.port());

    RawRequest.send(port, Http2Frames.extendedConnect(PAGE, "websocket"));

    assertThat(origin.heads()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("proxies")
  void bodiesDoNotReachTheOrigin(EdgeProxy proxy) throws Exception {
    int port = start(proxy, origin.port());
    String smuggled = "GET /vod/premium/1.m4s HTTP/1.1\r\nHost: origin\r\n\r\n";
    String head = "GET " + PAGE + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n";

    RawRequest.send(port, head + "Content-Length: " + smuggled.length() + "\r\n\r\n" + smuggled);
    RawRequest.send(
        port,
        head
            + "Transfer-Encoding: chunked\r\n\r\n"
            + Integer.toHexString(smuggled.length())
            + "\r\n"
            + smuggled
            + "\r\n0\r\n\r\n");
    RawRequest.send(
        port, head + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled);

    // An empty body may go on; whatever it holds may not.
    assertThat(origin.heads())
        .allSatisfy(seen -> {
          assertThat(seen.text()).doesNotContainIgnoringCase("premium", "content-length");
          if (seen.text().contains(" HTTP/1.1")) {
            assertThat(seen.target()).isEqualTo("/vod/clock/segment-0-001.m4s");
          }
        });
  }

  // ---- headers

  @ParameterizedTest
  @MethodSource("proxies")
  void headersThatOverrideDoNotReachTheOrigin(EdgeProxy proxy) throws Exception {
    int port = start(proxy, origin.port());
    List<String> headers = new ArrayList<>(OVERRIDES);
    headers.add("Range: bytes=0-9");
    headers.add("User-Agent: player/1");
    headers.add("CMCD-Request: mtp=25400");

    RawRequest.Answer answer = RawRequest.send(port, "GET", PAGE, headers.toArray(String[]::new));

    assertThat(answer.status()).isEqualTo(200);
    Head seen = only(origin);
    assertThat(seen.names()).isSubsetOf(HARMLESS);
    assertThat(seen.text()).doesNotContain("evil", "192.0.2.66", "premium", "DELETE", "token=");
    assertThat(seen.values("Range")).containsExactly("bytes=0-9");
    assertThat(seen.values("User-Agent")).containsExactly("player/1");
    assertThat(seen.values("CMCD-Request")).containsExactly("mtp=25400");
  }

  @ParameterizedTest
  @MethodSource("proxies")
  void headersThatOverrideDoNotChangeTheQuestion(EdgeProxy proxy) throws Exception {
    int port = start(proxy, origin.port());

    RawRequest.send(port, "GET", PAGE, OVERRIDES.toArray(String[]::new));

    Head question = only(edge);
    assertThat(question.values("X-Original-URI", "X-Original-URL", "X-Forwarded-Uri"))
        .containsExactly(PAGE);
    assertThat(question.values("X-Original-Method", "X-Forwarded-Method")).containsOnly("GET");
    assertThat(question.values("X-Forwarded-For")).containsExactly("127.0.0.1");
    assertThat(question.values("X-Real-IP", "Forwarded", "X-Rewrite-URL")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("proxies")
  void theOriginSeesItsOwnHost(EdgeProxy proxy) throws Exception {
    int port = start(proxy, origin.port());

    RawRequest.send(
        port,
        "GET "
            + PAGE
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n");

    assertThat(only(origin).text()).doesNotContain("evil.example");
  }

  /** What {@code Connection} names is dropped on the way: not what a verdict or framing needs. */
  @ParameterizedTest
  @MethodSource("proxies")
  void connectionHeaderTakesNothingOutOfTheQuestion(EdgeProxy proxy) throws Exception {
    int port = start(proxy, origin.port());

    RawRequest.send(
        port,
        "GET",
        "/media/demo/token=bad/vod/clock/x",
        "Connection: close, X-Forwarded-Uri, X-Original-URI, X-Forwarded-For, X-Forwarded-Method");

    assertThat(edge.heads())
        .allSatisfy(question -> {
          assertThat(question.values("X-Original-URI", "X-Forwarded-Uri")).hasSize(1);
          assertThat(question.values("X-Forwarded-For")).containsExactly("127.0.0.1");
        });
    assertThat(origin.heads()).isEmpty();
  }

  // ---- targets

  static Stream<Arguments> targets() {
    return Stream.of(
            "/a%3Fb",
            "/a%3Fb?c=%3F",
            "/a%20b%20%20c.m4s",
            "/%7Bx%7D/%22%3C%3E%5E%60%7C",
            "/caf%C3%A9/%E2%82%AC.m4s",
            "/a+b,c;d=e:f@g&h",
            "/x(1)%20!'*.m4s",
            "/price$1/$x/$$y$.m4s",
            "/p%25zz/100%25",
            "/very%2Cstrange",
            "/a?b=%20c+d&e=f=g&&h",
            "/a?{http.request.header.Cookie}{env.HOME}&%7B",
            "/a?$1&$uri&$playgate_target&${x}",
            "/a?%[src]&%ci&%%",
            "/a?b?c/../d//e",
            "/a?x=/media/demo/b")
        .flatMap(target -> EdgeProxy.ALL.stream().map(proxy -> Arguments.of(proxy, target)));
  }

  /** Caddy's placeholders, nginx's variables, HAProxy's format and Go's templates among them. */
  @ParameterizedTest
  @MethodSource("targets")
  void whatWasJudgedIsFetchedByteForByte(EdgeProxy proxy, String target) throws Exception {
    int port = start(proxy, origin.port());

    RawRequest.Answer answer = RawRequest.send(port, "GET", "/media/demo/token=good" + target);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(only(edge).values("X-Original-URI", "X-Forwarded-Uri"))
        .containsExactly("/media/demo/token=good" + target);
    assertThat(only(origin).target()).isEqualTo(target);
  }

  @ParameterizedTest
  @MethodSource("proxies")
  void tokenOfTheQueryStaysHere(EdgeProxy proxy) throws Exception {
    int port = start(proxy, origin.port());

    for (String query :
        List.of("hdnts=good", "hdnts=good&a=1", "a=1&hdnts=good", "a=%3F&hdnts=good&b=+")) {
      origin.clear();
      RawRequest.Answer answer = RawRequest.send(port, "GET", "/media/demo/vod/x.m4s?" + query);

      assertThat(answer.status()).as(query).isEqualTo(200);
      String rest = query.replaceFirst("(^|&)hdnts=good", "").replaceFirst("^&", "");
      assertThat(only(origin).target())
          .isEqualTo(rest.isEmpty() ? "/vod/x.m4s" : "/vod/x.m4s?" + rest);
    }
  }

  /** It means the same to HTTP, but was not judged: left away or refused. */
  @ParameterizedTest
  @MethodSource("proxies")
  void bareQuestionMarkIsNotFetched(EdgeProxy proxy) throws Exception {
    int port = start(proxy, origin.port());

    RawRequest.send(port, "GET", "/media/demo/token=good/vod/x.m4s?");

    assertThat(origin.heads())
        .allSatisfy(seen -> assertThat(seen.target()).isEqualTo("/vod/x.m4s"));
  }

  @ParameterizedTest
  @MethodSource("proxies")
  void itListensOnLoopbackAlone(EdgeProxy proxy) throws Exception {
    int port = start(proxy, origin.port());

    try (java.net.ServerSocket other = new java.net.ServerSocket()) {
      // Whoever listens on all addresses has this one too.
      other.bind(new java.net.InetSocketAddress("127.0.0.2", port));
      assertThat(other.isBound()).isTrue();
    }
  }

  // ---- the neighbours

  /** As edge-service does, but for any path, and without its normal form. */
  private static String judge(Head question) {
    List<String> targets = question.values("X-Original-URI", "X-Original-URL", "X-Forwarded-Uri");
    Matcher admitted = ADMITTED.matcher(targets.size() == 1 ? targets.getFirst() : "");
    if (!admitted.matches() || targets.getFirst().contains("bad")) {
      return "HTTP/1.1 403 Forbidden\r\nPlaygate-Deny: revoked\r\nContent-Length: 0\r\n\r\n";
    }
    String path = admitted.group(1);
    String query = admitted.group(2) == null ? "" : admitted.group(2);
    query = query.replaceFirst("(^|&)hdnts=good", "").replaceFirst("^&", "");
    return "HTTP/1.1 200 OK\r\nPlaygate-Session: session-1\r\nPlaygate-Path: "
        + path
        + "\r\nPlaygate-Target: "
        + (query.isEmpty() ? path : path + '?' + query)
        + "\r\nCache-Control: no-store\r\nContent-Length: 0\r\n\r\n";
  }

  private int startUpgradingOrigin(Queue<String> served) throws Exception {
    Vertx vertx = Vertx.vertx();
    running.add(
        () -> vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS));
    HttpServer server =
        vertx
            .createHttpServer(
                new HttpServerOptions().setHost("127.0.0.1").setHttp2ClearTextEnabled(true))
            .requestHandler(request -> {
              served.add(request.headers().names().toString().toLowerCase(Locale.ROOT));
              if ("websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
                request.toWebSocket();
              } else {
                request.response().end("bytes");
              }
            })
            .listen(0)
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    return server.actualPort();
  }

  private int start(EdgeProxy proxy, int originPort) throws IOException {
    EdgeProxy.Running started = proxy.start(temp, edge.port(), originPort);
    running.add(started);
    return started.port();
  }

  private static Head only(RecordingServer server) {
    assertThat(server.heads()).hasSize(1);
    return server.heads().getFirst();
  }
}
