package io.playgate.playbacktoken.internal.signing;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Of the two signatures that anybody can make of one ECDSA signature, {@code (r, s)} and {@code (r,
 * n - s)}, the one with the smaller {@code s}. What is signed here has this form, so that one token
 * has one text. Others sign in both forms, so both are read.
 */
final class LowS {
  private LowS() {}

  /**
   * The form with the smaller {@code s}.
   *
   * @param signature {@code r} and {@code s} of the same length, on P-256 (64 bytes) or P-384 (96)
   * @throws IllegalArgumentException for another length
   */
  static byte[] of(byte[] signature) {
    int half = signature.length / 2;
    EllipticCurve curve =
        switch (signature.length) {
          case 64 -> EllipticCurve.P256;
          case 96 -> EllipticCurve.P384;
          default -> throw new IllegalArgumentException("not a signature on P-256 or P-384");
        };
    BigInteger order = curve.parameters().getOrder();
    BigInteger s = new BigInteger(1, signature, half, half);
    if (s.compareTo(order.shiftRight(1)) <= 0) {
      return signature;
    }
    byte[] low = order.subtract(s).toByteArray();
    byte[] other = Arrays.copyOf(signature, signature.length);
    Arrays.fill(other, half, other.length, (byte) 0);
    int length = Math.min(low.length, half);
    System.arraycopy(low, low.length - length, other, other.length - length, length);
    return other;
  }
}
