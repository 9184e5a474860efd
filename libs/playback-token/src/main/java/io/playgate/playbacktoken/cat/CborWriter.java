package io.playgate.playbacktoken.cat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes CBOR in its deterministic form (RFC 8949 section 4.2), save that maps are in the order in
 * which their entries are written.
 */
final class CborWriter {
  private static final int INTEGER = 0;
  private static final int NEGATIVE = 1;
  private static final int BYTES = 2;
  private static final int TEXT = 3;
  private static final int ARRAY = 4;
  private static final int MAP = 5;
  private static final int TAG = 6;
  private static final int SIMPLE = 7;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  CborWriter integer(long value) {
    return value < 0 ? head(NEGATIVE, -1 - value) : head(INTEGER, value);
  }

  CborWriter bytes(byte[] value) {
    head(BYTES, value.length);
    out.writeBytes(value);
    return this;
  }

  CborWriter text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    head(TEXT, utf8.length);
    out.writeBytes(utf8);
    return this;
  }

  /** The start of an array; its items follow. */
  CborWriter array(int length) {
    return head(ARRAY, length);
  }

  /** The start of a map; its keys and values follow in turn. */
  CborWriter map(int length) {
    return head(MAP, length);
  }

  /** A tag; the item that it is on follows. */
  CborWriter tag(long tag) {
    return head(TAG, tag);
  }

  /** An item as it was read. */
  CborWriter item(CborItem item) {
    switch (item) {
      case CborItem.Int number -> integer(number.value());
      case CborItem.Text text -> text(text.value());
      case CborItem.Bytes bytes -> bytes(bytes.value());
      case CborItem.Array array -> {
        array(array.items().size());
        array.items().forEach(this::item);
      }
      case CborItem.Entries map -> {
        map(map.entries().size());
        for (Map.Entry<CborItem, CborItem> entry : map.entries().entrySet()) {
          item(entry.getKey()).item(entry.getValue());
        }
      }
      case CborItem.Tagged tagged -> tag(tagged.tag()).item(tagged.item());
      case CborItem.Real real -> real(real.value());
      case CborItem.Simple simple -> head(SIMPLE, simple.number());
    }
    return this;
  }

  /** What has been written. */
  byte[] toByteArray() {
    return out.toByteArray();
  }

  private void real(double value) {
    float single = (float) value;
    short half = Float.floatToFloat16(single);
    if (single != value) {
      out.write(SIMPLE << 5 | 27);
      number(Double.doubleToRawLongBits(value), 8);
    } else if (Float.float16ToFloat(half) != single) {
      out.write(SIMPLE << 5 | 26);
      number(Float.floatToRawIntBits(single), 4);
    } else {
      out.write(SIMPLE << 5 | 25);
      number(half, 2);
    }
  }

  private CborWriter head(int major, long argument) {
    if (argument < 24) {
      out.write(major << 5 | (int) argument);
    } else {
      int size = argument < 1 << 8 ? 0 : argument < 1 << 16 ? 1 : argument < 1L << 32 ? 2 : 3;
      out.write(major << 5 | (24 + size));
      number(argument, 1 << size);
    }
    return this;
  }

  private void number(long value, int length) {
    for (int shift = 8 * (length - 1); shift >= 0; shift -= 8) {
      out.write((int) (value >>> shift));
    }
  }
}
