package io.playgate.playbacktoken.cat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one CBOR data item as CTA-5007-B section 4.5 wants it, deterministically encoded but for
 * the order of map keys (RFC 8949 section 4.2): lengths definite, every integer, length and
 * floating-point number in its shortest form, no NaN and no negative zero, texts in valid UTF-8, no
 * key twice. Besides, keys are integers or texts, integers fit into 64 bits with their sign,
 * nothing is nested more than {@value #MAX_DEPTH} deep, and nothing follows the item. It takes time
 * and space in proportion to the bytes that are there, whatever lengths they claim.
 */
final class CborReader {

  /** The deepest nesting of arrays, maps and tags. */
  static final int MAX_DEPTH = 8;

  private final byte[] bytes;
  private int at;

  private CborReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads the item that these bytes are.
   *
   * @throws RefusedTokenException where they are not exactly one acceptable item
   */
  static CborItem read(byte[] bytes) throws RefusedTokenException {
    CborReader reader = new CborReader(bytes);
    CborItem item = reader.item(0);
    if (reader.at != bytes.length) {
      throw RefusedTokenException.malformed("CBOR with something after it");
    }
    return item;
  }

  private CborItem item(int depth) throws RefusedTokenException {
    int first = octet();
    int info = first & 0x1f;
    return switch (first >> 5) {
      case 0 -> new CborItem.Int(argument(info));
      case 1 -> new CborItem.Int(-1 - argument(info));
      case 2 -> new CborItem.Bytes(string(info));
      case 3 -> new CborItem.Text(text(string(info)));
      case 4 -> array(argument(info), within(depth));
      case 5 -> map(argument(info), within(depth));
      case 6 -> new CborItem.Tagged(argument(info), item(within(depth)));
      default -> simple(info);
    };
  }

  private static int within(int depth) throws RefusedTokenException {
    if (depth == MAX_DEPTH) {
      throw RefusedTokenException.malformed("CBOR nested too deep");
    }
    return depth + 1;
  }

  private int octet() throws RefusedTokenException {
    if (at == bytes.length) {
      throw RefusedTokenException.malformed("CBOR that ends too early");
    }
    return bytes[at++] & 0xff;
  }

  /** The number of that many bytes, in network byte order. */
  private long number(int length) throws RefusedTokenException {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = value << 8 | octet();
    }
    return value;
  }

  private long argument(int info) throws RefusedTokenException {
    if (info < 24) {
      return info;
    }
    if (info > 27) {
      throw RefusedTokenException.malformed("CBOR of indefinite length, or a reserved form");
    }
    int length = 1 << (info - 24);
    long value = number(length);
    if (value < 0) {
      throw RefusedTokenException.malformed("a CBOR integer beyond 63 bits");
    }
    long least = length == 1 ? 24 : 1L << (4 * length);
    if (value < least) {
      throw RefusedTokenException.malformed("a CBOR integer or length that is not the shortest");
    }
    return value;
  }

  private byte[] string(int info) throws RefusedTokenException {
    long length = argument(info);
    if (length > bytes.length - at) {
      throw RefusedTokenException.malformed("CBOR that ends too early");
    }
    byte[] string = Arrays.copyOfRange(bytes, at, at + (int) length);
    at += (int) length;
    return string;
  }

  private static String text(byte[] utf8) throws RefusedTokenException {
    try {
      // A new decoder reports what is malformed, where String would replace it.
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw RefusedTokenException.malformed("a CBOR text that is not UTF-8");
    }
  }

  private CborItem array(long length, int depth) throws RefusedTokenException {
    if (length > bytes.length - at) {
      throw RefusedTokenException.malformed("CBOR that ends too early");
    }
    List<CborItem> items = new ArrayList<>((int) length);
    for (int i = 0; i < length; i++) {
      items.add(item(depth));
    }
    return new CborItem.Array(items);
  }

  private CborItem map(long length, int depth) throws RefusedTokenException {
    if (length > (bytes.length - at) / 2) {
      throw RefusedTokenException.malformed("CBOR that ends too early");
    }
    Map<CborItem, CborItem> entries = LinkedHashMap.newLinkedHashMap((int) length);
    for (int i = 0; i < length; i++) {
      CborItem key = item(depth);
      if (!(key instanceof CborItem.Int || key instanceof CborItem.Text)) {
        throw RefusedTokenException.malformed("a CBOR map key that is neither number nor text");
      }
      if (entries.putIfAbsent(key, item(depth)) != null) {
        throw RefusedTokenException.malformed("a CBOR map key that is there twice");
      }
    }
    return new CborItem.Entries(entries);
  }

  private CborItem simple(int info) throws RefusedTokenException {
    return switch (info) {
      case 20 -> CborItem.Simple.FALSE;
      case 21 -> CborItem.Simple.TRUE;
      case 22 -> CborItem.Simple.NULL;
      case 23 -> CborItem.Simple.UNDEFINED;
      case 25 -> real(Float.float16ToFloat((short) number(2)));
      case 26 -> {
        float value = Float.intBitsToFloat((int) number(4));
        if (Float.float16ToFloat(Float.floatToFloat16(value)) == value) {
          throw RefusedTokenException.malformed("a CBOR number that is not the shortest");
        }
        yield real(value);
      }
      case 27 -> {
        double value = Double.longBitsToDouble(number(8));
        if ((float) value == value) {
          throw RefusedTokenException.malformed("a CBOR number that is not the shortest");
        }
        yield real(value);
      }
      default -> throw RefusedTokenException.malformed("a CBOR simple value that is not known");
    };
  }

  private static CborItem real(double value) throws RefusedTokenException {
    if (Double.isNaN(value) || Double.isInfinite(value) || value == Math.rint(value)) {
      throw RefusedTokenException.malformed("a CBOR float must be a finite number with a fraction");
    }
    return new CborItem.Real(value);
  }
}
