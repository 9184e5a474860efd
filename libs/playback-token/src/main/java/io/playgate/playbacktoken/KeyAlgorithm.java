package io.playgate.playbacktoken;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * What a key may be restricted to, and how such a key signs and verifies. The names are those of
 * the IANA registry "JSON Web Signature and Encryption Algorithms" where it has one.
 */
enum KeyAlgorithm {
  /** HMAC with SHA-256 (RFC 7518 section 3.2). Akamai's keys are of 16 bytes. */
  HS256("HS256", "HmacSHA256", 16),
  /** HMAC with SHA-384. */
  HS384("HS384", "HmacSHA384", 16),
  /** HMAC with SHA-512. */
  HS512("HS512", "HmacSHA512", 16),
  /** HMAC with SHA-1, for CDNs that know nothing better. */
  HS1("HS1", "HmacSHA1", 16),
  /** HMAC with MD5, likewise; a name of our own. */
  HMD5("HMD5", "HmacMD5", 16),
  /** ECDSA on P-256 with SHA-256; signatures are R and S, 32 bytes each (RFC 7518 section 3.4). */
  ES256("ES256", "SHA256withECDSAinP1363Format", "P-256"),
  /** ECDSA on P-384 with SHA-384; signatures are R and S, 48 bytes each. */
  ES384("ES384", "SHA384withECDSAinP1363Format", "P-384"),
  /** RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 section 3.3). */
  RS256("RS256", "SHA256withRSA", true),
  /** RSASSA-PKCS1-v1_5 with SHA-1 (RFC 8812 section 2), for CDNs that know nothing better. */
  RS1("RS1", "SHA1withRSA", true),
  /** RSASSA-PSS with SHA-256 and MGF1 of it (RFC 7518 section 3.5). */
  PS256("PS256", "RSASSA-PSS", true),
  /** Ed25519 (RFC 8037). */
  EDDSA("EdDSA"),
  /** AES-GCM content encryption with 128 bits, used directly (RFC 7518 sections 4.5 and 5.3). */
  A128GCM("A128GCM", 16, 16),
  /** AES-GCM content encryption with 256 bits, used directly. */
  A256GCM("A256GCM", 32, 32),
  /**
   * A secret shared with a CDN whose format hashes it in a way of its own; how long it is, is up to
   * the CDN. A name of our own.
   */
  SECRET("secret", 1, Integer.MAX_VALUE),
  /** No algorithm: the key is the 256 random bits of one opaque token. */
  OPAQUE("opaque", 32, Integer.MAX_VALUE);

  private static final int LEAST_MODULUS_BITS = 2048;

  private final String id;
  private final @Nullable String macName;
  private final @Nullable String signatureName;
  private final @Nullable String curveName;
  private final boolean rsa;
  private final int leastBytes;
  private final int mostBytes;

  /** A MAC. */
  KeyAlgorithm(String id, String macName, int leastBytes) {
    this(id, macName, null, null, false, leastBytes, Integer.MAX_VALUE);
  }

  /** A secret that neither signs nor verifies by itself. */
  KeyAlgorithm(String id, int leastBytes, int mostBytes) {
    this(id, null, null, null, false, leastBytes, mostBytes);
  }

  /** ECDSA. */
  KeyAlgorithm(String id, String signatureName, String curveName) {
    this(id, null, signatureName, curveName, false, 0, 0);
  }

  /** RSA. */
  KeyAlgorithm(String id, String signatureName, boolean rsa) {
    this(id, null, signatureName, null, rsa, 0, 0);
  }

  /** EdDSA. */
  KeyAlgorithm(String id) {
    this(id, null, "Ed25519", null, false, 0, 0);
  }

  KeyAlgorithm(
      String id,
      @Nullable String macName,
      @Nullable String signatureName,
      @Nullable String curveName,
      boolean rsa,
      int leastBytes,
      int mostBytes) {
    this.id = id;
    this.macName = macName;
    this.signatureName = signatureName;
    this.curveName = curveName;
    this.rsa = rsa;
    this.leastBytes = leastBytes;
    this.mostBytes = mostBytes;
  }

  static KeyAlgorithm of(String id) {
    for (KeyAlgorithm algorithm : values()) {
      if (algorithm.id.equals(id)) {
        return algorithm;
      }
    }
    throw new IllegalArgumentException("algorithm " + id + " is not known");
  }

  /** Its name. */
  String id() {
    return id;
  }

  /** The platform's name of the MAC; null where this is none. */
  @Nullable String macName() {
    return macName;
  }

  /** Whether its keys are pairs of a private and a public one. */
  boolean isAsymmetric() {
    return signatureName != null;
  }

  /** Whether its keys encrypt. */
  boolean isEncryption() {
    return this == A128GCM || this == A256GCM;
  }

  /** The curve of its keys; null where it has none. */
  @Nullable EllipticCurve curve() {
    if (curveName == null) {
      return null;
    }
    return curveName.equals("P-256") ? EllipticCurve.P256 : EllipticCurve.P384;
  }

  /** Whether its keys are of type RSA. */
  boolean isRsa() {
    return rsa;
  }

  /** Why a key cannot be used with the algorithm; null where it can. */
  @Nullable String complaint(Key key) {
    if (!isAsymmetric()) {
      return complaintOfSecret(key);
    }
    if (!(key instanceof PrivateKey || key instanceof PublicKey)) {
      return id + " needs a private or public key";
    }
    EllipticCurve curve = curve();
    if (curve != null) {
      return key instanceof ECKey ec && curve.isCurveOf(ec)
          ? null
          : id + " needs an elliptic curve key on " + curve.jwkName();
    }
    if (rsa) {
      if (!(key instanceof RSAKey rsaKey)) {
        return id + " needs an RSA key";
      }
      return rsaKey.getModulus().bitLength() < LEAST_MODULUS_BITS
          ? "the modulus is shorter than " + LEAST_MODULUS_BITS + " bits"
          : null;
    }
    return key instanceof EdECKey ed && ed.getParams().getName().equals("Ed25519")
        ? null
        : id + " needs an Ed25519 key";
  }

  private @Nullable String complaintOfSecret(Key key) {
    if (!(key instanceof SecretKey)) {
      return "a secret key is needed";
    }
    byte[] encoded = key.getEncoded();
    if (encoded == null) {
      return null;
    }
    if (encoded.length < leastBytes) {
      return "the secret is shorter than " + leastBytes + " bytes";
    }
    return encoded.length > mostBytes ? "the secret is longer than " + mostBytes + " bytes" : null;
  }

  /** Signs with a private key that suits; ECDSA in the form of {@link LowS}. */
  byte[] sign(PrivateKey key, byte[] text, int offset, int length) {
    try {
      Signature signature = signature();
      signature.initSign(key);
      signature.update(text, offset, length);
      byte[] signed = signature.sign();
      return curveName == null ? signed : LowS.of(signed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key cannot sign", e);
    }
  }

  /** Verifies with a public key that suits. */
  boolean verify(PublicKey key, byte[] text, int offset, int length, byte[] signature) {
    EllipticCurve curve = curve();
    if (curve != null && signature.length != 2 * curve.bytes()) {
      return false;
    }
    try {
      Signature verifier = signature();
      verifier.initVerify(key);
      verifier.update(text, offset, length);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private Signature signature() throws GeneralSecurityException {
    Signature signature = Signature.getInstance(signatureName);
    if (this == PS256) {
      signature.setParameter(
          new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    }
    return signature;
  }
}
