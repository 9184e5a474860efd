package io.playgate.playbacktoken.key;

import io.playgate.playbacktoken.internal.signing.EllipticCurve;
import io.playgate.playbacktoken.internal.text.Base64Url;
import java.math.BigInteger;
import java.util.Arrays;

/** What anybody can make of an ECDSA signature: the other one, {@code (r, n - s)}. */
public final class HighS {
  private HighS() {}

  /** The other signature, as {@code r} and {@code s} of the same length. */
  public static byte[] of(byte[] signature) {
    int half = signature.length / 2;
    EllipticCurve curve = half == 32 ? EllipticCurve.P256 : EllipticCurve.P384;
    BigInteger s = new BigInteger(1, signature, half, half);
    byte[] other = curve.parameters().getOrder().subtract(s).toByteArray();
    byte[] result = Arrays.copyOf(signature, signature.length);
    Arrays.fill(result, half, result.length, (byte) 0);
    int length = Math.min(half, other.length);
    System.arraycopy(other, other.length - length, result, result.length - length, length);
    return result;
  }

  /** The same of a JSON Web Signature in compact form. */
  public static String ofJws(String token) {
    int dot = token.lastIndexOf('.') + 1;
    byte[] signature = Base64Url.decode(token.substring(dot));
    if (signature == null) {
      throw new AssertionError("no signature");
    }
    return token.substring(0, dot) + Base64Url.encode(of(signature));
  }
}
