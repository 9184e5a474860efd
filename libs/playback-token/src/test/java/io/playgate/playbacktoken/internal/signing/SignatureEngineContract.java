package io.playgate.playbacktoken.internal.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every engine must do. Verdicts on published cases are in {@code SignatureCasesTest}; here it
 * is held against the platform, on keys and signatures that are made as the test runs.
 */
abstract class SignatureEngineContract {
  private static final byte[] TEXT = "a text with a part".getBytes(StandardCharsets.US_ASCII);
  private static final int AT = 7;
  private static final int LENGTH = 4;

  private final SignatureEngine platform = new PlatformEngine();

  abstract SignatureEngine engine();

  @Test
  void givesTheKnownAnswers() {
    assertThatCode(() -> KnownAnswers.require(engine())).doesNotThrowAnyException();
    assertThat(engine().id()).matches("[a-z]+");
  }

  @ParameterizedTest
  @EnumSource
  void thePlatformVerifiesWhatItSigns(SignatureScheme scheme) throws GeneralSecurityException {
    if (!engine().signs(scheme)) {
      return;
    }
    KeyPair pair = pair(scheme);
    byte[] signature = engine().signer(scheme, pair.getPrivate()).sign(TEXT, AT, LENGTH);
    Verifier verifier = platform.verifier(scheme, pair.getPublic());
    assertThat(verifier.verify(TEXT, AT, LENGTH, signature)).isTrue();
    assertThat(verifier.verify(TEXT, AT, LENGTH - 1, signature)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void itGivesThePlatformsVerdictOnForgeries(SignatureScheme scheme)
      throws GeneralSecurityException {
    if (!engine().verifies(scheme)) {
      return;
    }
    KeyPair pair = pair(scheme);
    byte[] signature = platform.signer(scheme, pair.getPrivate()).sign(TEXT, AT, LENGTH);
    Verifier ours = engine().verifier(scheme, pair.getPublic());
    Verifier peer = platform.verifier(scheme, pair.getPublic());
    assertThat(ours.verify(TEXT, AT, LENGTH, signature)).isTrue();
    assertThat(ours.verify(TEXT, AT - 1, LENGTH, signature)).isFalse();
    Random random = new Random(20261130);
    for (int i = 0; i < 200; i++) {
      byte[] forged = forged(signature, scheme, random, i);
      assertThat(ours.verify(TEXT, AT, LENGTH, forged))
          .as("forgery %d: %s", i, new BigInteger(1, forged).toString(16))
          .isEqualTo(peer.verify(TEXT, AT, LENGTH, forged));
    }
  }

  private static byte[] forged(
      byte[] signature, SignatureScheme scheme, Random random, int number) {
    byte[] forged = signature.clone();
    EllipticCurve curve = scheme.curve();
    int half = forged.length / 2;
    switch (number % 5) {
      case 0 -> forged[random.nextInt(forged.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> Arrays.fill(forged, number % 2 * half, half + number % 2 * half, (byte) 0);
      case 2 -> Arrays.fill(forged, half, forged.length, (byte) 0xff);
      case 3 -> {
        if (curve != null) {
          // Both halves the order, or one: out of range by one.
          byte[] order = curve.parameters().getOrder().toByteArray();
          System.arraycopy(order, order.length - half, forged, number % 2 * half, half);
        }
      }
      default -> {
        if (curve != null) {
          // The other signature of the same: valid.
          byte[] s =
              curve
                  .parameters()
                  .getOrder()
                  .subtract(new BigInteger(1, forged, half, half))
                  .toByteArray();
          Arrays.fill(forged, half, forged.length, (byte) 0);
          int length = Math.min(half, s.length);
          System.arraycopy(s, s.length - length, forged, forged.length - length, length);
        }
      }
    }
    return forged;
  }

  @ParameterizedTest
  @EnumSource
  void aSignatureOfAnyLengthIsAVerdict(SignatureScheme scheme) throws GeneralSecurityException {
    if (!engine().verifies(scheme)) {
      return;
    }
    Verifier verifier = engine().verifier(scheme, pair(scheme).getPublic());
    for (int length = 0; length <= 256; length += length < 100 ? 1 : 13) {
      assertThat(verifier.verify(TEXT, 0, TEXT.length, new byte[length])).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void keysOfOthersAreRefused(SignatureScheme scheme) throws GeneralSecurityException {
    KeyPair other =
        pair(scheme.family().equals("rsa") ? SignatureScheme.ED25519 : SignatureScheme.RSA_SHA256);
    if (engine().verifies(scheme)) {
      assertThatThrownBy(() -> engine().verifier(scheme, other.getPublic()))
          .isInstanceOf(InvalidKeyException.class);
    }
  }

  static KeyPair pair(SignatureScheme scheme) throws GeneralSecurityException {
    EllipticCurve curve = scheme.curve();
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance(
            curve != null ? "EC" : scheme == SignatureScheme.ED25519 ? "Ed25519" : "RSA");
    if (curve != null) {
      generator.initialize(new ECGenParameterSpec(curve.platformName()), new SecureRandom());
    }
    return generator.generateKeyPair();
  }
}
