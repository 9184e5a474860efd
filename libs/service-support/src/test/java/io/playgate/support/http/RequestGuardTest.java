package io.playgate.support.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that two programs could read differently, and requests that never end. */
@QuarkusTest
@TestProfile(RequestGuardTest.Impatient.class)
@WithTestResource(TestCredentials.class)
class RequestGuardTest {

  private static final String NEXT = "GET /provoked/number/7 HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String LAST =
      "GET /provoked/number/7 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

  @TestHTTPResource URI base;

  /** Waits two seconds for a request. */
  public static final class Impatient implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("playgate.http.request-deadline", "PT2S");
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(base.getHost(), base.getPort());
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
        "GET /provoked/number/5 HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /provoked/number/5 HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET /provoked/number/5 HTTP/1.1\r\nHost: a\r\nX: y\r\nhOST: b\r\n\r\n",
        "GET /provoked/number/5 HTTP/1.1\r\n\r\n",
        "GET /provoked/number/5 HTTP/1.1\r\nHost: a, b\r\n\r\n",
        "GET /provoked/number/5 HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET /provoked/number/5 HTTP/1.1\r\nHost: u@a\r\n\r\n",
        "GET /provoked/number/5 HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "GET /provoked/number/5 HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /provoked/number/5 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /provoked/number/5 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        "GET /provoked/number/5 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde",
        "GET /provoked/number/5 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        "GET /provoked/number/5 HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc",
        "GET /provoked/number/5 HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc",
        "GET /provoked/number/5 HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\nabc",
        "GET /provoked/number/5 HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\nabc",
        "GET /provoked/number/5 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /provoked/number/5 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "GET /provoked/number/5 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "GET /provoked/number/5 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n",
        "GET /provoked/number/5 HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /provoked/number/5 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "GET /provoked/number/5 HTTP/1.1\r\nHost: a\r\nContent-Length : 3\r\n\r\nabc",
        "GET /provoked/number/5 HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET /provoked/number/5 HTTP/2.0\r\nHost: a\r\n\r\n",
        "POST /provoked HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n"
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
  void requestsOnOneConnectionAreAnsweredInTurn() throws IOException {
    String post =
        "POST /provoked HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            + "Content-Length: 12\r\n\r\n{\"name\":\"p\"}";
    String chunked =
        "POST /provoked/event-loop HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"nam\r\n7\r\ne\":\"q\"}\r\n0\r\n\r\n";
    String answers = answers(NEXT + post + chunked + NEXT + chunked + post + LAST);

    assertThat(answers.split("HTTP/1.1 200", -1)).as(answers).hasSize(8);
    assertThat(answers.indexOf("\"p\"")).isLessThan(answers.indexOf("\"q\"")).isPositive();
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
        "POST /provoked HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            + "Content-Length: 5000\r\n\r\n"
            + "x".repeat(5000);
    String answers = answers(tooLarge + NEXT + LAST);
    assertThat(answers).startsWith("HTTP/1.1 413");
    assertThat(answers.split("HTTP/1.1 ", -1)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "G",
        "GET /provoked/number/5 HTTP/1.1\r\nHost: a\r\nX-Long: ",
        "POST /provoked HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n",
        "POST /provoked HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1ff\r\n",
        "POST /provoked/event-loop HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n",
        "POST /provoked/form HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 900\r\n\r\ntoken=",
        "POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n"
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
      if (answer.startsWith("HTTP/1.1 408")) {
        assertThat(answer).contains("\"code\":\"request-timeout\"");
        assertThat(taken).isGreaterThan(Duration.ofMillis(1900));
      } else {
        assertThat(answer).as("refused before").matches("(?s)(HTTP/1.1 4\\d\\d .*)?");
      }
    }
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
