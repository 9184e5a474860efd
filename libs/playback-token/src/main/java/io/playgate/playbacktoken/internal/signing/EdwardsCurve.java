package io.playgate.playbacktoken.internal.signing;

import java.math.BigInteger;
import java.security.spec.EdECPoint;

/** The curve of Ed25519 keys (RFC 8032 section 5.1): which points may be public keys. */
final class EdwardsCurve {
  private static final int BYTES = 32;
  private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(PRIME)).mod(PRIME);

  /** (A + 2) / 4 of Curve25519. */
  private static final BigInteger A24 = BigInteger.valueOf(121666);

  private EdwardsCurve() {}

  /**
   * Whether a point is on the curve, in its one encoding, and of the prime order. The platform does
   * not ask. A point of small order verifies signatures that anybody can make; on one whose order
   * is the prime's multiple, implementations that follow RFC 8032 differ.
   */
  static boolean isPublicKey(EdECPoint point) {
    BigInteger y = point.getY();
    if (y.signum() < 0 || y.compareTo(PRIME) >= 0) {
      return false;
    }
    // (0, 1) is the neutral point, (0, -1) of order 2; they have no place on the ladder.
    BigInteger x2 = xSquared(y);
    return x2.signum() != 0
        && x2.modPow(PRIME.shiftRight(1), PRIME).equals(BigInteger.ONE)
        && isOfPrimeOrder(y);
  }

  /** The encoding of a point (RFC 8032 section 5.1.2). */
  static byte[] encode(EdECPoint point) {
    byte[] encoded = new byte[BYTES];
    byte[] y = point.getY().toByteArray();
    for (int i = 0; i < Math.min(y.length, BYTES); i++) {
      encoded[i] = y[y.length - 1 - i];
    }
    if (point.isXOdd()) {
      encoded[BYTES - 1] |= (byte) 0x80;
    }
    return encoded;
  }

  private static BigInteger xSquared(BigInteger y) {
    BigInteger y2 = y.multiply(y);
    return y2.subtract(BigInteger.ONE)
        .multiply(D.multiply(y2).add(BigInteger.ONE).modInverse(PRIME))
        .mod(PRIME);
  }

  /**
   * Whether the point times the prime order is the neutral one: by the ladder of RFC 7748 section 5
   * on Curve25519, whose u is (1 + y) / (1 - y).
   */
  private static boolean isOfPrimeOrder(BigInteger y) {
    BigInteger u =
        BigInteger.ONE.add(y).multiply(BigInteger.ONE.subtract(y).modInverse(PRIME)).mod(PRIME);
    BigInteger x2 = BigInteger.ONE;
    BigInteger z2 = BigInteger.ZERO;
    BigInteger x3 = u;
    BigInteger z3 = BigInteger.ONE;
    for (int bit = ORDER.bitLength() - 1; bit >= 0; bit--) {
      boolean one = ORDER.testBit(bit);
      BigInteger a = one ? x3.add(z3) : x2.add(z2);
      BigInteger b = one ? x3.subtract(z3) : x2.subtract(z2);
      BigInteger c = one ? x2.add(z2) : x3.add(z3);
      BigInteger d = one ? x2.subtract(z2) : x3.subtract(z3);
      BigInteger aa = a.multiply(a).mod(PRIME);
      BigInteger bb = b.multiply(b).mod(PRIME);
      BigInteger da = d.multiply(a);
      BigInteger cb = c.multiply(b);
      BigInteger sum = da.add(cb).mod(PRIME);
      BigInteger difference = da.subtract(cb).mod(PRIME);
      BigInteger addedX = sum.multiply(sum).mod(PRIME);
      BigInteger addedZ = u.multiply(difference.multiply(difference).mod(PRIME)).mod(PRIME);
      BigInteger e = aa.subtract(bb);
      BigInteger doubledX = aa.multiply(bb).mod(PRIME);
      BigInteger doubledZ = e.multiply(bb.add(A24.multiply(e))).mod(PRIME);
      x2 = one ? addedX : doubledX;
      z2 = one ? addedZ : doubledZ;
      x3 = one ? doubledX : addedX;
      z3 = one ? doubledZ : addedZ;
    }
    return z2.signum() == 0;
  }
}
