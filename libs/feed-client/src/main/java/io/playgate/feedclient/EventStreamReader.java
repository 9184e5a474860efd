package io.playgate.feedclient;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code text/event-stream} (WHATWG HTML, "Server-sent events") from a blocking stream. An
 * event that the stream's end cuts off is never handed out. A line and the data before it are
 * bounded together, so that a broken peer cannot fill the memory.
 */
public final class EventStreamReader {
  private final InputStream from;
  private final int maxEventBytes;
  private final Runnable onBytes;
  private final byte[] buffer = new byte[8 * 1024];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
  private int at;
  private int end;
  private boolean afterCarriageReturn;
  private boolean first = true;

  /**
   * @param from the stream; closed by the caller
   * @param maxEventBytes the largest event, in bytes
   * @param onBytes told whenever something arrived, a comment included
   * @throws IllegalArgumentException if the limit is not positive
   */
  public EventStreamReader(InputStream from, int maxEventBytes, Runnable onBytes) {
    if (maxEventBytes <= 0) {
      throw new IllegalArgumentException("maxEventBytes must be positive");
    }
    this.from = from;
    this.maxEventBytes = maxEventBytes;
    this.onBytes = onBytes;
  }

  /**
   * The next event that has data, or null at the stream's end.
   *
   * @throws MalformedFeedException if a line or event is too long, or is not UTF-8
   * @throws IOException if the stream fails
   */
  public @Nullable ServerSentEvent next() throws IOException {
    String type = "message";
    String id = null;
    StringBuilder data = null;
    while (true) {
      String text = nextLine(data == null ? 0 : data.length());
      if (text == null) {
        return null;
      }
      if (text.isEmpty()) {
        if (data != null) {
          return new ServerSentEvent(type, id, data.toString());
        }
        type = "message";
        id = null;
        continue;
      }
      int colon = text.indexOf(':');
      if (colon == 0) {
        continue;
      }
      String field = colon < 0 ? text : text.substring(0, colon);
      String value = colon < 0 ? "" : text.substring(colon + 1);
      if (value.startsWith(" ")) {
        value = value.substring(1);
      }
      switch (field) {
        case "event" -> type = value;
        case "id" -> id = value.indexOf('\0') < 0 ? value : id;
        case "data" -> {
          if (data == null) {
            data = new StringBuilder(value);
          } else {
            data.append('\n').append(value);
          }
        }
        default -> {
          // "retry" and fields to come: the caller has its own idea of when to come back.
        }
      }
    }
  }

  private @Nullable String nextLine(int taken) throws IOException {
    line.reset();
    while (true) {
      if (at == end && !fill()) {
        return null;
      }
      byte b = buffer[at++];
      if (b == '\n' && afterCarriageReturn) {
        afterCarriageReturn = false;
        continue;
      }
      afterCarriageReturn = b == '\r';
      if (b == '\n' || b == '\r') {
        return text();
      }
      if (line.size() + taken >= maxEventBytes) {
        throw new MalformedFeedException("an event is too long");
      }
      line.write(b);
    }
  }

  private boolean fill() throws IOException {
    int count;
    do {
      count = from.read(buffer);
    } while (count == 0);
    if (count < 0) {
      return false;
    }
    at = 0;
    end = count;
    onBytes.run();
    return true;
  }

  private String text() {
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(line.toByteArray()))
              .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedFeedException("a line is not UTF-8", e);
    }
    if (first) {
      first = false;
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
    return text;
  }
}
