package io.playgate.playbacktoken.internal.signing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.playbacktoken.key.SignatureCase;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;

/** {@link BouncyCastleEngine}. */
class BouncyCastleEngineTest extends SignatureEngineContract {
  private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  @Override
  SignatureEngine engine() {
    return new BouncyCastleEngine();
  }

  @Test
  void itDoesNotSignP256() {
    assertThat(engine().signs(SignatureScheme.P256_SHA256)).isFalse();
    assertThat(engine().signs(SignatureScheme.P256_SHA1)).isFalse();
  }

  /** R + (0, -1), and an S that fits: valid with the cofactor, and in no other way. */
  @Test
  void aSignatureWithAPartOfSmallOrderIsRefusedByBoth() throws GeneralSecurityException {
    SecureRandom random = new SecureRandom();
    byte[] secret = new byte[32];
    byte[] nonce = new byte[32];
    random.nextBytes(secret);
    random.nextBytes(nonce);
    byte[] key = new byte[32];
    byte[] point = new byte[32];
    Ed25519.generatePublicKey(secret, 0, key, 0);
    Ed25519.generatePublicKey(nonce, 0, point, 0);
    byte[] text = {1};
    EdECPublicKey publicKey = (EdECPublicKey) SignatureCase.ed25519(key);
    byte[] honest = signature(point, key, text, scalar(secret), scalar(nonce));
    byte[] crooked = signature(plusOrderTwo(point), key, text, scalar(secret), scalar(nonce));
    Ed25519.PublicPoint exported = requireNonNull(Ed25519.validatePublicKeyPartialExport(key, 0));
    assertThat(Ed25519.verify(crooked, 0, exported, text, 0, 1)).as("by itself").isTrue();
    for (SignatureEngine each : List.of(engine(), new PlatformEngine())) {
      Verifier verifier = each.verifier(SignatureScheme.ED25519, publicKey);
      assertThat(verifier.verify(text, 0, 1, honest)).as(each.id()).isTrue();
      assertThat(verifier.verify(text, 0, 1, crooked)).as(each.id()).isFalse();
    }
  }

  private static byte[] plusOrderTwo(byte[] point) {
    EdECPublicKey at = (EdECPublicKey) SignatureCase.ed25519(point);
    return EdwardsCurve.encode(
        new EdECPoint(!at.getPoint().isXOdd(), PRIME.subtract(at.getPoint().getY())));
  }

  private static byte[] signature(
      byte[] point, byte[] key, byte[] text, BigInteger secret, BigInteger nonce)
      throws GeneralSecurityException {
    MessageDigest digest = MessageDigest.getInstance("SHA-512");
    digest.update(point);
    digest.update(key);
    BigInteger k = littleEndian(digest.digest(text));
    BigInteger s = nonce.add(k.multiply(secret)).mod(ORDER);
    byte[] signature = Arrays.copyOf(point, 64);
    System.arraycopy(EdwardsCurve.encode(new EdECPoint(false, s)), 0, signature, 32, 32);
    return signature;
  }

  /** The secret scalar of a secret key (RFC 8032 section 5.1.5). */
  private static BigInteger scalar(byte[] secret) throws GeneralSecurityException {
    byte[] half = Arrays.copyOf(MessageDigest.getInstance("SHA-512").digest(secret), 32);
    half[0] &= (byte) 0xf8;
    half[31] = (byte) ((half[31] & 0x7f) | 0x40);
    return littleEndian(half);
  }

  private static BigInteger littleEndian(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return new BigInteger(1, reversed);
  }

  @Test
  void anEd25519SignatureIsTheOneThatThePlatformMakes() throws GeneralSecurityException {
    KeyPair pair = pair(SignatureScheme.ED25519);
    byte[] text = {1, 2, 3};
    assertThat(engine().signer(SignatureScheme.ED25519, pair.getPrivate()).sign(text, 1, 2))
        .isEqualTo(
            new PlatformEngine()
                .signer(SignatureScheme.ED25519, pair.getPrivate())
                .sign(text, 1, 2));
  }
}
