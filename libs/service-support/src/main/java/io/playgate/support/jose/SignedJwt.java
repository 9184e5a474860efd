package io.playgate.support.jose;

import java.security.interfaces.ECPublicKey;
import java.util.Map;
import java.util.function.Predicate;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Web Token (RFC 7519) in the compact form of RFC 7515, signed with ES256 and nothing else.
 * It is parsed first, so that its key can be found, and its claims are given once that key has
 * verified it.
 */
public final class SignedJwt {
  private static final String ES256 = AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256;
  private static final int MAX_KID = 200;

  private final JsonWebSignature jws;
  private final String kid;
  private final Map<String, Object> claims;

  private SignedJwt(JsonWebSignature jws, String kid, Map<String, Object> claims) {
    this.jws = jws;
    this.kid = kid;
    this.claims = claims;
  }

  /**
   * Parses a token and checks its header: {@code alg} is ES256, {@code typ} is one of the caller's,
   * {@code kid} is there, and there are no extensions ({@code crit}, {@code b64}).
   *
   * @param compact the token
   * @param maxLength the longest that is read, in characters
   * @param isType says of {@code typ}, null where it is absent, whether it is the right one
   * @throws JwtRefusedException where it is malformed or anything else
   */
  public static SignedJwt parse(String compact, int maxLength, Predicate<@Nullable String> isType) {
    JwtRefusedException.require(compact.length() <= maxLength, "too long");
    try {
      JsonWebSignature jws = new JsonWebSignature();
      jws.setAlgorithmConstraints(
          new AlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, ES256));
      jws.setCompactSerialization(compact);
      JwtRefusedException.require(isType.test(jws.getHeader("typ")), "typ");
      JwtRefusedException.require(ES256.equals(jws.getAlgorithmHeaderValue()), "alg");
      JwtRefusedException.require(
          jws.getHeaders().getObjectHeaderValue("crit") == null
              && jws.getHeaders().getObjectHeaderValue("b64") == null,
          "extensions");
      String kid = jws.getKeyIdHeaderValue();
      if (kid == null || kid.length() > MAX_KID || kid.indexOf('\0') >= 0) {
        throw new JwtRefusedException("kid");
      }
      return new SignedJwt(jws, kid, JsonUtil.parseJson(jws.getUnverifiedPayload()));
    } catch (JoseException | RuntimeException e) {
      throw refusal(e);
    }
  }

  /** The id of the key that it says it is signed with. */
  public String kid() {
    return kid;
  }

  /** A claim that nobody vouches for yet: to find the key by, and for nothing else. */
  public @Nullable Object unverified(String claim) {
    return claims.get(claim);
  }

  /**
   * Verifies the signature.
   *
   * @param key the key that {@link #kid} and the unverified claims name
   * @return the claims; times and audience are still to be checked
   * @throws JwtRefusedException where the key did not sign it
   */
  public JwtClaimSet verify(ECPublicKey key) {
    try {
      jws.setKey(key);
      JwtRefusedException.require(jws.verifySignature(), "signature");
      return new JwtClaimSet(claims);
    } catch (JoseException | RuntimeException e) {
      throw refusal(e);
    }
  }

  private static JwtRefusedException refusal(Exception e) {
    return e instanceof JwtRefusedException refused
        ? refused
        : new JwtRefusedException("malformed");
  }
}
