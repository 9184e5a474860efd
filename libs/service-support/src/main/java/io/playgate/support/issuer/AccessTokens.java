package io.playgate.support.issuer;

import static io.playgate.support.jose.JwtRefusedException.require;

import io.playgate.support.jose.JwtClaimSet;
import io.playgate.support.jose.JwtRefusedException;
import io.playgate.support.jose.SignedJwt;
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
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
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
   * @return fails with {@link JwtRefusedException} when it does not hold, with {@link
   *     KeysUnavailableException} when that cannot be known now
   */
  public Uni<JsonWebToken> verify(String token) {
    if (issuer == null || audience == null || token.length() > MAX_LENGTH) {
      return Uni.createFrom().failure(new JwtRefusedException("no issuer, or too long"));
    }
    try {
      String fingerprint = VerifiedTokens.fingerprint(token);
      VerifiedToken known = verified.find(fingerprint);
      if (known != null && keys.present(known.kid(), known.use()) != null) {
        return Uni.createFrom().item(checkTimes(known).principal());
      }
      SignedJwt jwt = SignedJwt.parse(token, MAX_LENGTH, AccessTokens::isAccessToken);
      TokenUse use = PLAYBACK.equals(jwt.unverified("scope")) ? TokenUse.VIEWER : TokenUse.CLIENT;
      ECPublicKey present = keys.present(jwt.kid(), use);
      if (present != null) {
        return Uni.createFrom().item(verify(jwt, use, present, fingerprint));
      }
      return keys.find(jwt.kid(), use)
          .map(key -> {
            if (key == null) {
              throw new JwtRefusedException("unknown kid");
            }
            return verify(jwt, use, key, fingerprint);
          });
    } catch (JwtRefusedException refused) {
      return Uni.createFrom().failure(refused);
    }
  }

  private static boolean isAccessToken(@Nullable String type) {
    return "at+jwt".equalsIgnoreCase(type) || "application/at+jwt".equalsIgnoreCase(type);
  }

  private JsonWebToken verify(SignedJwt jwt, TokenUse use, ECPublicKey key, String fingerprint) {
    JwtClaimSet claims = jwt.verify(key);
    require(String.valueOf(issuer).equals(claims.get("iss")), "iss");
    require(claims.isFor(String.valueOf(audience)), "aud");
    for (String claim : List.of("sub", "jti", "client_id")) {
      claims.text(claim, MAX_LENGTH);
    }
    long issuedAt = claims.seconds("iat");
    long expiresAt = claims.seconds("exp");
    long notBefore = Math.max(issuedAt, claims.seconds("nbf", issuedAt));
    List<String> scopes = scopes(claims.get("scope"));
    require(use == TokenUse.VIEWER || !scopes.contains(PLAYBACK), "playback beside others");
    VerifiedToken token =
        checkTimes(
            new VerifiedToken(
                jwt.kid(), use, notBefore, expiresAt, principal(claims.all(), scopes)));
    verified.add(fingerprint, token);
    return token.principal();
  }

  private VerifiedToken checkTimes(VerifiedToken token) {
    long now = clock.instant().getEpochSecond();
    require(token.notBefore() <= now + CLOCK_SKEW_SECONDS, "not yet");
    require(now < token.expiresAt() + CLOCK_SKEW_SECONDS, "expired");
    return token;
  }

  private static List<String> scopes(@Nullable Object scope) {
    if (scope == null) {
      return List.of();
    }
    if (scope instanceof String text) {
      return SPACE.splitAsStream(text).filter(one -> !one.isEmpty()).toList();
    }
    throw new JwtRefusedException("scope");
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
      throw new JwtRefusedException("malformed");
    }
  }
}
