package io.playgate.playbacktoken.internal.dialect;

import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.text.Decimals;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** For formats that hash a shared secret together with a text, each in a way of its own. */
public final class SharedSecrets {

  /** The algorithm of such keys. */
  public static final String ALGORITHM = "secret";

  private static final long TEN_DIGITS = 1_000_000_000;

  private SharedSecrets() {}

  /**
   * The key of the ring that made a hash, compared in a time that does not tell where it differs.
   *
   * @param presented the hash as text, as it stood on the request
   * @param expected makes the hash of a secret, in the same form
   * @return null where no key made it
   */
  public static @Nullable SigningKey signer(
      KeyRing keys, String presented, Function<byte[], String> expected) {
    byte[] hash = presented.getBytes(StandardCharsets.UTF_8);
    for (SigningKey key : keys.keys()) {
      if (key.algorithm().equals(ALGORITHM)
          && MessageDigest.isEqual(
              expected.apply(key.secret()).getBytes(StandardCharsets.UTF_8), hash)) {
        return key;
      }
    }
    return null;
  }

  /** The digest of all parts, one after another. */
  public static byte[] digest(String algorithm, byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  /** The MAC of all parts, one after another, under a secret that need not be long. */
  public static byte[] hmac(String algorithm, byte[] secret, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(secret, algorithm));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  /** The MD5 of all parts, in lower-case hexadecimal. */
  public static String md5Hex(byte[]... parts) {
    return HexFormat.of().formatHex(digest("MD5", parts));
  }

  /** The bytes of a text. */
  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Epoch seconds of exactly ten digits (2001 to 2286), for formats that sign a path and a time
   * with nothing between them: otherwise digits of the path could be moved to the time.
   *
   * @return -1 for others
   */
  public static long seconds(@Nullable String text) {
    long value = Decimals.number(text);
    return value >= TEN_DIGITS && value < TEN_DIGITS * 10 ? value : -1;
  }

  /**
   * The text of a time for {@link #seconds(String)}.
   *
   * @throws UnsupportedGrantException {@code time-range}
   */
  public static String seconds(long time) throws UnsupportedGrantException {
    String text = Long.toString(time);
    if (seconds(text) < 0) {
      throw new UnsupportedGrantException(
          "time-range", "the token's time must be epoch seconds of ten digits");
    }
    return text;
  }

  /**
   * A text with its percent-encodings decoded.
   *
   * @return null where an escape is incomplete
   */
  public static @Nullable String percentDecoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] bytes = new byte[text.length()];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        if (i + 2 >= text.length()
            || !HexFormat.isHexDigit(text.charAt(i + 1))
            || !HexFormat.isHexDigit(text.charAt(i + 2))) {
          return null;
        }
        c = (char) HexFormat.fromHexDigits(text, i + 1, i + 3);
        i += 2;
      } else if (c >= 0x80) {
        return null;
      }
      bytes[length++] = (byte) c;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /** A text percent-encoded but for RFC 3986's unreserved characters, with upper-case digits. */
  public static String percentEncoded(String text) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0)) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return encoded.toString();
  }
}
