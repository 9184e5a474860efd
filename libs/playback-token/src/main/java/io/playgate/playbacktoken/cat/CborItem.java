package io.playgate.playbacktoken.cat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** One CBOR data item (RFC 8949), of those that a token may hold. */
sealed interface CborItem {

  /** An integer, of major type 0 or 1. */
  record Int(long value) implements CborItem {}

  /** A text string. */
  record Text(String value) implements CborItem {}

  /** A byte string. */
  final class Bytes implements CborItem {
    private final byte[] value;

    Bytes(byte[] value) {
      this.value = value;
    }

    /** The bytes themselves: not to be changed. */
    byte[] value() {
      return value;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(value);
    }
  }

  /** An array. */
  record Array(List<CborItem> items) implements CborItem {}

  /** A map, in the order in which it was read; its keys are integers and texts. */
  record Entries(Map<CborItem, CborItem> entries) implements CborItem {}

  /** A tagged item. */
  record Tagged(long tag, CborItem item) implements CborItem {}

  /** A floating-point number that is no whole one. */
  record Real(double value) implements CborItem {}

  /** The simple values. */
  enum Simple implements CborItem {
    FALSE(20),
    TRUE(21),
    NULL(22),
    UNDEFINED(23);

    private final int number;

    Simple(int number) {
      this.number = number;
    }

    /** Its number. */
    int number() {
      return number;
    }
  }
}
