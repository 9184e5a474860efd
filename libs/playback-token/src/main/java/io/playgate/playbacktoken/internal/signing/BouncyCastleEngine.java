package io.playgate.playbacktoken.internal.signing;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.ECPoint;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * BouncyCastle's light API: pure Java, no provider, no reflection. It verifies P-256 and does
 * Ed25519; it does not sign P-256, where it does not hide the secret in its timing (decision 5).
 */
final class BouncyCastleEngine implements SignatureEngine {
  private static final int HALF = 32;

  private final ECDomainParameters p256;

  /**
   * @throws NoClassDefFoundError where BouncyCastle is not on the class path
   */
  BouncyCastleEngine() {
    X9ECParameters curve = CustomNamedCurves.getByName("P-256");
    p256 = new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN(), curve.getH());
  }

  @Override
  public String id() {
    return "bouncycastle";
  }

  @Override
  public boolean signs(SignatureScheme scheme) {
    return scheme == SignatureScheme.ED25519;
  }

  @Override
  public boolean verifies(SignatureScheme scheme) {
    return switch (scheme) {
      case P256_SHA256, P256_SHA1, ED25519 -> true;
      default -> false;
    };
  }

  @Override
  public Signer signer(SignatureScheme scheme, PrivateKey key) throws InvalidKeyException {
    if (!signs(scheme)) {
      throw new IllegalArgumentException(scheme + " is not signed here");
    }
    byte[] secret = key instanceof EdECPrivateKey edwards ? edwards.getBytes().orElse(null) : null;
    if (secret == null || secret.length != Ed25519.SECRET_KEY_SIZE) {
      throw new InvalidKeyException("not an Ed25519 key whose bytes can be read");
    }
    // Never the one that came with the key: a signature under another public key gives the secret
    // away.
    byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(secret, 0, publicKey, 0);
    return (text, offset, length) -> {
      byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
      Ed25519.sign(secret, 0, publicKey, 0, text, offset, length, signature, 0);
      return signature;
    };
  }

  @Override
  public Verifier verifier(SignatureScheme scheme, PublicKey key) throws InvalidKeyException {
    if (!verifies(scheme)) {
      throw new IllegalArgumentException(scheme + " is not verified here");
    }
    return scheme == SignatureScheme.ED25519
        ? ed25519(key)
        : p256(key, scheme == SignatureScheme.P256_SHA1 ? "SHA-1" : "SHA-256");
  }

  private static Verifier ed25519(PublicKey key) throws InvalidKeyException {
    if (!(key instanceof EdECPublicKey edwards)
        || !edwards.getParams().getName().equals("Ed25519")) {
      throw new InvalidKeyException("not an Ed25519 key");
    }
    byte[] encoded = EdwardsCurve.encode(edwards.getPoint());
    Ed25519.PublicPoint point = Ed25519.validatePublicKeyPartialExport(encoded, 0);
    if (point == null) {
      throw new InvalidKeyException("not a point on Ed25519");
    }
    // It multiplies by the cofactor (RFC 8032 section 5.1.7 allows both), the platform and the CDNs
    // do not: they differ where R has a part of small order, as only the key's owner can make it.
    return (text, offset, length, signature) ->
        signature.length == Ed25519.SIGNATURE_SIZE
            && Ed25519.verify(signature, 0, point, text, offset, length)
            && Ed25519.validatePublicKeyFull(signature, 0);
  }

  private Verifier p256(PublicKey key, String hash) throws InvalidKeyException {
    if (!(key instanceof ECPublicKey elliptic)) {
      throw new InvalidKeyException("not a key on P-256");
    }
    ECPublicKeyParameters parameters;
    try {
      ECPoint point = elliptic.getW();
      parameters =
          new ECPublicKeyParameters(
              p256.getCurve().createPoint(point.getAffineX(), point.getAffineY()), p256);
    } catch (IllegalArgumentException e) {
      throw new InvalidKeyException("not a point on P-256", e);
    }
    return (text, offset, length, signature) -> {
      if (signature.length != 2 * HALF) {
        return false;
      }
      MessageDigest digest = digest(hash);
      digest.update(text, offset, length);
      ECDSASigner verifier = new ECDSASigner();
      verifier.init(false, parameters);
      return verifier.verifySignature(
          digest.digest(),
          new BigInteger(1, signature, 0, HALF),
          new BigInteger(1, signature, HALF, HALF));
    };
  }

  private static MessageDigest digest(String hash) {
    try {
      return MessageDigest.getInstance(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + hash, e);
    }
  }
}
