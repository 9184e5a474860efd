package io.playgate.revocationlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerSentEventReaderTest {
  @Test
  void readsEventsWhateverTheLineEnds() throws IOException {
    for (String lineEnd : List.of("\n", "\r", "\r\n")) {
      String text =
          String.join(
              lineEnd,
              "\uFEFF: hello",
              "event: rule",
              "id:e:1-0",
              "data: {\"a\":",
              "data:1}",
              "",
              "retry: 10",
              "",
              "data",
              "",
              "");
      assertThat(read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))))
          .containsExactly(
              new ServerSentEvent("rule", "e:1-0", "{\"a\":\n1}"),
              new ServerSentEvent("message", null, ""));
    }
  }

  @Test
  void readsWhatComesByteForByte() throws IOException {
    // Given
    byte[] bytes = "event: x\r\ndata: é\r\n\r\n".getBytes(StandardCharsets.UTF_8);
    InputStream slow =
        new ByteArrayInputStream(bytes) {
          @Override
          public synchronized int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, 1));
          }
        };

    // Then
    assertThat(read(slow)).containsExactly(new ServerSentEvent("x", null, "é"));
  }

  @Test
  void eventCutOffByTheEndIsDropped() throws IOException {
    assertThat(read(stream("data: 1\n\ndata: 2\n"))).hasSize(1);
    assertThat(read(stream("data: 1\n\ndata: 2"))).hasSize(1);
  }

  @Test
  void eventWithoutDataIsDropped() throws IOException {
    assertThat(read(stream("event: a\nid: 7\n\ndata: 2\n\n")))
        .containsExactly(new ServerSentEvent("message", null, "2"));
  }

  @Test
  void endlessLinesAndEventsAreRefused() {
    String line = "data: " + "x".repeat(1000) + "\n";
    assertThatExceptionOfType(MalformedFeedException.class)
        .isThrownBy(() -> read(stream("x".repeat(100_000))));
    assertThatExceptionOfType(MalformedFeedException.class)
        .isThrownBy(() -> read(stream(line.repeat(100))));
  }

  @Test
  void whatIsNotUtf8IsRefused() {
    assertThatExceptionOfType(MalformedFeedException.class)
        .isThrownBy(
            () -> read(new ByteArrayInputStream(new byte[] {'d', (byte) 0xff, '\n', '\n'})));
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<ServerSentEvent> read(InputStream from) throws IOException {
    ServerSentEventReader reader = new ServerSentEventReader(from, () -> {});
    List<ServerSentEvent> events = new ArrayList<>();
    for (ServerSentEvent event = reader.next(); event != null; event = reader.next()) {
      events.add(event);
    }
    return events;
  }
}
