package io.playgate.playbacktoken.cloudfront;

import io.playgate.playbacktoken.LowS;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.UnsupportedGrantException;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.List;

/** Signatures as CloudFront has them: RSA, or ECDSA in canonical DER, with either hash. */
final class CloudFrontSignature {
  static final String SHA1 = "SHA1";
  static final String SHA256 = "SHA256";

  private CloudFrontSignature() {}

  static byte[] sign(SigningKey key, String hash, byte[] text) throws UnsupportedGrantException {
    if (!(key.key() instanceof PrivateKey privateKey)) {
      throw new UnsupportedGrantException(
          "key-cannot-sign", "the key " + key.kid() + " cannot sign");
    }
    try {
      boolean elliptic = key.algorithm().equals("ES256");
      Signature signature =
          Signature.getInstance(name(key, hash) + (elliptic ? "inP1363Format" : ""));
      signature.initSign(privateKey);
      signature.update(text);
      byte[] signed = signature.sign();
      return elliptic ? der(LowS.of(signed)) : signed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key cannot sign", e);
    }
  }

  static boolean verify(SigningKey key, String hash, byte[] text, byte[] signature) {
    if (!(key.key() instanceof PublicKey publicKey)
        || (key.algorithm().equals("RS1") && !hash.equals(SHA1))
        || (key.algorithm().equals("ES256") && !isCanonicalDer(signature))) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(name(key, hash));
      verifier.initVerify(publicKey);
      verifier.update(text);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String name(SigningKey key, String hash) {
    return hash + (key.algorithm().equals("ES256") ? "withECDSA" : "withRSA");
  }

  /** The two halves of a signature as {@link #isCanonicalDer} wants them. */
  static byte[] der(byte[] halves) {
    int half = halves.length / 2;
    byte[] r = new BigInteger(1, halves, 0, half).toByteArray();
    byte[] s = new BigInteger(1, halves, half, half).toByteArray();
    ByteArrayOutputStream der = new ByteArrayOutputStream(6 + r.length + s.length);
    der.write(0x30);
    der.write(4 + r.length + s.length);
    for (byte[] number : List.of(r, s)) {
      der.write(0x02);
      der.write(number.length);
      der.writeBytes(number);
    }
    return der.toByteArray();
  }

  /** SEQUENCE of two positive INTEGERs in their shortest form, and nothing else. */
  private static boolean isCanonicalDer(byte[] der) {
    if (der.length < 8 || der.length > 72 || der[0] != 0x30 || der[1] != der.length - 2) {
      return false;
    }
    int at = 2;
    for (int i = 0; i < 2; i++) {
      if (at + 3 > der.length || der[at] != 0x02) {
        return false;
      }
      int length = der[at + 1];
      int start = at + 2;
      if (length < 1
          || length > 33
          || start + length > der.length
          || der[start] < 0
          || (length > 1 && der[start] == 0 && der[start + 1] >= 0)) {
        return false;
      }
      at = start + length;
    }
    return at == der.length;
  }
}
