package io.playgate.playbacktoken.key;

import io.playgate.playbacktoken.internal.signing.EllipticCurve;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.internal.text.StrictJson;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.KeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPrivateKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Makes a key of the members of a JSON Web Key (RFC 7518 section 6, RFC 8037 section 2). */
final class JwkReader {

  /** The members that are looked at; all of them are text. */
  static final Set<String> MEMBERS =
      Set.of(
          "kty", "kid", "alg", "use", "crv", "x", "y", "d", "k", "n", "e", "p", "q", "dp", "dq",
          "qi");

  private static final int LEAST_HEX_DIGITS = 32;
  private static final List<String> CRT = List.of("p", "q", "dp", "dq", "qi");
  private static final int MOST_MODULUS_BITS = 8192;
  private static final int MOST_EXPONENT_BITS = 64;
  private static final BigInteger SMALL_PRIMES = productOfPrimesBelow(1000);
  private static final int ED25519_BYTES = 32;

  private final Map<String, String> members;
  private final String kid;
  private final KeyAlgorithm algorithm;

  private JwkReader(Map<String, String> members, String kid, KeyAlgorithm algorithm) {
    this.members = members;
    this.kid = kid;
    this.algorithm = algorithm;
  }

  /** The members that are looked at, of one JSON object. */
  static Map<String, String> members(String json) throws InvalidJwkException {
    Map<String, String> members = new HashMap<>();
    try {
      StrictJson.readObject(
          json.getBytes(StandardCharsets.UTF_8),
          (name, value) -> {
            if (MEMBERS.contains(name)) {
              members.put(name, StrictJson.string(value));
            } else {
              value.skipChildren();
            }
          });
    } catch (IOException e) {
      // The cause might quote what it read.
      throw new InvalidJwkException("the key is not one JSON object of text members", null);
    }
    return members;
  }

  static Jwk read(Map<String, String> members) throws InvalidJwkException {
    String kid = require(members, "kid");
    if (kid.isEmpty() || kid.length() > 128 || !kid.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new InvalidJwkException("kid must be 1 to 128 visible ASCII characters", null);
    }
    try {
      KeyAlgorithm algorithm = KeyAlgorithm.of(require(members, "alg"));
      String use = algorithm.isEncryption() ? "enc" : "sig";
      if (members.containsKey("use") && !use.equals(members.get("use"))) {
        throw new InvalidJwkException("use must be " + use, null);
      }
      return new JwkReader(members, kid, algorithm).read();
    } catch (IllegalArgumentException e) {
      throw new InvalidJwkException(String.valueOf(e.getMessage()), e);
    }
  }

  private Jwk read() throws InvalidJwkException {
    String wanted = typeOf(algorithm);
    if (!require("kty").equals(wanted)) {
      throw new InvalidJwkException(
          algorithm.id() + " needs a key of type " + wanted + ", named in kty", null);
    }
    try {
      return switch (wanted) {
        case "EC" -> ellipticCurve();
        case "RSA" -> rsa();
        case "OKP" -> edwardsCurve();
        default -> {
          SecretKey secret = secret(bytes("k"), algorithm);
          SigningKey key = new SigningKey(kid, algorithm.id(), secret);
          yield new Jwk(key, key);
        }
      };
    } catch (GeneralSecurityException e) {
      throw new InvalidJwkException("the key cannot be used", e);
    }
  }

  /**
   * Whether a member is hexadecimal, as CDNs show their secrets and OpenSSL a modulus, and would be
   * read as another key: an even number of digits, at least one of them below ten, of a length at
   * which base64url of random bytes reads like that once in 10^14 keys.
   */
  static boolean isHexadecimal(String text, int leastDigits) {
    return text.length() >= leastDigits
        && text.length() % 2 == 0
        && text.chars().allMatch(HexFormat::isHexDigit)
        && text.chars().anyMatch(c -> c <= '9');
  }

  private static BigInteger productOfPrimesBelow(int limit) {
    BigInteger product = BigInteger.TWO;
    for (BigInteger prime = BigInteger.valueOf(3);
        prime.intValue() < limit;
        prime = prime.nextProbablePrime()) {
      product = product.multiply(prime);
    }
    return product;
  }

  /** The key type that an algorithm needs. */
  static String typeOf(KeyAlgorithm algorithm) {
    if (!algorithm.isAsymmetric()) {
      return "oct";
    }
    if (algorithm.isRsa()) {
      return "RSA";
    }
    return algorithm.curve() == null ? "OKP" : "EC";
  }

  /** A secret for an algorithm. */
  static SecretKey secret(byte[] bytes, KeyAlgorithm algorithm) {
    String mac = algorithm.macName();
    return new SecretKeySpec(bytes, mac != null ? mac : algorithm.isEncryption() ? "AES" : "RAW");
  }

  private Jwk ellipticCurve() throws InvalidJwkException, GeneralSecurityException {
    EllipticCurve curve = algorithm.curve();
    if (curve == null || !require("crv").equals(curve.jwkName())) {
      throw new InvalidJwkException(algorithm.id() + " needs another curve", null);
    }
    ECPoint point =
        new ECPoint(
            new BigInteger(1, bytes("x", curve.bytes())),
            new BigInteger(1, bytes("y", curve.bytes())));
    KeySpec privateSpec = null;
    if (members.containsKey("d")) {
      BigInteger d = new BigInteger(1, bytes("d", curve.bytes()));
      if (!curve.isScalar(d)) {
        throw new InvalidJwkException("d is out of range", null);
      }
      privateSpec = new ECPrivateKeySpec(d, curve.parameters());
    }
    return pair("EC", new ECPublicKeySpec(point, curve.parameters()), privateSpec);
  }

  private Jwk edwardsCurve() throws InvalidJwkException, GeneralSecurityException {
    if (!require("crv").equals("Ed25519")) {
      throw new InvalidJwkException("crv must be Ed25519", null);
    }
    byte[] encoded = bytes("x", ED25519_BYTES).clone();
    boolean odd = encoded[ED25519_BYTES - 1] < 0;
    encoded[ED25519_BYTES - 1] &= 0x7f;
    BigInteger y = new BigInteger(1, reversed(encoded));
    KeySpec privateSpec =
        members.containsKey("d")
            ? new EdECPrivateKeySpec(NamedParameterSpec.ED25519, bytes("d", ED25519_BYTES))
            : null;
    return pair(
        "Ed25519",
        new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(odd, y)),
        privateSpec);
  }

  private Jwk rsa() throws InvalidJwkException, GeneralSecurityException {
    BigInteger modulus = number("n");
    BigInteger exponent = number("e");
    if (modulus.bitLength() > MOST_MODULUS_BITS) {
      throw new InvalidJwkException(
          "the modulus is longer than " + MOST_MODULUS_BITS + " bits", null);
    }
    if (!modulus.gcd(SMALL_PRIMES).equals(BigInteger.ONE)) {
      throw new InvalidJwkException("the modulus has a small factor", null);
    }
    if (exponent.bitLength() > MOST_EXPONENT_BITS
        || !exponent.testBit(0)
        || exponent.compareTo(BigInteger.TWO) < 0) {
      throw new InvalidJwkException("e must be an odd number above 2, of few bits", null);
    }
    KeySpec privateSpec = members.containsKey("d") ? rsaPrivate(modulus, exponent) : null;
    return pair("RSA", new RSAPublicKeySpec(modulus, exponent), privateSpec);
  }

  private KeySpec rsaPrivate(BigInteger modulus, BigInteger exponent) throws InvalidJwkException {
    BigInteger d = below(modulus, "d");
    if (!members.keySet().containsAll(CRT)) {
      return new RSAPrivateKeySpec(modulus, d);
    }
    BigInteger p = below(modulus, "p");
    BigInteger q = below(modulus, "q");
    if (!p.multiply(q).equals(modulus)) {
      throw new InvalidJwkException("n must be the product of p and q", null);
    }
    return new RSAPrivateCrtKeySpec(
        modulus,
        exponent,
        d,
        p,
        q,
        below(modulus, "dp"),
        below(modulus, "dq"),
        below(modulus, "qi"));
  }

  /** A number above 0 and below the modulus: what it takes to compute with it is bounded. */
  private BigInteger below(BigInteger modulus, String name) throws InvalidJwkException {
    BigInteger number = number(name);
    if (number.signum() == 0 || number.compareTo(modulus) >= 0) {
      throw new InvalidJwkException(name + " must be above 0 and below n", null);
    }
    return number;
  }

  private Jwk pair(String factoryName, KeySpec publicSpec, @Nullable KeySpec privateSpec)
      throws InvalidJwkException, GeneralSecurityException {
    KeyFactory factory = KeyFactory.getInstance(factoryName);
    PublicKey publicKey = factory.generatePublic(publicSpec);
    SigningKey verification = new SigningKey(kid, algorithm.id(), publicKey);
    if (privateSpec == null) {
      return new Jwk(verification, null);
    }
    PrivateKey privateKey = factory.generatePrivate(privateSpec);
    SigningKey signing = new SigningKey(kid, algorithm.id(), privateKey);
    byte[] probe = kid.getBytes(StandardCharsets.UTF_8);
    try {
      if (!verification.verify(probe, 0, probe.length, signing.sign(probe))) {
        throw new InvalidJwkException("the private part does not belong to the public one", null);
      }
    } catch (IllegalStateException | ArithmeticException | KeyCannotSignException e) {
      throw new InvalidJwkException("the private part cannot sign", e);
    }
    return new Jwk(verification, signing);
  }

  static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }

  private BigInteger number(String name) throws InvalidJwkException {
    return new BigInteger(1, bytes(name));
  }

  private byte[] bytes(String name, int length) throws InvalidJwkException {
    byte[] bytes = bytes(name);
    if (bytes.length != length) {
      throw new InvalidJwkException(name + " must be " + length + " bytes", null);
    }
    return bytes;
  }

  private byte[] bytes(String name) throws InvalidJwkException {
    String text = require(name);
    if (isHexadecimal(text, LEAST_HEX_DIGITS)) {
      throw new InvalidJwkException(
          name
              + " looks like hexadecimal, and must be base64url without padding: convert it with"
              + " xxd -r -p | basenc --base64url | tr -d =",
          null);
    }
    byte[] bytes = Base64Url.decode(text);
    if (bytes == null || bytes.length == 0) {
      throw new InvalidJwkException(name + " is not base64url without padding", null);
    }
    return bytes;
  }

  private String require(String name) throws InvalidJwkException {
    return require(members, name);
  }

  private static String require(Map<String, String> members, String name)
      throws InvalidJwkException {
    String value = members.get(name);
    if (value == null) {
      throw new InvalidJwkException("the key lacks the member " + name, null);
    }
    return value;
  }
}
