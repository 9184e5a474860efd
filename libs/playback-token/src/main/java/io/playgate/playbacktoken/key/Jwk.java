package io.playgate.playbacktoken.key;

import io.playgate.playbacktoken.internal.signing.EllipticCurve;
import io.playgate.playbacktoken.internal.text.StrictJson;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Web Key (RFC 7517) that is restricted to one algorithm of {@link SigningKey}: {@code oct}
 * for secrets, {@code EC} on P-256 and P-384, {@code RSA}, and {@code OKP} for Ed25519. {@code kid}
 * and {@code alg} are mandatory; members it does not know (such as {@code state}) are left aside.
 *
 * <p>A pair may be public, or private with its public part; an {@code oct} key is always both.
 */
public final class Jwk {
  private static final int RSA_BITS = 2048;
  private static final int SECRET_BYTES = 32;

  private final SigningKey verificationKey;
  private final @Nullable SigningKey signingKey;

  Jwk(SigningKey verificationKey, @Nullable SigningKey signingKey) {
    this.verificationKey = verificationKey;
    this.signingKey = signingKey;
  }

  /**
   * Reads a key.
   *
   * @param json one JSON object
   * @throws InvalidJwkException where it is malformed, incomplete or contradicts itself
   */
  public static Jwk parse(String json) throws InvalidJwkException {
    return JwkReader.read(JwkReader.members(json.strip()));
  }

  /**
   * A new key: a secret of 256 bits (128 for A128GCM), a pair on the algorithm's curve, or an RSA
   * pair of 2048 bits.
   *
   * @param algorithm as in {@link SigningKey}
   * @throws IllegalArgumentException if the algorithm is not known
   */
  public static Jwk generate(String kid, String algorithm, SecureRandom random) {
    KeyAlgorithm known = KeyAlgorithm.of(algorithm);
    if (!known.isAsymmetric()) {
      byte[] secret = new byte[known == KeyAlgorithm.A128GCM ? SECRET_BYTES / 2 : SECRET_BYTES];
      random.nextBytes(secret);
      SigningKey key = new SigningKey(kid, algorithm, JwkReader.secret(secret, known));
      return new Jwk(key, key);
    }
    try {
      EllipticCurve curve = known.curve();
      KeyPairGenerator generator =
          KeyPairGenerator.getInstance(known.isRsa() ? "RSA" : curve == null ? "Ed25519" : "EC");
      if (curve != null) {
        generator.initialize(new ECGenParameterSpec(curve.platformName()), random);
      } else if (known.isRsa()) {
        generator.initialize(RSA_BITS, random);
      }
      KeyPair pair = generator.generateKeyPair();
      return new Jwk(
          new SigningKey(kid, algorithm, pair.getPublic()),
          new SigningKey(kid, algorithm, pair.getPrivate()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK can make a key for " + algorithm, e);
    }
  }

  /** A new P-256 key for ES256. */
  public static Jwk generateEs256(String kid) {
    return generate(kid, "ES256", new SecureRandom());
  }

  /** A new secret of 256 bits for HS256. */
  public static Jwk generateHs256(String kid, SecureRandom random) {
    return generate(kid, "HS256", random);
  }

  /** Its identifier. */
  public String kid() {
    return verificationKey.kid();
  }

  /** The algorithm it is restricted to. */
  public String algorithm() {
    return verificationKey.algorithm();
  }

  /** Whether verification needs the secret itself. */
  public boolean isSymmetric() {
    return verificationKey.key() instanceof SecretKey;
  }

  /** The key that verifies: the public part, or the secret of a symmetric one. */
  public SigningKey verificationKey() {
    return verificationKey;
  }

  /** Whether it can sign. */
  public boolean canSign() {
    return signingKey != null;
  }

  /**
   * The key that signs.
   *
   * @throws IllegalStateException for a public key
   */
  public SigningKey signingKey() {
    if (signingKey == null) {
      throw new IllegalStateException("the key " + kid() + " is public");
    }
    return signingKey;
  }

  /**
   * As JSON without the private part, so that it can verify. A symmetric key has no such part: it
   * is written whole, {@link #isSymmetric()} tells.
   */
  public String toVerificationJson() {
    return json(false);
  }

  /** As JSON with all there is of it: a secret, unless the key is public. */
  public String toJson() {
    return json(true);
  }

  /** Names the key; holds no material. */
  @Override
  public String toString() {
    return "Jwk[kid=" + kid() + ", algorithm=" + algorithm() + "]";
  }

  private String json(boolean whole) {
    byte[] json =
        StrictJson.writeObject(
            out -> JwkWriter.write(out, verificationKey, whole ? signingKey : null));
    return new String(json, StandardCharsets.UTF_8);
  }
}
