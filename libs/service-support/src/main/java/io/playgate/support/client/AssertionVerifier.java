package io.playgate.support.client;

import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Checks service assertions. Whatever is not exactly as docs/reference/service-calls.md says is
 * refused.
 *
 * <p>An assertion may be presented more than once within its minute, so that a caller need not sign
 * for every request; {@code jti} serves the audit trail. What a copied assertion is worth is
 * bounded by its one audience and its lifetime.
 */
public final class AssertionVerifier {

  /** Value of the header {@code typ}. */
  public static final String TYPE = "client-authentication+jwt";

  /** Longest time between {@code iat} and {@code exp}, in seconds. */
  public static final long MAX_LIFETIME_SECONDS = 60;

  /** How far the caller's clock may be from ours, in seconds. */
  public static final long CLOCK_SKEW_SECONDS = 5;

  static final int MAX_LENGTH = 4096;
  private static final int MAX_JTI = 200;

  private final ClientsFile clients;
  private final String audience;
  private final Clock clock;

  AssertionVerifier(ClientsFile clients, String audience, Clock clock) {
    this.clients = clients;
    this.audience = audience;
    this.clock = clock;
  }

  /**
   * Checks an assertion.
   *
   * @param assertion the compact JWS
   * @return the client that signed it
   * @throws AssertionException when it does not hold
   */
  RegisteredClient verify(String assertion) {
    if (assertion.length() > MAX_LENGTH) {
      throw new AssertionException("too long");
    }
    try {
      JsonWebSignature jws = new JsonWebSignature();
      jws.setAlgorithmConstraints(
          new AlgorithmConstraints(
              AlgorithmConstraints.ConstraintType.PERMIT,
              AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256));
      jws.setCompactSerialization(assertion);
      require(TYPE.equals(jws.getHeader("typ")), "typ");
      require(
          AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256.equals(
              jws.getAlgorithmHeaderValue()),
          "alg");
      require(
          jws.getHeaders().getObjectHeaderValue("crit") == null
              && jws.getHeaders().getObjectHeaderValue("b64") == null,
          "extensions");
      String kid = jws.getKeyIdHeaderValue();
      require(kid != null, "kid");
      Map<String, Object> claims = JsonUtil.parseJson(jws.getUnverifiedPayload());
      RegisteredClient client = clientOf(claims);
      ECPublicKey key = client.keys().get(kid);
      if (key == null) {
        throw new AssertionException("kid is not one of client " + client.id());
      }
      jws.setKey(key);
      require(jws.verifySignature(), "signature");
      checkClaims(claims);
      return client;
    } catch (JoseException | RuntimeException e) {
      throw e instanceof AssertionException refused ? refused : new AssertionException("malformed");
    }
  }

  private RegisteredClient clientOf(Map<String, Object> claims) {
    require(
        claims.get("iss") instanceof String issuer && issuer.equals(claims.get("sub")),
        "iss and sub");
    RegisteredClient client = clients.current().find(String.valueOf(claims.get("iss")));
    if (client == null) {
      throw new AssertionException("unknown client");
    }
    return client;
  }

  private void checkClaims(Map<String, Object> claims) {
    require(isForUs(claims.get("aud")), "aud");
    require(
        claims.get("jti") instanceof String jti && !jti.isEmpty() && jti.length() <= MAX_JTI,
        "jti");
    long issuedAt = seconds(claims.get("iat"), "iat");
    long expiresAt = seconds(claims.get("exp"), "exp");
    long now = clock.instant().getEpochSecond();
    require(expiresAt > issuedAt && expiresAt - issuedAt <= MAX_LIFETIME_SECONDS, "lifetime");
    require(issuedAt <= now + CLOCK_SKEW_SECONDS, "iat is in the future");
    require(now < expiresAt + CLOCK_SKEW_SECONDS, "expired");
    if (claims.get("nbf") != null) {
      require(seconds(claims.get("nbf"), "nbf") <= now + CLOCK_SKEW_SECONDS, "nbf");
    }
  }

  private boolean isForUs(@Nullable Object aud) {
    return aud instanceof List<?> list ? list.contains(audience) : audience.equals(aud);
  }

  private static long seconds(@Nullable Object value, String claim) {
    if (value instanceof Long number && number >= 0 && number < 1L << 40) {
      return number;
    }
    throw new AssertionException(claim);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionException(what);
    }
  }
}
