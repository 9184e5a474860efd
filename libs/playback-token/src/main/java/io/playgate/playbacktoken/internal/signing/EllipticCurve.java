package io.playgate.playbacktoken.internal.signing;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;

/**
 * The curves of ECDSA keys, under the names that JSON Web Keys have for them. Keys are held against
 * these constants: parameters that come with a key are compared and never computed with.
 */
public final class EllipticCurve {
  /** NIST P-256. */
  public static final EllipticCurve P256 = new EllipticCurve("P-256", "secp256r1", 32);

  /** NIST P-384. */
  public static final EllipticCurve P384 = new EllipticCurve("P-384", "secp384r1", 48);

  private final String jwkName;
  private final String platformName;
  private final int bytes;
  private final ECParameterSpec parameters;
  private final BigInteger prime;

  private EllipticCurve(String jwkName, String platformName, int bytes) {
    this.jwkName = jwkName;
    this.platformName = platformName;
    this.bytes = bytes;
    try {
      AlgorithmParameters algorithm = AlgorithmParameters.getInstance("EC");
      algorithm.init(new ECGenParameterSpec(platformName));
      this.parameters = algorithm.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + jwkName, e);
    }
    this.prime = ((ECFieldFp) parameters.getCurve().getField()).getP();
  }

  /** Its name in a JSON Web Key. */
  public String jwkName() {
    return jwkName;
  }

  /** Its name in the platform. */
  public String platformName() {
    return platformName;
  }

  /** The length of a coordinate, in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Its parameters. */
  public ECParameterSpec parameters() {
    return parameters;
  }

  /** Whether a number may be a private key. */
  public boolean isScalar(BigInteger d) {
    return d.signum() > 0 && d.compareTo(parameters.getOrder()) < 0;
  }

  /** The check of SEC 1 section 3.2.2.1, which the platform does not make; the cofactor is 1. */
  public boolean isOnCurve(ECPoint point) {
    BigInteger x = point.getAffineX();
    BigInteger y = point.getAffineY();
    if (x.signum() < 0 || y.signum() < 0 || x.compareTo(prime) >= 0 || y.compareTo(prime) >= 0) {
      return false;
    }
    BigInteger right =
        x.pow(3)
            .add(parameters.getCurve().getA().multiply(x))
            .add(parameters.getCurve().getB())
            .mod(prime);
    return y.pow(2).mod(prime).equals(right);
  }

  /** Whether a key is on this curve. */
  public boolean isCurveOf(ECKey key) {
    ECParameterSpec others = key.getParams();
    return others != null
        && others.getOrder().equals(parameters.getOrder())
        && others.getCurve().equals(parameters.getCurve());
  }

  /**
   * The public point of a private key, for keys that come without it. Not in constant time: for
   * reading a key once, where nobody measures.
   *
   * @param d a private key, as {@link #isScalar} says
   */
  public ECPoint publicPoint(BigInteger d) {
    ECPoint sum = ECPoint.POINT_INFINITY;
    for (int i = d.bitLength() - 1; i >= 0; i--) {
      sum = sum(sum, sum);
      if (d.testBit(i)) {
        sum = sum(sum, parameters.getGenerator());
      }
    }
    return sum;
  }

  /** The sum of two points of the curve (SEC 1 section 2.2.1). */
  private ECPoint sum(ECPoint one, ECPoint other) {
    if (one.equals(ECPoint.POINT_INFINITY)) {
      return other;
    }
    if (other.equals(ECPoint.POINT_INFINITY)) {
      return one;
    }
    BigInteger x = one.getAffineX();
    BigInteger y = one.getAffineY();
    BigInteger slope;
    if (!x.equals(other.getAffineX())) {
      slope =
          other.getAffineY().subtract(y).multiply(other.getAffineX().subtract(x).modInverse(prime));
    } else if (y.equals(other.getAffineY()) && y.signum() != 0) {
      slope =
          x.pow(2)
              .multiply(BigInteger.valueOf(3))
              .add(parameters.getCurve().getA())
              .multiply(y.shiftLeft(1).modInverse(prime));
    } else {
      return ECPoint.POINT_INFINITY;
    }
    BigInteger sumX = slope.pow(2).subtract(x).subtract(other.getAffineX()).mod(prime);
    return new ECPoint(sumX, slope.multiply(x.subtract(sumX)).subtract(y).mod(prime));
  }
}
