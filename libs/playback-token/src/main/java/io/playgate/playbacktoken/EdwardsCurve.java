package io.playgate.playbacktoken;

import java.math.BigInteger;

/** The curve of Ed25519 keys (RFC 8032 section 5.1): which points may be public keys. */
final class EdwardsCurve {
  private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(PRIME)).mod(PRIME);

  private EdwardsCurve() {}

  /**
   * Whether a point is on the curve, in its one encoding, and not of small order. The platform does
   * not ask, and a point of small order verifies signatures that anybody can make.
   *
   * @param y its y coordinate; x only differs in sign
   */
  static boolean isPublicKey(BigInteger y) {
    if (y.signum() < 0 || y.compareTo(PRIME) >= 0) {
      return false;
    }
    BigInteger x2 = xSquared(y);
    BigInteger half = PRIME.shiftRight(1);
    if (x2.signum() != 0 && !x2.modPow(half, PRIME).equals(BigInteger.ONE)) {
      return false;
    }
    // The cofactor is 8: a point of small order, doubled three times, is the neutral one.
    BigInteger at = y;
    for (int i = 0; i < 3; i++) {
      at = doubled(at);
    }
    return !at.equals(BigInteger.ONE);
  }

  private static BigInteger xSquared(BigInteger y) {
    BigInteger y2 = y.multiply(y);
    return y2.subtract(BigInteger.ONE)
        .multiply(D.multiply(y2).add(BigInteger.ONE).modInverse(PRIME))
        .mod(PRIME);
  }

  /** The y coordinate of the double: (y2 + x2) / (1 - d x2 y2). */
  private static BigInteger doubled(BigInteger y) {
    BigInteger x2 = xSquared(y);
    BigInteger y2 = y.multiply(y);
    BigInteger divisor = BigInteger.ONE.subtract(D.multiply(x2).multiply(y2)).mod(PRIME);
    return y2.add(x2).multiply(divisor.modInverse(PRIME)).mod(PRIME);
  }
}
