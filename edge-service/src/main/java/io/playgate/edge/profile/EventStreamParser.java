package io.playgate.edge.profile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/**
 * Takes a {@code text/event-stream} apart as it arrives (WHATWG HTML, "Server-sent events"). Events
 * without data are dropped, as is one that the stream's end cuts off.
 */
final class EventStreamParser {

  /** The largest event, in bytes: a configuration of some thousand keys. */
  static final int MAX_EVENT_BYTES = 8 * 1024 * 1024;

  private final BiConsumer<String, String> events;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
  private final StringBuilder data = new StringBuilder();
  private String type = "message";
  private boolean hasData;
  private boolean afterCarriageReturn;

  /**
   * Makes a parser.
   *
   * @param events takes type and data of each event
   */
  EventStreamParser(BiConsumer<String, String> events) {
    this.events = events;
  }

  /**
   * Takes the next bytes.
   *
   * @return false when an event is larger than {@value #MAX_EVENT_BYTES} bytes: give up
   */
  boolean feed(byte[] bytes) {
    for (byte b : bytes) {
      if (b == '\n' && afterCarriageReturn) {
        afterCarriageReturn = false;
        continue;
      }
      afterCarriageReturn = b == '\r';
      if (b == '\n' || b == '\r') {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        take(text);
      } else if (line.size() + data.length() >= MAX_EVENT_BYTES) {
        return false;
      } else {
        line.write(b);
      }
    }
    return true;
  }

  private void take(String text) {
    if (text.isEmpty()) {
      if (hasData) {
        events.accept(type, data.toString());
      }
      type = "message";
      data.setLength(0);
      hasData = false;
      return;
    }
    int colon = text.indexOf(':');
    String field = colon < 0 ? text : text.substring(0, colon);
    String value = colon < 0 ? "" : text.substring(colon + 1);
    if (value.startsWith(" ")) {
      value = value.substring(1);
    }
    if (field.equals("event")) {
      type = value;
    } else if (field.equals("data")) {
      if (hasData) {
        data.append('\n');
      }
      data.append(value);
      hasData = true;
    }
  }
}
