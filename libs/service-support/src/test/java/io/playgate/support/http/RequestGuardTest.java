package io.playgate.support.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.playgate.support.testing.LoggedRefusals;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that two programs could read differently, and requests that never end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestGuardTest {

  private static final String NEXT = "GET /number HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String LAST = "GET /number HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  private static final int MAX_BODY = 1000;

  @SuppressWarnings("NullAway.Init") // made before the tests
  private Vertx vertx;

  private int port;

  /** Whether the server speaks HTTP/2 without TLS, as that for management does. */
  boolean isUpgradable() {
    return false;
  }

  /** A server of the kind that the services have, with two seconds for a request. */
  @BeforeAll
  void start() throws Exception {
    System.setProperty(ChannelInitializerExtension.EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
    System.setProperty(GuardedConnections.DEADLINE, "2000");
    vertx = Vertx.vertx();
    port =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost("127.0.0.1")
                    .setHttp2ClearTextEnabled(isUpgradable()))
            .requestHandler(this::answer)
            .listen(0)
            .toCompletionStage()
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS)
            .actualPort();
  }

  @AfterAll
  void stop() throws Exception {
    System.clearProperty(ChannelInitializerExtension.EXTENSIONS_SYSTEM_PROPERTY);
    System.clearProperty(GuardedConnections.DEADLINE);
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  /** Answers 7, a body's own length, or that it is too large; a while after it was asked. */
  private void answer(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    if (length != null && Integer.parseInt(length) > MAX_BODY) {
      request.response().setStatusCode(413).putHeader("Connection", "close").end();
      return;
    }
    request
        .body()
        .onSuccess(body ->
            vertx.setTimer(
                20,
                late ->
                    request.response().end(body.length() == 0 ? "7" : "length " + body.length())));
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(30_000);
    return socket;
  }

  /** Everything that is answered to some bytes until the server closes. */
  private String answers(String bytes) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
      return rest(socket);
    }
  }

  private static String rest(Socket socket) throws IOException {
    StringBuilder all = new StringBuilder();
    try {
      for (int b = socket.getInputStream().read(); b >= 0; b = socket.getInputStream().read()) {
        all.append((char) b);
      }
    } catch (SocketException reset) {
      // What came before counts.
    }
    return all.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /number HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /number HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET /number HTTP/1.1\r\nHost: a\r\nX: y\r\nhOST: b\r\n\r\n",
        "GET /number HTTP/1.1\r\n\r\n",
        "GET /number HTTP/1.1\r\nHost: a, b\r\n\r\n",
        "GET /number HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET /number HTTP/1.1\r\nHost: u@a\r\n\r\n",
        "GET /number HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "GET /number HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /number HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /number HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        "GET /number HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde",
        "GET /number HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        "GET /number HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc",
        "GET /number HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc",
        "GET /number HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\nabc",
        "GET /number HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\nabc",
        "GET /number HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /number HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "GET /number HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "GET /number HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n",
        "GET /number HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /number HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "GET /number HTTP/1.1\r\nHost: a\r\nContent-Length : 3\r\n\r\nabc",
        "GET /number HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET /number HTTP/2.0\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n"
      })
  @Timeout(20)
  void whatReadsInTwoWaysIsRefusedAndEndsTheConnection(String request) throws IOException {
    String answers = answers(request + NEXT + LAST);

    assertThat(answers).as(request).matches("(?s)HTTP/1\\.[01] 4\\d\\d .*");
    assertThat(answers.split("HTTP/1\\.[01] ", -1)).as(answers).hasSize(2);
    assertThat(answers).doesNotContain("HTTP/1.1 200");
  }

  @Test
  void theRefusalOfTheGuardIsAProblem() throws IOException {
    assertThat(answers("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"))
        .contains(
            "HTTP/1.1 400",
            "application/problem+json",
            "\"code\":\"malformed-request\"",
            "connection: close");
  }

  @Test
  void theRefusalOfTheGuardHasItsLine() throws IOException {
    try (LoggedRefusals log = new LoggedRefusals()) {
      String answer = answers("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
      String instance = answer.replaceAll("(?s).*\"instance\":\"([^\"]+)\".*", "$1");
      assertThat(log.lineOf(instance))
          .isEqualTo(
              "code=malformed-request status=400 method=- route=- caller=- instance=" + instance);
    }
  }

  @Test
  void requestsOnOneConnectionAreAnsweredInTurn() throws IOException {
    String post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
    String chunked =
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5\r\nabcde\r\n6\r\nfghijk\r\n0\r\n\r\n";
    String answers = answers(NEXT + post + chunked + NEXT + chunked + post + LAST);

    assertThat(answers.split("HTTP/1.1 200", -1)).as(answers).hasSize(8);
    assertThat(answers.indexOf("length 3")).isPositive().isLessThan(answers.indexOf("length 11"));
  }

  @Test
  void oneFaultyRequestIsAnsweredAfterThoseBeforeIt() throws IOException {
    String answers = answers(NEXT + NEXT + "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + NEXT);

    assertThat(answers.split("HTTP/1.1 200", -1)).as(answers).hasSize(3);
    assertThat(answers.split("HTTP/1.1 400", -1)).hasSize(2);
    assertThat(answers.indexOf("HTTP/1.1 400")).isGreaterThan(answers.lastIndexOf("HTTP/1.1 200"));
  }

  @Test
  void afterAnAnswerThatClosesThereIsNone() throws IOException {
    assertThat(answers(LAST + NEXT + NEXT).split("HTTP/1.1 ", -1)).hasSize(2);
    String tooLarge =
        "POST / HTTP/1.1\r\nHost: a\r\n" + "Content-Length: 5000\r\n\r\n" + "x".repeat(5000);
    String answers = answers(tooLarge + NEXT + LAST);
    assertThat(answers).startsWith("HTTP/1.1 413");
    assertThat(answers.split("HTTP/1.1 ", -1)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "G",
        "GET /number HTTP/1.1\r\nHost: a\r\nX-Long: ",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1ff\r\n",
        "GET /number HTTP/1.1\r\nHost: a\r\n\r\nG"
      })
  @Timeout(30)
  void aRequestThatComesByTheByteEndsAtItsDeadline(String begin) throws Exception {
    long begun = System.nanoTime();
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(begin.getBytes(ISO_8859_1));
      Thread dribble =
          Thread.startVirtualThread(() -> {
            try {
              for (int i = 0; i < 300; i++) {
                Thread.sleep(100);
                out.write('a');
                out.flush();
              }
            } catch (IOException | InterruptedException closed) {
              // As it should be.
            }
          });
      String answer = rest(socket);
      dribble.interrupt();
      Duration taken = Duration.ofNanos(System.nanoTime() - begun);
      assertThat(taken).isBetween(Duration.ofMillis(0), Duration.ofSeconds(15));
      assertThat(taken).isGreaterThan(Duration.ofMillis(1900));
      assertThat(answer).contains("HTTP/1.1 408", "\"code\":\"request-timeout\"");
    }
  }

  @Test
  void withoutTlsNothingBecomesHttp2() throws IOException {
    String upgrade =
        "GET /number HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\n"
            + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n";
    assertThat(answers(upgrade + LAST).split("HTTP/1.1 200", -1)).hasSize(3);
    for (String first : List.of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "PRI * HTTP/1.1\r\n\r\n")) {
      assertThat(answers(first + LAST)).doesNotContain("200");
    }
  }

  @Test
  void aMethodThatBeginsLikeHttp2IsAMethod() throws IOException {
    assertThat(answers("PROPFIND / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  /** The head of one answer, whose body is a 7. */
  private static String seven(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) socket.getInputStream().read());
    }
    assertThat(socket.getInputStream().read()).isEqualTo('7');
    return head.toString();
  }

  @Test
  @Timeout(60)
  void aConnectionMayBeIdleBetweenRequestsForLongerThanOneMayTake() throws Exception {
    try (Socket socket = connect()) {
      for (int i = 0; i < 2; i++) {
        socket.getOutputStream().write(NEXT.getBytes(ISO_8859_1));
        assertThat(seven(socket)).startsWith("HTTP/1.1 200");
        Thread.sleep(2500);
      }
    }
  }

  @Test
  @Timeout(60)
  void theDeadlineIsOfEachRequest() throws Exception {
    try (Socket socket = connect()) {
      for (int i = 0; i < 8; i++) {
        for (byte b : NEXT.getBytes(ISO_8859_1)) {
          socket.getOutputStream().write(b);
          Thread.sleep(8);
        }
        assertThat(seven(socket)).startsWith("HTTP/1.1 200");
      }
    }
  }
}
