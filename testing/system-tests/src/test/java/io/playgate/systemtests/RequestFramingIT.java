package io.playgate.systemtests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What arrives at the sockets of the packaged services, byte for byte. */
@ExtendWith(RunningSuite.class)
class RequestFramingIT {

  private static final List<String> SERVICES = List.of("auth", "token", "revocation", "edge");
  private static final String NEXT = "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n";

  private static Socket connect(Suite suite, String service) throws IOException {
    URI url = URI.create(suite.url(service));
    Socket socket = new Socket(url.getHost(), url.getPort());
    socket.setSoTimeout(60_000);
    return socket;
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

  @Test
  void whatReadsInTwoWaysIsRefusedAndNothingAfterItIsAnswered(Suite suite) throws IOException {
    for (String service : SERVICES) {
      for (String request :
          List.of(
              "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
              "GET / HTTP/1.1\r\n\r\n",
              "POST /v1/sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
              "POST /v1/sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
              "POST /v1/sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
              "POST /v1/sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n")) {
        try (Socket socket = connect(suite, service)) {
          socket.getOutputStream().write((request + NEXT + NEXT).getBytes(ISO_8859_1));
          String answers = rest(socket);
          assertThat(answers).as(service + ": " + request).startsWith("HTTP/1.1 400");
          assertThat(answers.split("HTTP/1\\.1 ", -1)).as(service + ": " + answers).hasSize(2);
        }
      }
    }
  }

  @Test
  void aRequestThatComesByTheByteEndsEverywhere(Suite suite) throws Exception {
    Map<String, Future<Duration>> lives = new LinkedHashMap<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String service : SERVICES) {
        for (String begin :
            List.of(
                "POST /v1/sign-in HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX-Long: ")) {
          lives.put(service + ": " + begin, callers.submit(() -> dribble(suite, service, begin)));
        }
      }
      for (Map.Entry<String, Future<Duration>> life : lives.entrySet()) {
        assertThat(life.getValue().get()).as(life.getKey()).isLessThan(Duration.ofSeconds(40));
      }
    }
  }

  /** One byte every three seconds, for as long as it goes. */
  private static Duration dribble(Suite suite, String service, String begin) throws Exception {
    long begun = System.nanoTime();
    try (Socket socket = connect(suite, service)) {
      OutputStream out = socket.getOutputStream();
      out.write(begin.getBytes(ISO_8859_1));
      Thread sender =
          Thread.startVirtualThread(() -> {
            try {
              for (int i = 0; i < 40; i++) {
                Thread.sleep(3000);
                out.write('a');
                out.flush();
              }
            } catch (IOException | InterruptedException over) {
              // As it should be.
            }
          });
      String answer = rest(socket);
      sender.interrupt();
      assertThat(answer).as(service).matches("(?s)(HTTP/1.1 4\\d\\d .*)?");
      return Duration.ofNanos(System.nanoTime() - begun);
    }
  }
}
