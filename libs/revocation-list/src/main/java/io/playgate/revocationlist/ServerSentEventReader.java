package io.playgate.revocationlist;

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
 * event that the stream's end cuts off is never handed out. Lines and events are bounded, so that a
 * broken peer cannot fill the memory.
 */
final class ServerSentEventReader {
  static final int MAX_EVENT_BYTES = 64 * 1024;

  private final InputStream from;
  private final Runnable onBytes;
  private final byte[] buffer = new byte[8 * 1024];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
  private int at;
  private int end;
  private boolean afterCarriageReturn;
  private boolean first = true;

  /**
   * @param from the stream; closed by the caller
   * @param onBytes told whenever something arrived, a comment included
   */
  ServerSentEventReader(InputStream from, Runnable onBytes) {
    this.from = from;
    this.onBytes = onBytes;
  }

  /**
   * The next event, or null at the stream's end.
   *
   * @throws MalformedFeedException if a line or event is too long, or is not UTF-8
   */
  @Nullable ServerSentEvent next() throws IOException {
    String type = "message";
    String id = null;
    StringBuilder data = null;
    while (true) {
      String text = nextLine();
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
          if (data.length() > MAX_EVENT_BYTES) {
            throw new MalformedFeedException("an event is too long");
          }
        }
        default -> {
          // "retry" and fields to come: the caller has its own idea of when to come back.
        }
      }
    }
  }

  private @Nullable String nextLine() throws IOException {
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
      if (line.size() == MAX_EVENT_BYTES) {
        throw new MalformedFeedException("a line is too long");
      }
      line.write(b);
    }
  }

  private boolean fill() throws IOException {
    int count = from.read(buffer);
    if (count < 0) {
      return false;
    }
    at = 0;
    end = count;
    if (count > 0) {
      onBytes.run();
    }
    return count > 0 || fill();
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
