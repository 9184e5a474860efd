package io.playgate.playbacktoken.cloudfront;

import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.dialect.Signatures;
import io.playgate.playbacktoken.key.SigningKey;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signatures as CloudFront has them: RSA, or ECDSA in canonical DER, with either hash. */
final class CloudFrontSignature {
  static final String SHA1 = "SHA1";
  static final String SHA256 = "SHA256";

  private static final int HALF = 32;

  private CloudFrontSignature() {}

  static byte[] sign(SigningKey key, String hash, byte[] text) throws UnsupportedGrantException {
    byte[] signed =
        hash.equals(SHA1) ? Signatures.signWithSha1(key, text) : Signatures.sign(key, text);
    return isElliptic(key) ? der(signed) : signed;
  }

  static boolean verify(SigningKey key, String hash, byte[] text, byte[] signature) {
    if (key.algorithm().equals("RS1") && !hash.equals(SHA1)) {
      return false;
    }
    byte[] signed = isElliptic(key) ? halves(signature) : signature;
    return signed != null
        && (hash.equals(SHA1)
            ? key.verifyWithSha1(text, signed)
            : key.verify(text, 0, text.length, signed));
  }

  private static boolean isElliptic(SigningKey key) {
    return key.algorithm().equals("ES256");
  }

  /** The two halves of a signature as {@link #halves} takes them. */
  static byte[] der(byte[] halves) {
    int half = halves.length / 2;
    byte[] r = new BigInteger(1, halves, 0, half).toByteArray();
    byte[] s = new BigInteger(1, halves, half, half).toByteArray();
    ByteArrayOutputStream der = new ByteArrayOutputStream(6 + r.length + s.length);
    der.write(0x30);
    der.write(4 + r.length + s.length);
    for (byte[] number : List.of(r, s)) {
      der.write(0x02);
      der.write(number.length);
      der.writeBytes(number);
    }
    return der.toByteArray();
  }

  /**
   * The two halves, each of 32 bytes, of a SEQUENCE of two positive INTEGERs in their shortest form
   * and nothing else; null for others.
   */
  static byte @Nullable [] halves(byte[] der) {
    if (der.length < 8 || der.length > 72 || der[0] != 0x30 || der[1] != der.length - 2) {
      return null;
    }
    byte[] halves = new byte[2 * HALF];
    int at = 2;
    for (int i = 1; i <= 2; i++) {
      if (at + 3 > der.length || der[at] != 0x02) {
        return null;
      }
      int length = der[at + 1];
      int start = at + 2;
      if (length < 1
          || length > HALF + 1
          || start + length > der.length
          || der[start] < 0
          || (length > 1 && der[start] == 0 && der[start + 1] >= 0)
          || (length > HALF && der[start] != 0)) {
        return null;
      }
      int digits = Math.min(length, HALF);
      System.arraycopy(der, start + length - digits, halves, i * HALF - digits, digits);
      at = start + length;
    }
    return at == der.length ? halves : null;
  }
}
