package io.playgate.playbacktoken;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Web Key (RFC 7517) that is restricted to one algorithm: {@code oct} for the HMAC
 * algorithms and opaque tokens, {@code EC} on P-256 for ES256. {@code kid} and {@code alg} are
 * mandatory; members it does not know (such as {@code state}) are left aside.
 *
 * <p>An EC key may be public, or private with its public part; an {@code oct} key is always both.
 */
public final class Jwk {
  private static final ECParameterSpec P256 = p256();
  private static final Set<String> READ =
      Set.of("kty", "kid", "alg", "use", "crv", "x", "y", "d", "k");

  private final SigningKey verificationKey;
  private final @Nullable SigningKey signingKey;

  private Jwk(SigningKey verificationKey, @Nullable SigningKey signingKey) {
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
    Map<String, String> members = new HashMap<>();
    try {
      StrictJson.readObject(
          json.strip().getBytes(StandardCharsets.UTF_8),
          (name, value) -> {
            if (READ.contains(name)) {
              members.put(name, StrictJson.string(value));
            } else {
              value.skipChildren();
            }
          });
    } catch (IOException e) {
      // The cause might quote what it read.
      throw new InvalidJwkException("the key is not one JSON object of text members", null);
    }
    String kid = require(members, "kid");
    String algorithm = require(members, "alg");
    if (kid.isEmpty() || kid.length() > 128 || !kid.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new InvalidJwkException("kid must be 1 to 128 visible ASCII characters", null);
    }
    if (members.containsKey("use") && !"sig".equals(members.get("use"))) {
      throw new InvalidJwkException("use must be sig", null);
    }
    try {
      return switch (require(members, "kty")) {
        case "oct" -> {
          if (algorithm.equals("ES256")) {
            throw new InvalidJwkException("ES256 needs a key of type EC", null);
          }
          SigningKey key =
              new SigningKey(
                  kid, algorithm, new SecretKeySpec(bytes(members, "k"), hmacName(algorithm)));
          yield new Jwk(key, key);
        }
        case "EC" -> ellipticCurve(kid, algorithm, members);
        default -> throw new InvalidJwkException("kty must be oct or EC", null);
      };
    } catch (IllegalArgumentException e) {
      throw new InvalidJwkException(String.valueOf(e.getMessage()), e);
    }
  }

  /** A new P-256 key for ES256. */
  public static Jwk generateEs256(String kid) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      return new Jwk(
          new SigningKey(kid, "ES256", pair.getPublic()),
          new SigningKey(kid, "ES256", pair.getPrivate()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }

  /** A new secret of 256 bits for HS256. */
  public static Jwk generateHs256(String kid, SecureRandom random) {
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    SigningKey key = new SigningKey(kid, "HS256", new SecretKeySpec(secret, "HmacSHA256"));
    return new Jwk(key, key);
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
        StrictJson.writeObject(out -> {
          Key key = verificationKey.key();
          out.writeStringField("kty", key instanceof ECPublicKey ? "EC" : "oct");
          out.writeStringField("kid", kid());
          out.writeStringField("alg", algorithm());
          out.writeStringField("use", "sig");
          if (key instanceof ECPublicKey ec) {
            out.writeStringField("crv", "P-256");
            number(out, "x", ec.getW().getAffineX());
            number(out, "y", ec.getW().getAffineY());
            if (whole && signingKey != null) {
              number(out, "d", ((ECPrivateKey) signingKey.key()).getS());
            }
          } else {
            out.writeStringField("k", Base64Url.encode(key.getEncoded()));
          }
        });
    return new String(json, StandardCharsets.UTF_8);
  }

  private static void number(JsonGenerator out, String name, BigInteger value) throws IOException {
    byte[] fixed = new byte[32];
    byte[] bytes = value.toByteArray();
    int skip = Math.max(0, bytes.length - 32);
    System.arraycopy(bytes, skip, fixed, 32 - (bytes.length - skip), bytes.length - skip);
    out.writeStringField(name, Base64Url.encode(fixed));
  }

  private static Jwk ellipticCurve(String kid, String algorithm, Map<String, String> members)
      throws InvalidJwkException {
    if (!algorithm.equals("ES256") || !require(members, "crv").equals("P-256")) {
      throw new InvalidJwkException("a key of type EC must be P-256 for ES256", null);
    }
    ECPoint point = new ECPoint(coordinate(members, "x"), coordinate(members, "y"));
    if (!isOnCurve(point)) {
      throw new InvalidJwkException("x and y are no point of P-256", null);
    }
    try {
      KeyFactory factory = KeyFactory.getInstance("EC");
      PublicKey publicKey = factory.generatePublic(new ECPublicKeySpec(point, P256));
      SigningKey verification = new SigningKey(kid, algorithm, publicKey);
      if (!members.containsKey("d")) {
        return new Jwk(verification, null);
      }
      BigInteger d = coordinate(members, "d");
      if (d.signum() == 0 || d.compareTo(P256.getOrder()) >= 0) {
        throw new InvalidJwkException("d is out of range", null);
      }
      PrivateKey privateKey = factory.generatePrivate(new ECPrivateKeySpec(d, P256));
      byte[] probe = kid.getBytes(StandardCharsets.UTF_8);
      byte[] signature = KeyAlgorithm.signEs256(privateKey, probe);
      if (!verification.verify(probe, 0, probe.length, signature)) {
        throw new InvalidJwkException("d does not belong to x and y", null);
      }
      return new Jwk(verification, new SigningKey(kid, algorithm, privateKey));
    } catch (GeneralSecurityException e) {
      throw new InvalidJwkException("the key cannot be used", e);
    }
  }

  private static boolean isOnCurve(ECPoint point) {
    BigInteger p = ((ECFieldFp) P256.getCurve().getField()).getP();
    BigInteger x = point.getAffineX();
    BigInteger y = point.getAffineY();
    if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0) {
      return false;
    }
    BigInteger right =
        x.pow(3).add(P256.getCurve().getA().multiply(x)).add(P256.getCurve().getB()).mod(p);
    return y.pow(2).mod(p).equals(right);
  }

  private static BigInteger coordinate(Map<String, String> members, String name)
      throws InvalidJwkException {
    byte[] bytes = bytes(members, name);
    if (bytes.length != 32) {
      throw new InvalidJwkException(name + " must be 32 bytes", null);
    }
    return new BigInteger(1, bytes);
  }

  private static byte[] bytes(Map<String, String> members, String name) throws InvalidJwkException {
    byte[] bytes = Base64Url.decode(require(members, name));
    if (bytes == null || bytes.length == 0) {
      throw new InvalidJwkException(name + " is not base64url without padding", null);
    }
    return bytes;
  }

  private static String require(Map<String, String> members, String name)
      throws InvalidJwkException {
    String value = members.get(name);
    if (value == null) {
      throw new InvalidJwkException("the key has no " + name, null);
    }
    return value;
  }

  private static String hmacName(String algorithm) {
    return algorithm.equals("HS256") ? "HmacSHA256" : "RAW";
  }

  private static ECParameterSpec p256() {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec("secp256r1"));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }
}
