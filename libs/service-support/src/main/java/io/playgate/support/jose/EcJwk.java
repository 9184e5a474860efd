package io.playgate.support.jose;

import io.playgate.playbacktoken.internal.signing.EllipticCurve;
import io.playgate.playbacktoken.internal.signing.SignatureEngines;
import io.playgate.playbacktoken.internal.signing.SignatureScheme;
import java.security.InvalidKeyException;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.Map;
import java.util.Set;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * A P-256 key read from a JWK (RFC 7517, RFC 7518 section 6.2).
 *
 * @param kid the key's id, 1 to 200 characters
 * @param publicKey the public half; its point is on the curve
 * @param privateKey the private half where the JWK has one
 */
public record EcJwk(String kid, ECPublicKey publicKey, @Nullable ECPrivateKey privateKey) {

  /**
   * The members that RFC 7517 and RFC 7518 give such a key, and {@code ext} of the Web Cryptography
   * API. Who writes a key may send no other: a misspelt {@code use} would restrict nothing.
   */
  public static final Set<String> MEMBERS =
      Set.of(
          "kty",
          "crv",
          "x",
          "y",
          "d",
          "kid",
          "use",
          "key_ops",
          "alg",
          "ext",
          "x5u",
          "x5c",
          "x5t",
          "x5t#S256");

  private static final SignatureScheme SCHEME = SignatureScheme.P256_SHA256;
  private static final int MAX_KID = 200;

  /**
   * Reads a JWK.
   *
   * @param json the JWK's members
   * @throws IllegalArgumentException when it is not a P-256 key for signatures; the message quotes
   *     no key material
   */
  public static EcJwk parse(Map<String, Object> json) {
    try {
      if (!"EC".equals(json.get("kty")) || !"P-256".equals(json.get("crv"))) {
        throw new IllegalArgumentException("a key must have kty EC and crv P-256");
      }
      if (json.containsKey("alg") && !"ES256".equals(json.get("alg"))) {
        throw new IllegalArgumentException("a key's alg, where it has one, must be ES256");
      }
      if (json.containsKey("use") && !"sig".equals(json.get("use"))) {
        throw new IllegalArgumentException("a key's use, where it has one, must be sig");
      }
      if (!(json.get("kid") instanceof String kid) || kid.isEmpty() || kid.length() > MAX_KID) {
        throw new IllegalArgumentException("a key must have a kid of 1 to 200 characters");
      }
      if (!(JsonWebKey.Factory.newJwk(json) instanceof EllipticCurveJsonWebKey jwk)) {
        throw new IllegalArgumentException("not a key");
      }
      if (!EllipticCurve.P256.isOnCurve(jwk.getECPublicKey().getW())) {
        throw new IllegalArgumentException("the public key must be a point on P-256");
      }
      if (jwk.getEcPrivateKey() != null && !isPair(jwk.getECPublicKey(), jwk.getEcPrivateKey())) {
        throw new IllegalArgumentException("the private and the public half are of two keys");
      }
      return new EcJwk(kid, jwk.getECPublicKey(), jwk.getEcPrivateKey());
    } catch (JoseException | RuntimeException e) {
      if (e instanceof IllegalArgumentException own && own.getCause() == null) {
        throw own;
      }
      throw new IllegalArgumentException("not a valid P-256 key");
    }
  }

  /**
   * Reads a JWK.
   *
   * @param json the JWK as JSON text
   * @throws IllegalArgumentException as {@link #parse(Map)}
   */
  public static EcJwk parse(String json) {
    try {
      return parse(
          PublicJsonWebKey.Factory.newPublicJwk(json)
              .toParams(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE));
    } catch (JoseException e) {
      throw new IllegalArgumentException("not a key in JWK form");
    }
  }

  private static boolean isPair(ECPublicKey publicKey, ECPrivateKey privateKey) {
    byte[] probe = {1, 2, 3};
    SignatureEngines engines = SignatureEngines.current();
    try {
      byte[] signed = engines.signer(SCHEME, privateKey).sign(probe, 0, probe.length);
      return engines.verifier(SCHEME, publicKey).verify(probe, 0, probe.length, signed);
    } catch (InvalidKeyException | IllegalStateException notAPair) {
      return false;
    }
  }
}
