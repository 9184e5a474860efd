package io.playgate.playbacktoken.internal.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EdwardsCurveTest {
  private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  @Test
  void publicKeysAreOfThePrimeOrder() throws GeneralSecurityException {
    for (int i = 0; i < 10; i++) {
      EdECPublicKey key =
          (EdECPublicKey) SignatureEngineContract.pair(SignatureScheme.ED25519).getPublic();
      assertThat(EdwardsCurve.isPublicKey(key.getPoint())).isTrue();
      byte[] x509 = key.getEncoded();
      assertThat(HexFormat.of().formatHex(EdwardsCurve.encode(key.getPoint())))
          .isEqualTo(HexFormat.of().formatHex(x509, x509.length - 32, x509.length));
    }
  }

  /** Of orders 1, 2, 4, 8 and 8; the others differ in the sign of x. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec",
        "0",
        "7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd83d3d706a17c7",
        "05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826"
      })
  void pointsOfSmallOrderAreNoKeys(String y) {
    assertThat(EdwardsCurve.isPublicKey(point(new BigInteger(y, 16)))).isFalse();
  }

  @Test
  void aKeyPlusThePointOfOrderTwoIsNone() throws GeneralSecurityException {
    EdECPublicKey key =
        (EdECPublicKey) SignatureEngineContract.pair(SignatureScheme.ED25519).getPublic();
    // (x, y) + (0, -1) = (-x, -y)
    BigInteger y = PRIME.subtract(key.getPoint().getY());
    assertThat(EdwardsCurve.isPublicKey(point(y))).isFalse();
  }

  @Test
  void onlyTheOneEncodingOfAPointOnTheCurveIsAKey() {
    assertThat(EdwardsCurve.isPublicKey(point(BigInteger.TWO))).isFalse();
    assertThat(EdwardsCurve.isPublicKey(point(BigInteger.valueOf(3)))).isFalse();
    assertThat(EdwardsCurve.isPublicKey(point(PRIME))).isFalse();
    assertThat(EdwardsCurve.isPublicKey(point(PRIME.add(BigInteger.ONE)))).isFalse();
    assertThat(EdwardsCurve.isPublicKey(point(BigInteger.ONE.negate()))).isFalse();
  }

  private static EdECPoint point(BigInteger y) {
    return new EdECPoint(false, y);
  }
}
