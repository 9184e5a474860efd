package io.playgate.feedclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamReaderTest {
  private static final int LIMIT = 64 * 1024;

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
    InputStream slow = oneByOne(bytes);

    // Then
    assertThat(read(slow)).containsExactly(new ServerSentEvent("x", null, "é"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void everyLineEndWorksHoweverTheBytesAreCut(String end) throws IOException {
    String text =
        String.join(
            end,
            ":comment",
            "event: configuration",
            "id: 7",
            "data: {\"\u00e4\":",
            "data:1}",
            "",
            "event:position",
            "data",
            "",
            "event: without-data",
            "",
            "data: plain",
            "",
            "data: cut off");
    InputStream slow = oneByOne(text.getBytes(StandardCharsets.UTF_8));
    assertThat(read(slow))
        .containsExactly(
            new ServerSentEvent("configuration", "7", "{\"\u00e4\":\n1}"),
            new ServerSentEvent("position", null, ""),
            new ServerSentEvent("message", null, "plain"));
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
  void lineAndDataBeforeItAreBoundedTogether() throws IOException {
    String event = "data: " + "x".repeat(50) + "\ndata: " + "y".repeat(50) + "\n\n";
    assertThat(read(stream(event), 106)).hasSize(1);
    assertThatExceptionOfType(MalformedFeedException.class)
        .isThrownBy(() -> read(stream(event), 105));
  }

  @Test
  void anEndlessEventIsGivenUpBeforeItIsHeld() {
    // Given
    byte[] part = "data: ".concat("x".repeat(1 << 10)).getBytes(StandardCharsets.UTF_8);
    int[] handedOut = {0};
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            throw new UnsupportedOperationException();
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            int count = Math.min(length, part.length);
            System.arraycopy(part, 0, into, offset, count);
            handedOut[0] += count;
            return count;
          }
        };

    // Then
    assertThatExceptionOfType(MalformedFeedException.class)
        .isThrownBy(() -> read(endless, 8 << 20));
    assertThat(handedOut[0]).isLessThan(9 << 20);
  }

  @Test
  void whatIsNotUtf8IsRefused() {
    assertThatExceptionOfType(MalformedFeedException.class)
        .isThrownBy(
            () -> read(new ByteArrayInputStream(new byte[] {'d', (byte) 0xff, '\n', '\n'})));
  }

  private static InputStream oneByOne(byte[] bytes) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] into, int offset, int length) {
        return super.read(into, offset, Math.min(length, 1));
      }
    };
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<ServerSentEvent> read(InputStream from) throws IOException {
    return read(from, LIMIT);
  }

  private static List<ServerSentEvent> read(InputStream from, int limit) throws IOException {
    EventStreamReader reader = new EventStreamReader(from, limit, () -> {});
    List<ServerSentEvent> events = new ArrayList<>();
    for (ServerSentEvent event = reader.next(); event != null; event = reader.next()) {
      events.add(event);
    }
    return events;
  }
}
