package io.playgate.playbacktoken;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.spec.ECParameterSpec;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** What a key may be restricted to, and how such a key signs and verifies. */
enum KeyAlgorithm {
  /** HMAC with SHA-256 (RFC 7518 section 3.2). */
  HS256("HS256") {
    @Override
    @Nullable String complaint(Key key) {
      return secretOf(key, 16);
    }
  },
  /** ECDSA on P-256 with SHA-256; signatures are R and S, 32 bytes each (RFC 7518 section 3.4). */
  ES256("ES256") {
    @Override
    @Nullable String complaint(Key key) {
      return key instanceof ECKey ec
              && (key instanceof PrivateKey || key instanceof PublicKey)
              && isP256(ec.getParams())
          ? null
          : "ES256 needs an elliptic curve key on P-256";
    }
  },
  /** No algorithm: the key is the 256 random bits of one opaque token. */
  OPAQUE("opaque") {
    @Override
    @Nullable String complaint(Key key) {
      return secretOf(key, 32);
    }
  };

  private static final String P256_ORDER =
      "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
  private static final String P256_PRIME =
      "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";

  private final String id;

  KeyAlgorithm(String id) {
    this.id = id;
  }

  static KeyAlgorithm of(String id) {
    for (KeyAlgorithm algorithm : values()) {
      if (algorithm.id.equals(id)) {
        return algorithm;
      }
    }
    throw new IllegalArgumentException("algorithm " + id + " is not known");
  }

  /** Why a key cannot be used with the algorithm; null where it can. */
  abstract @Nullable String complaint(Key key);

  static byte[] signEs256(PrivateKey key, byte[] text) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(key);
      signature.update(text);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key cannot sign", e);
    }
  }

  static boolean verifyEs256(PublicKey key, byte[] text, int offset, int length, byte[] signature) {
    if (signature.length != 64) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
      verifier.initVerify(key);
      verifier.update(text, offset, length);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  static boolean isP256(ECParameterSpec parameters) {
    return parameters.getOrder().equals(new BigInteger(P256_ORDER, 16))
        && parameters.getCurve().getField() instanceof java.security.spec.ECFieldFp field
        && field.getP().equals(new BigInteger(P256_PRIME, 16));
  }

  private static @Nullable String secretOf(Key key, int minimum) {
    if (!(key instanceof SecretKey)) {
      return "a secret key is needed";
    }
    byte[] encoded = key.getEncoded();
    return encoded != null && encoded.length < minimum
        ? "the secret is shorter than " + minimum + " bytes"
        : null;
  }
}
