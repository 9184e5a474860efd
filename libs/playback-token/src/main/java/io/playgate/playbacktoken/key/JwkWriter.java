package io.playgate.playbacktoken.key;

import com.fasterxml.jackson.core.JsonGenerator;
import io.playgate.playbacktoken.internal.signing.EllipticCurve;
import io.playgate.playbacktoken.internal.text.Base64Url;
import java.io.IOException;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import org.jspecify.annotations.Nullable;

/** Writes the members of a JSON Web Key (RFC 7518 section 6, RFC 8037 section 2). */
final class JwkWriter {
  private static final int ED25519_BYTES = 32;

  private JwkWriter() {}

  /** Writes a key; its private part too, where one is given. */
  static void write(JsonGenerator out, SigningKey key, @Nullable SigningKey privatePart)
      throws IOException {
    KeyAlgorithm algorithm = KeyAlgorithm.of(key.algorithm());
    out.writeStringField("kty", JwkReader.typeOf(algorithm));
    out.writeStringField("kid", key.kid());
    out.writeStringField("alg", key.algorithm());
    out.writeStringField("use", algorithm.isEncryption() ? "enc" : "sig");
    if (!(key.key() instanceof PublicKey publicKey)) {
      out.writeStringField("k", Base64Url.encode(key.secret()));
      return;
    }
    writePublic(out, publicKey, algorithm);
    if (privatePart != null && privatePart.key() instanceof PrivateKey privateKey) {
      writePrivate(out, privateKey, algorithm);
    }
  }

  private static void writePublic(JsonGenerator out, PublicKey key, KeyAlgorithm algorithm)
      throws IOException {
    EllipticCurve curve = algorithm.curve();
    if (key instanceof ECPublicKey ec && curve != null) {
      out.writeStringField("crv", curve.jwkName());
      number(out, "x", ec.getW().getAffineX(), curve.bytes());
      number(out, "y", ec.getW().getAffineY(), curve.bytes());
    } else if (key instanceof RSAPublicKey rsa) {
      number(out, "n", rsa.getModulus());
      number(out, "e", rsa.getPublicExponent());
    } else if (key instanceof EdECPublicKey ed) {
      out.writeStringField("crv", "Ed25519");
      out.writeStringField("x", encoded(ed));
    }
  }

  /** An Ed25519 public key as RFC 8032 section 5.1.2 encodes it, in base64url. */
  static String encoded(EdECPublicKey key) {
    byte[] x = JwkReader.reversed(fixed(key.getPoint().getY(), ED25519_BYTES));
    if (key.getPoint().isXOdd()) {
      x[ED25519_BYTES - 1] |= (byte) 0x80;
    }
    return Base64Url.encode(x);
  }

  private static void writePrivate(JsonGenerator out, PrivateKey key, KeyAlgorithm algorithm)
      throws IOException {
    EllipticCurve curve = algorithm.curve();
    if (key instanceof ECPrivateKey ec && curve != null) {
      number(out, "d", ec.getS(), curve.bytes());
    } else if (key instanceof RSAPrivateKey rsa) {
      number(out, "d", rsa.getPrivateExponent());
      if (key instanceof RSAPrivateCrtKey crt) {
        number(out, "p", crt.getPrimeP());
        number(out, "q", crt.getPrimeQ());
        number(out, "dp", crt.getPrimeExponentP());
        number(out, "dq", crt.getPrimeExponentQ());
        number(out, "qi", crt.getCrtCoefficient());
      }
    } else if (key instanceof EdECPrivateKey ed) {
      out.writeStringField("d", Base64Url.encode(ed.getBytes().orElseThrow()));
    }
  }

  private static void number(JsonGenerator out, String name, BigInteger value) throws IOException {
    number(out, name, value, (value.bitLength() + 7) / 8);
  }

  private static void number(JsonGenerator out, String name, BigInteger value, int length)
      throws IOException {
    out.writeStringField(name, Base64Url.encode(fixed(value, length)));
  }

  /** A number that is not negative, in so many bytes. */
  static byte[] fixed(BigInteger value, int length) {
    byte[] fixed = new byte[length];
    byte[] bytes = value.toByteArray();
    int skip = Math.max(0, bytes.length - length);
    System.arraycopy(bytes, skip, fixed, length - (bytes.length - skip), bytes.length - skip);
    return fixed;
  }
}
