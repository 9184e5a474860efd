package io.playgate.playbacktoken.internal.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import java.math.BigInteger;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignatureEnginesTest {
  private static final Map<String, String> BOTH =
      Map.of(
          "p256-verify", "bouncycastle",
          "p256-sign", "platform",
          "p384-verify", "platform",
          "p384-sign", "platform",
          "ed25519-verify", "bouncycastle",
          "ed25519-sign", "bouncycastle",
          "rsa-verify", "platform",
          "rsa-sign", "platform");

  @Test
  void bouncyCastleDoesItsShare() {
    assertThat(SignatureEngines.current().byOperation()).isEqualTo(BOTH);
  }

  @Test
  void withoutBouncyCastleThePlatformDoesEverything() throws Exception {
    URL[] withoutIt = {
      SignatureEngines.class.getProtectionDomain().getCodeSource().getLocation(),
      JsonFactory.class.getProtectionDomain().getCodeSource().getLocation()
    };
    try (URLClassLoader loader =
        new URLClassLoader(withoutIt, ClassLoader.getPlatformClassLoader())) {
      Class<?> engines = loader.loadClass(SignatureEngines.class.getName());
      Object current = engines.getMethod("current").invoke(null);
      Object operations = engines.getMethod("byOperation").invoke(current);
      assertThat(((Map<?, ?>) operations).values())
          .hasSize(BOTH.size())
          .allMatch("platform"::equals);
    }
  }

  @Test
  void anEngineThatTakesForgeriesStopsTheStart() {
    SignatureEngine lenient =
        new Faulty() {
          @Override
          public Verifier verifier(SignatureScheme scheme, PublicKey key) {
            return (text, offset, length, signature) -> true;
          }
        };
    assertThatThrownBy(() -> SignatureEngines.proven(List.of(lenient)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the signature engine faulty fails its self-test of P256_SHA256");
  }

  @Test
  void anEngineThatSignsWrongStopsTheStart() {
    SignatureEngine flipping =
        new Faulty() {
          @Override
          public Signer signer(SignatureScheme scheme, PrivateKey key) {
            Signer right = super.signer(scheme, key);
            return (text, offset, length) -> {
              byte[] signature = right.sign(text, offset, length);
              signature[0] ^= 1;
              return signature;
            };
          }
        };
    assertThatThrownBy(() -> SignatureEngines.proven(List.of(flipping)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("the signature engine faulty fails its self-test of ");
  }

  @Test
  void anEngineThatRepeatsItsRandomNumberStopsTheStart() {
    SignatureEngine repeating =
        new Faulty() {
          private byte[] first = {};

          @Override
          public Signer signer(SignatureScheme scheme, PrivateKey key) {
            Signer right = super.signer(scheme, key);
            return (text, offset, length) -> {
              first = first.length == 0 ? right.sign(text, offset, length) : first;
              return first;
            };
          }
        };
    assertThatThrownBy(() -> SignatureEngines.proven(List.of(repeating)))
        .hasMessage("the signature engine faulty fails its self-test of P256_SHA256");
  }

  @Test
  void anEngineThatThrowsStopsTheStart() {
    SignatureEngine throwing =
        new Faulty() {
          @Override
          public Verifier verifier(SignatureScheme scheme, PublicKey key) {
            throw new UnsupportedOperationException();
          }
        };
    assertThatThrownBy(() -> SignatureEngines.proven(List.of(throwing)))
        .hasMessage("the signature engine faulty fails its self-test")
        .hasCauseInstanceOf(UnsupportedOperationException.class);
  }

  /** A key that stays in its device, as one of another provider's may. */
  private record DeviceKey(java.security.interfaces.EdECPrivateKey inner)
      implements java.security.interfaces.EdECPrivateKey {
    private static final long serialVersionUID = 1L;

    @Override
    public Optional<byte[]> getBytes() {
      return Optional.empty();
    }

    @Override
    public NamedParameterSpec getParams() {
      return inner.getParams();
    }

    @Override
    public String getAlgorithm() {
      return inner.getAlgorithm();
    }

    @Override
    public String getFormat() {
      return inner.getFormat();
    }

    @Override
    public byte[] getEncoded() {
      return inner.getEncoded();
    }
  }

  @Test
  void aKeyThatStaysInItsDeviceIsThePlatforms() throws GeneralSecurityException {
    PrivateKey inner = SignatureEngineContract.pair(SignatureScheme.ED25519).getPrivate();
    PrivateKey key = new DeviceKey((java.security.interfaces.EdECPrivateKey) inner);
    byte[] text = {1};
    assertThatThrownBy(() -> new BouncyCastleEngine().signer(SignatureScheme.ED25519, key))
        .isInstanceOf(InvalidKeyException.class);
    Signer signer = SignatureEngines.current().signer(SignatureScheme.ED25519, key);
    assertThatThrownBy(() -> signer.sign(text, 0, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void pointsOffTheCurveAreRefusedByBoth() throws GeneralSecurityException {
    PublicKey off =
        KeyFactory.getInstance("EC")
            .generatePublic(
                new ECPublicKeySpec(
                    new ECPoint(BigInteger.ONE, BigInteger.TWO), EllipticCurve.P256.parameters()));
    for (SignatureEngines engines :
        List.of(SignatureEngines.platform(), SignatureEngines.current())) {
      assertThatThrownBy(() -> engines.verifier(SignatureScheme.P256_SHA256, off))
          .isInstanceOf(InvalidKeyException.class)
          .hasMessage("x and y must be a point on P-256");
    }
  }

  @Test
  void keysOfAnotherCurveAreRefusedByBoth() throws GeneralSecurityException {
    PublicKey other = SignatureEngineContract.pair(SignatureScheme.P384_SHA384).getPublic();
    for (SignatureEngines engines :
        List.of(SignatureEngines.platform(), SignatureEngines.current())) {
      assertThatThrownBy(() -> engines.verifier(SignatureScheme.P256_SHA256, other))
          .isInstanceOf(InvalidKeyException.class)
          .hasMessage("the key must be on P-256");
    }
  }

  @Test
  void ed25519sNeutralPointIsRefusedByBoth() throws GeneralSecurityException {
    PublicKey neutral =
        KeyFactory.getInstance("Ed25519")
            .generatePublic(
                new EdECPublicKeySpec(
                    NamedParameterSpec.ED25519, new EdECPoint(false, BigInteger.ONE)));
    for (SignatureEngines engines :
        List.of(SignatureEngines.platform(), SignatureEngines.current())) {
      assertThatThrownBy(() -> engines.verifier(SignatureScheme.ED25519, neutral))
          .isInstanceOf(InvalidKeyException.class)
          .hasMessage("x must be a point of prime order on Ed25519");
    }
  }

  @Test
  void signaturesOnCurvesHaveTheSmallerS() throws GeneralSecurityException {
    PrivateKey key = SignatureEngineContract.pair(SignatureScheme.P256_SHA256).getPrivate();
    Signer signer = SignatureEngines.current().signer(SignatureScheme.P256_SHA256, key);
    BigInteger half = EllipticCurve.P256.parameters().getOrder().shiftRight(1);
    for (int i = 0; i < 20; i++) {
      byte[] signature = signer.sign(new byte[] {(byte) i}, 0, 1);
      assertThat(new BigInteger(1, signature, 32, 32)).isLessThanOrEqualTo(half);
    }
  }

  /** The platform, but for what a test breaks. */
  private static class Faulty implements SignatureEngine {
    private final SignatureEngine right = new PlatformEngine();

    @Override
    public String id() {
      return "faulty";
    }

    @Override
    public boolean signs(SignatureScheme scheme) {
      return true;
    }

    @Override
    public boolean verifies(SignatureScheme scheme) {
      return true;
    }

    @Override
    public Signer signer(SignatureScheme scheme, PrivateKey key) {
      try {
        return right.signer(scheme, key);
      } catch (InvalidKeyException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public Verifier verifier(SignatureScheme scheme, PublicKey key) throws InvalidKeyException {
      return right.verifier(scheme, key);
    }
  }
}
