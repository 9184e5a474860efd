package io.playgate.systemtests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Thousands of invented methods, each of some kilobytes, and scrapes between them. The launcher
 * gives every service a heap of 256 MB and ends it when that is not enough.
 */
@ExtendWith(RunningSuite.class)
class InventedMethodsIT {
  private static final int REQUESTS = 8_000;
  private static final int METHOD_LENGTH = 3_500;

  @ParameterizedTest
  @ValueSource(strings = {"auth", "token", "revocation", "edge"})
  void aServiceOutlivesThem(String service, Suite suite) throws IOException {
    URI base = URI.create(suite.url(service));
    String filler = "M".repeat(METHOD_LENGTH);
    try (Socket socket = new Socket(base.getHost(), base.getPort())) {
      socket.setSoTimeout(30_000);
      InputStream in = socket.getInputStream();
      for (int i = 0; i < REQUESTS; i++) {
        String request = filler + i + " /" + i + " HTTP/1.1\r\nHost: x\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        assertThat(statusOf(in)).as("answer %d", i).isEqualTo(501);
      }
    }
    String metrics = suite.http().get(suite.management(service) + "/q/metrics").expect(200).body();
    assertThat(metrics).doesNotContain("MMMM").hasSizeLessThan(512 * 1024);
    assertThat(suite.http().get(suite.management(service) + "/q/health/live").status())
        .isEqualTo(200);
  }

  /** Reads one answer with a Content-Length and gives its status. */
  private static int statusOf(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertThat(next).as("end of %s", head).isNotNegative();
      head.append((char) next);
    }
    String text = head.toString().toLowerCase(Locale.ROOT);
    int at = text.indexOf("content-length: ") + "content-length: ".length();
    in.skipNBytes(Integer.parseInt(text.substring(at, text.indexOf('\r', at))));
    return Integer.parseInt(text.substring(9, 12));
  }
}
