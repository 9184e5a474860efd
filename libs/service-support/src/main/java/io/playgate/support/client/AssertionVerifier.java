package io.playgate.support.client;

import static io.playgate.support.jose.JwtRefusedException.require;

import io.playgate.support.jose.JwtClaimSet;
import io.playgate.support.jose.JwtRefusedException;
import io.playgate.support.jose.SignedJwt;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;

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
   * @throws JwtRefusedException when it does not hold
   */
  RegisteredClient verify(String assertion) {
    SignedJwt jwt = SignedJwt.parse(assertion, MAX_LENGTH, TYPE::equals);
    RegisteredClient client = clientOf(jwt);
    ECPublicKey key = client.keys().get(jwt.kid());
    if (key == null) {
      throw new JwtRefusedException("kid is not one of client " + client.id());
    }
    checkClaims(jwt.verify(key));
    return client;
  }

  private RegisteredClient clientOf(SignedJwt jwt) {
    Object issuer = jwt.unverified("iss");
    require(issuer instanceof String && issuer.equals(jwt.unverified("sub")), "iss and sub");
    RegisteredClient client = clients.current().find(String.valueOf(issuer));
    if (client == null) {
      throw new JwtRefusedException("unknown client");
    }
    return client;
  }

  private void checkClaims(JwtClaimSet claims) {
    require(claims.isFor(audience), "aud");
    claims.text("jti", MAX_JTI);
    long issuedAt = claims.seconds("iat");
    long expiresAt = claims.seconds("exp");
    long now = clock.instant().getEpochSecond();
    require(expiresAt > issuedAt && expiresAt - issuedAt <= MAX_LIFETIME_SECONDS, "lifetime");
    require(issuedAt <= now + CLOCK_SKEW_SECONDS, "iat is in the future");
    require(now < expiresAt + CLOCK_SKEW_SECONDS, "expired");
    require(claims.seconds("nbf", issuedAt) <= now + CLOCK_SKEW_SECONDS, "nbf");
  }
}
