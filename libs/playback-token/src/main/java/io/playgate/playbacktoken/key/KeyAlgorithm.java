package io.playgate.playbacktoken.key;

import io.playgate.playbacktoken.internal.signing.EllipticCurve;
import io.playgate.playbacktoken.internal.signing.SignatureScheme;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * What a key may be restricted to, and which keys suit it. The names are those of the IANA registry
 * "JSON Web Signature and Encryption Algorithms" where it has one.
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
  ES256("ES256", SignatureScheme.P256_SHA256),
  /** ECDSA on P-384 with SHA-384; signatures are R and S, 48 bytes each. */
  ES384("ES384", SignatureScheme.P384_SHA384),
  /** RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 section 3.3). */
  RS256("RS256", SignatureScheme.RSA_SHA256),
  /** RSASSA-PKCS1-v1_5 with SHA-1 (RFC 8812 section 2), for CDNs that know nothing better. */
  RS1("RS1", SignatureScheme.RSA_SHA1),
  /** RSASSA-PSS with SHA-256 and MGF1 of it (RFC 7518 section 3.5). */
  PS256("PS256", SignatureScheme.RSA_PSS_SHA256),
  /** Ed25519 (RFC 8037). */
  EDDSA("EdDSA", SignatureScheme.ED25519),
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
  private final @Nullable SignatureScheme scheme;
  private final int leastBytes;
  private final int mostBytes;

  /** A MAC. */
  KeyAlgorithm(String id, String macName, int leastBytes) {
    this(id, macName, null, leastBytes, Integer.MAX_VALUE);
  }

  /** A secret that neither signs nor verifies by itself. */
  KeyAlgorithm(String id, int leastBytes, int mostBytes) {
    this(id, null, null, leastBytes, mostBytes);
  }

  /** A signature. */
  KeyAlgorithm(String id, SignatureScheme scheme) {
    this(id, null, scheme, 0, 0);
  }

  KeyAlgorithm(
      String id,
      @Nullable String macName,
      @Nullable SignatureScheme scheme,
      int leastBytes,
      int mostBytes) {
    this.id = id;
    this.macName = macName;
    this.scheme = scheme;
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
    return scheme != null;
  }

  /** How its keys sign; null where they do not. */
  @Nullable SignatureScheme scheme() {
    return scheme;
  }

  /** Whether its keys encrypt. */
  boolean isEncryption() {
    return this == A128GCM || this == A256GCM;
  }

  /** The same with SHA-1 in place of SHA-256; null where no CDN has that. */
  @Nullable SignatureScheme schemeWithSha1() {
    return switch (this) {
      case ES256 -> SignatureScheme.P256_SHA1;
      case RS256, RS1 -> SignatureScheme.RSA_SHA1;
      default -> null;
    };
  }

  /** The curve of its keys; null where it has none. */
  @Nullable EllipticCurve curve() {
    return scheme == null ? null : scheme.curve();
  }

  /** Whether its keys are of type RSA. */
  boolean isRsa() {
    return scheme != null && scheme.family().equals("rsa");
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
    if (isRsa()) {
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
}
