package io.playgate.playbacktoken.key;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Reads the DER (X.690) of keys: definite lengths in their shortest form, tags of one byte. What it
 * does not understand is an {@link IllegalArgumentException} whose message holds no key material.
 */
final class DerReader {
  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int NULL = 0x05;
  static final int OID = 0x06;
  static final int SEQUENCE = 0x30;

  private final byte[] bytes;
  private final int end;
  private int at;

  DerReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private DerReader(byte[] bytes, int at, int end) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  boolean hasMore() {
    return at < end;
  }

  /** Whether the next element has that tag. */
  boolean isNext(int tag) {
    return hasMore() && (bytes[at] & 0xff) == tag;
  }

  /** The inside of the next element, which has to be of that tag. */
  DerReader enter(int tag) {
    if (!isNext(tag)) {
      throw new IllegalArgumentException("the encoding (DER) is not that of a key");
    }
    at++;
    int length = length();
    if (length > end - at) {
      throw new IllegalArgumentException("the key is cut off");
    }
    DerReader inside = new DerReader(bytes, at, at + length);
    at += length;
    return inside;
  }

  byte[] content(int tag) {
    DerReader inside = enter(tag);
    return Arrays.copyOfRange(bytes, inside.at, inside.end);
  }

  /** A number that is not negative. */
  BigInteger number() {
    byte[] content = content(INTEGER);
    if (content.length == 0
        || content[0] < 0
        || (content.length > 1 && content[0] == 0 && content[1] >= 0)) {
      throw new IllegalArgumentException("a number of the key is malformed");
    }
    return new BigInteger(content);
  }

  /** An object identifier, in hexadecimal of its content. */
  String oid() {
    return HexFormat.of().formatHex(content(OID));
  }

  /** A bit string of whole bytes. */
  byte[] bits() {
    byte[] content = content(BIT_STRING);
    if (content.length == 0 || content[0] != 0) {
      throw new IllegalArgumentException("a bit string of the key is malformed");
    }
    return Arrays.copyOfRange(content, 1, content.length);
  }

  void end() {
    if (hasMore()) {
      throw new IllegalArgumentException("something follows the key within its encoding");
    }
  }

  private int length() {
    if (!hasMore()) {
      throw new IllegalArgumentException("the key is cut off");
    }
    int first = bytes[at++] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int count = first & 0x7f;
    if (count == 0 || count > 3 || count > end - at) {
      throw new IllegalArgumentException("a length within the key is malformed");
    }
    int length = 0;
    for (int i = 0; i < count; i++) {
      length = (length << 8) | (bytes[at++] & 0xff);
    }
    if (length < 0x80 || length >>> (8 * (count - 1)) == 0) {
      throw new IllegalArgumentException("a length within the key is not in its shortest form");
    }
    return length;
  }
}
