package io.playgate.demo.credential;

import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** A P-256 key pair by which a service proves itself to others, in JWK form (RFC 7517). */
public final class ServiceKey {
  private static final int COORDINATE_BYTES = 32;

  private final String kid;
  private final ECPublicKey publicKey;
  private final ECPrivateKey privateKey;

  private ServiceKey(String kid, ECPublicKey publicKey, ECPrivateKey privateKey) {
    this.kid = kid;
    this.publicKey = publicKey;
    this.privateKey = privateKey;
  }

  /** A new key pair with that key id. */
  public static ServiceKey generate(String kid) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      return new ServiceKey(kid, (ECPublicKey) pair.getPublic(), (ECPrivateKey) pair.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java makes P-256 keys", e);
    }
  }

  /** The public half. */
  public JsonObject publicJwk() {
    return new JsonObject()
        .put("kty", "EC")
        .put("crv", "P-256")
        .put("kid", kid)
        .put("alg", "ES256")
        .put("use", "sig")
        .put("x", coordinate(publicKey.getW().getAffineX()))
        .put("y", coordinate(publicKey.getW().getAffineY()));
  }

  /** Both halves. */
  public JsonObject privateJwk() {
    return publicJwk().put("d", coordinate(privateKey.getS()));
  }

  /** A number as exactly 32 bytes, in base64url (RFC 7518, section 6.2.1.2). */
  static String coordinate(BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] fixed = new byte[COORDINATE_BYTES];
    int sign = bytes.length > COORDINATE_BYTES ? 1 : 0;
    int length = bytes.length - sign;
    System.arraycopy(bytes, sign, fixed, COORDINATE_BYTES - length, length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(fixed);
  }
}
