package io.playgate.support.issuer;

import io.playgate.support.service.ServiceConfig;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Checks viewer tokens and access tokens of auth-service (RFC 9068 section 4): type, ES256
 * signature by a published key, issuer, audience, times, and that every claim a service relies on
 * is there and of its type.
 */
@Singleton
public class AccessTokens {

  /** How far auth-service's clock may be from ours, in seconds. */
  public static final long CLOCK_SKEW_SECONDS = 5;

  private static final int MAX_LENGTH = 8192;
  private static final int MAX_KID = 200;
  private static final int REMEMBERED = 5000;
  private static final String PLAYBACK = "playback";
  private static final Pattern SPACE = Pattern.compile(" ");

  private final IssuerKeys keys;
  private final @Nullable String issuer;
  private final @Nullable String audience;
  private final Clock clock;
  private final VerifiedTokens verified = new VerifiedTokens(REMEMBERED);

  /** Makes the bean. */
  @Inject
  public AccessTokens(IssuerKeys keys, IssuerConfig issuer, ServiceConfig service, Clock clock) {
    this(keys, issuer.uri().orElse(null), service.audience().orElse(null), clock);
  }

  AccessTokens(IssuerKeys keys, @Nullable String issuer, @Nullable String audience, Clock clock) {
    this.keys = keys;
    this.issuer = issuer;
    this.audience = audience;
    this.clock = clock;
  }

  /**
   * Checks a token. Its scopes are the groups of the result.
   *
   * @param token the compact JWS
   * @return fails with {@link TokenRefusedException} when it does not hold, with {@link
   *     KeysUnavailableException} when that cannot be known now
   */
  public Uni<JsonWebToken> verify(String token) {
    if (issuer == null || audience == null || token.length() > MAX_LENGTH) {
      return Uni.createFrom().failure(new TokenRefusedException("no issuer, or too long"));
    }
    try {
      String fingerprint = VerifiedTokens.fingerprint(token);
      VerifiedToken known = verified.find(fingerprint);
      if (known != null && keys.present(known.kid(), known.use()) != null) {
        return Uni.createFrom().item(checkTimes(known).principal());
      }
      Parsed parsed = parse(token);
      ECPublicKey present = keys.present(parsed.kid, parsed.use);
      if (present != null) {
        return Uni.createFrom().item(verify(parsed, present, fingerprint));
      }
      return keys.find(parsed.kid, parsed.use)
          .map(key -> {
            if (key == null) {
              throw new TokenRefusedException("unknown kid");
            }
            return verify(parsed, key, fingerprint);
          });
    } catch (TokenRefusedException refused) {
      return Uni.createFrom().failure(refused);
    }
  }

  private record Parsed(
      JsonWebSignature jws, String kid, TokenUse use, Map<String, Object> claims) {}

  private static Parsed parse(String token) {
    try {
      JsonWebSignature jws = new JsonWebSignature();
      jws.setAlgorithmConstraints(
          new AlgorithmConstraints(
              AlgorithmConstraints.ConstraintType.PERMIT,
              AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256));
      jws.setCompactSerialization(token);
      String type = jws.getHeader("typ");
      require(
          "at+jwt".equalsIgnoreCase(type) || "application/at+jwt".equalsIgnoreCase(type), "typ");
      require(
          AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256.equals(
              jws.getAlgorithmHeaderValue()),
          "alg");
      require(
          jws.getHeaders().getObjectHeaderValue("crit") == null
              && jws.getHeaders().getObjectHeaderValue("b64") == null,
          "extensions");
      String kid = jws.getKeyIdHeaderValue();
      if (kid == null || kid.length() > MAX_KID) {
        throw new TokenRefusedException("kid");
      }
      Map<String, Object> claims = JsonUtil.parseJson(jws.getUnverifiedPayload());
      TokenUse use = PLAYBACK.equals(claims.get("scope")) ? TokenUse.VIEWER : TokenUse.CLIENT;
      return new Parsed(jws, kid, use, claims);
    } catch (JoseException | RuntimeException e) {
      throw e instanceof TokenRefusedException refused
          ? refused
          : new TokenRefusedException("malformed");
    }
  }

  private JsonWebToken verify(Parsed parsed, ECPublicKey key, String fingerprint) {
    Map<String, Object> claims = parsed.claims;
    try {
      parsed.jws.setKey(key);
      require(parsed.jws.verifySignature(), "signature");
    } catch (JoseException | RuntimeException e) {
      throw e instanceof TokenRefusedException refused
          ? refused
          : new TokenRefusedException("malformed");
    }
    require(String.valueOf(issuer).equals(claims.get("iss")), "iss");
    require(isForUs(claims.get("aud")), "aud");
    for (String claim : List.of("sub", "jti", "client_id")) {
      require(claims.get(claim) instanceof String text && !text.isEmpty(), claim);
    }
    long issuedAt = seconds(claims.get("iat"), "iat");
    long expiresAt = seconds(claims.get("exp"), "exp");
    long notBefore =
        claims.get("nbf") == null
            ? issuedAt
            : Math.max(issuedAt, seconds(claims.get("nbf"), "nbf"));
    List<String> scopes = scopes(claims.get("scope"));
    require(parsed.use == TokenUse.VIEWER || !scopes.contains(PLAYBACK), "playback beside others");
    VerifiedToken token =
        checkTimes(
            new VerifiedToken(
                parsed.kid, parsed.use, notBefore, expiresAt, principal(claims, scopes)));
    verified.add(fingerprint, token);
    return token.principal();
  }

  private VerifiedToken checkTimes(VerifiedToken token) {
    long now = clock.instant().getEpochSecond();
    require(token.notBefore() <= now + CLOCK_SKEW_SECONDS, "not yet");
    require(now < token.expiresAt() + CLOCK_SKEW_SECONDS, "expired");
    return token;
  }

  private boolean isForUs(@Nullable Object aud) {
    return aud instanceof List<?> list
        ? list.contains(audience)
        : String.valueOf(audience).equals(aud);
  }

  private static List<String> scopes(@Nullable Object scope) {
    if (scope == null) {
      return List.of();
    }
    if (scope instanceof String text) {
      return SPACE.splitAsStream(text).filter(one -> !one.isEmpty()).toList();
    }
    throw new TokenRefusedException("scope");
  }

  private static JsonWebToken principal(Map<String, Object> claims, List<String> scopes) {
    try {
      JwtClaims jwt = JwtClaims.parse(JsonUtil.toJson(claims));
      // Names by which other issuers call the principal; here it is sub, whatever else stands
      // there.
      jwt.unsetClaim("upn");
      jwt.unsetClaim("preferred_username");
      jwt.setStringListClaim("groups", scopes);
      return new DefaultJWTCallerPrincipal("at+jwt", jwt);
    } catch (InvalidJwtException e) {
      throw new TokenRefusedException("malformed");
    }
  }

  private static long seconds(@Nullable Object value, String claim) {
    if (value instanceof Long number && number >= 0 && number < 1L << 40) {
      return number;
    }
    throw new TokenRefusedException(claim);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new TokenRefusedException(what);
    }
  }
}
