package io.playgate.playbacktoken.internal.signing;

import org.jspecify.annotations.Nullable;

/**
 * A way to sign. ECDSA signatures are R and S, each as long as the curve's order (IEEE P1363, RFC
 * 7518 section 3.4); Ed25519's are the 64 bytes of RFC 8032, RSA's as long as the modulus.
 */
public enum SignatureScheme {
  /** ECDSA on P-256 with SHA-256: JWA's ES256. */
  P256_SHA256("SHA256withECDSAinP1363Format", "p256", 64),
  /** ECDSA on P-256 with SHA-1, which CloudFront asks for. */
  P256_SHA1("SHA1withECDSAinP1363Format", "p256", 64),
  /** ECDSA on P-384 with SHA-384: JWA's ES384. */
  P384_SHA384("SHA384withECDSAinP1363Format", "p384", 96),
  /** Ed25519 without context or prehash (RFC 8032): JWA's EdDSA. */
  ED25519("Ed25519", "ed25519", 64),
  /** RSASSA-PKCS1-v1_5 with SHA-256: JWA's RS256. */
  RSA_SHA256("SHA256withRSA", "rsa", 0),
  /** RSASSA-PKCS1-v1_5 with SHA-1: JWA's RS1. */
  RSA_SHA1("SHA1withRSA", "rsa", 0),
  /** RSASSA-PSS with SHA-256, MGF1 of it and a salt of 32 bytes: JWA's PS256. */
  RSA_PSS_SHA256("RSASSA-PSS", "rsa", 0);

  private final String platformName;
  private final String family;
  private final int signatureBytes;

  SignatureScheme(String platformName, String family, int signatureBytes) {
    this.platformName = platformName;
    this.family = family;
    this.signatureBytes = signatureBytes;
  }

  /** The Java platform's name of it. */
  String platformName() {
    return platformName;
  }

  /** The curve of its keys; null where that is none of ECDSA's. */
  public @Nullable EllipticCurve curve() {
    return switch (this) {
      case P256_SHA256, P256_SHA1 -> EllipticCurve.P256;
      case P384_SHA384 -> EllipticCurve.P384;
      default -> null;
    };
  }

  /** What its keys are: {@code p256}, {@code p384}, {@code ed25519} or {@code rsa}. */
  public String family() {
    return family;
  }

  /** Whether a signature of that length can be one. */
  boolean isLength(int bytes) {
    return signatureBytes == 0 || bytes == signatureBytes;
  }
}
