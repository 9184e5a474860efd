package io.playgate.playbacktoken.key;

import io.playgate.playbacktoken.internal.signing.SignatureEngines;
import io.playgate.playbacktoken.internal.signing.SignatureScheme;
import io.playgate.playbacktoken.internal.signing.Signer;
import io.playgate.playbacktoken.internal.signing.Verifier;
import io.playgate.playbacktoken.internal.text.AsciiText;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A key that signs or verifies with one algorithm and no other. Immutable and safe for concurrent
 * use; keep it as long as the key is in use, since it keeps what its algorithm has set up.
 *
 * <p>Algorithms: {@code HS256}, {@code HS384}, {@code HS512}, {@code HS1}, {@code HMD5} (secrets of
 * at least 16 bytes); {@code ES256} (P-256), {@code ES384} (P-384); {@code RS256}, {@code PS256},
 * {@code RS1} (RSA of at least 2048 bits); {@code EdDSA} (Ed25519); and, for keys that neither sign
 * nor verify by themselves, {@code A128GCM} and {@code A256GCM} (content encryption), {@code
 * secret} (shared with a CDN whose format hashes it in a way of its own) and {@code opaque} (the 32
 * random bytes of one opaque token).
 */
@SuppressWarnings("exports") // AsciiText, which only this library can name.
public final class SigningKey {
  private final String kid;
  private final KeyAlgorithm algorithm;
  private final String algorithmId;
  private final Key key;
  private final @Nullable Hmac hmac;
  private final @Nullable Signer signer;
  private final @Nullable Verifier verifier;
  private final @Nullable SignatureEngines engines;
  private volatile @Nullable Verifier verifierWithSha1;

  /**
   * @param kid its identifier
   * @param algorithm the JWA or dialect name it is restricted to: {@code ES256}, {@code HS256} ...
   * @param key a {@link javax.crypto.SecretKey}, {@link PrivateKey} (to sign) or {@link PublicKey}
   *     (to verify)
   * @throws IllegalArgumentException if the algorithm is not known, or the key does not suit it: is
   *     too short, or its point is not on the curve or of small order
   */
  public SigningKey(String kid, String algorithm, Key key) {
    this(kid, algorithm, key, SignatureEngines::current);
  }

  SigningKey(String kid, String algorithm, Key key, Supplier<SignatureEngines> choice) {
    this.kid = kid;
    this.algorithm = KeyAlgorithm.of(algorithm);
    this.algorithmId = algorithm;
    this.key = key;
    String complaint = this.algorithm.complaint(key);
    if (complaint != null) {
      throw new IllegalArgumentException(complaint);
    }
    String macName = this.algorithm.macName();
    this.hmac = macName == null ? null : Hmac.of(macName, key);
    SignatureScheme scheme = this.algorithm.scheme();
    // A MAC needs no engine, and is there where none of them is.
    SignatureEngines engines = scheme == null ? null : choice.get();
    this.engines = engines;
    this.signer =
        scheme != null && engines != null && key instanceof PrivateKey privateKey
            ? engines.signer(scheme, privateKey)
            : null;
    this.verifier =
        scheme != null && engines != null && key instanceof PublicKey publicKey
            ? verifier(scheme, publicKey, engines)
            : null;
  }

  private static Verifier verifier(
      SignatureScheme scheme, PublicKey key, SignatureEngines engines) {
    try {
      return engines.verifier(scheme, key);
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** Its identifier. */
  public String kid() {
    return kid;
  }

  /** The algorithm it is restricted to. */
  public String algorithm() {
    return algorithmId;
  }

  /** The key itself. */
  public Key key() {
    return key;
  }

  /**
   * The bytes of a secret key, in a copy.
   *
   * @throws IllegalStateException for a private or public key
   */
  public byte[] secret() {
    byte[] encoded = key.getEncoded();
    if (algorithm.isAsymmetric() || encoded == null) {
      throw new IllegalStateException(
          "the key " + kid + " is not a secret key whose bytes can be read");
    }
    return encoded;
  }

  /**
   * Signs.
   *
   * @return the MAC, or the signature in the form its JWA algorithm gives it
   * @throws KeyCannotSignException for a public key, and for one whose algorithm does not sign
   */
  public byte[] sign(byte[] text) throws KeyCannotSignException {
    return sign(text, 0, text.length);
  }

  /** The same of a part of the text. */
  public byte[] sign(byte[] text, int offset, int length) throws KeyCannotSignException {
    if (hmac != null) {
      return hmac.mac(text, offset, length);
    }
    if (signer != null) {
      return signer.sign(text, offset, length);
    }
    throw new KeyCannotSignException(kid);
  }

  /**
   * Signs with SHA-1 in place of SHA-256, for CDNs that have both with one key.
   *
   * @throws KeyCannotSignException for a public key, and for one whose algorithm is none of {@code
   *     ES256}, {@code RS256}, {@code RS1}
   */
  public byte[] signWithSha1(byte[] text) throws KeyCannotSignException {
    SignatureScheme scheme = algorithm.schemeWithSha1();
    if (scheme != null && engines != null && key instanceof PrivateKey privateKey) {
      return engines.signer(scheme, privateKey).sign(text, 0, text.length);
    }
    throw new KeyCannotSignException(kid);
  }

  /**
   * Verifies what {@link #signWithSha1} signs.
   *
   * @return false for a wrong signature, and for a key that does not verify so
   */
  public boolean verifyWithSha1(byte[] text, byte[] signature) {
    Verifier with = verifierWithSha1;
    if (with == null) {
      SignatureScheme scheme = algorithm.schemeWithSha1();
      if (scheme == null || engines == null || !(key instanceof PublicKey publicKey)) {
        return false;
      }
      with = verifier(scheme, publicKey, engines);
      verifierWithSha1 = with;
    }
    return with.verify(text, 0, text.length, signature);
  }

  /**
   * Verifies, in a time that does not tell where a MAC differs.
   *
   * @return false for a wrong signature, and for a private key, which cannot verify
   */
  public boolean verify(byte[] text, int offset, int length, byte[] signature) {
    if (hmac != null) {
      return MessageDigest.isEqual(hmac.mac(text, offset, length), signature);
    }
    return verifier != null && verifier.verify(text, offset, length, signature);
  }

  /**
   * Whether a text is the lower-case hexadecimal of a MAC, in a time that does not tell where it
   * differs.
   *
   * @param text what the MAC is of
   * @return false for a wrong MAC, and for a key whose algorithm is not a MAC
   */
  public boolean verifyHex(byte[] text, AsciiText hex) {
    return hmac != null && hex.isHex(hmac.mac(text, 0, text.length));
  }

  /** The same of a MAC that is of a text of ASCII. */
  public boolean verifyHex(AsciiText text, AsciiText hex) {
    return hmac != null && hex.isHex(text.mac(hmac));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SigningKey that
        && kid.equals(that.kid)
        && algorithm == that.algorithm
        && key.equals(that.key);
  }

  @Override
  public int hashCode() {
    return 31 * kid.hashCode() + algorithm.hashCode();
  }

  @Override
  public String toString() {
    return "SigningKey[kid=" + kid + ", algorithm=" + algorithmId + "]";
  }
}
