package io.playgate.auth.accesstoken;

import io.playgate.auth.signingkey.KeyRing;
import io.playgate.auth.signingkey.SigningKeys;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Checks this service's own tokens when they come back, with the keys it has in memory: it needs no
 * call to its own key set. A token with the scope {@code playback} must be signed by the viewer
 * ring, any other by the client ring.
 */
@ApplicationScoped
@Alternative
@Priority(1)
public class OwnTokenParser extends JWTCallerPrincipalFactory {

  private static final int CLOCK_SKEW_SECONDS = 5;

  private final SigningKeys keys;
  private final String issuer;
  private final String audience;
  private final Clock clock;

  @Inject
  OwnTokenParser(
      SigningKeys keys,
      @ConfigProperty(name = "playgate.issuer.uri") String issuer,
      @ConfigProperty(name = "playgate.service.audience") String audience,
      Clock clock) {
    this.keys = keys;
    this.issuer = issuer;
    this.audience = audience;
    this.clock = clock;
  }

  @Override
  public JWTCallerPrincipal parse(String token, JWTAuthContextInfo ignored) throws ParseException {
    VerificationKeyResolver resolver =
        (jws, nesting) -> {
          String kid = jws.getKeyIdHeaderValue();
          ECPublicKey key = kid == null ? null : keys.find(ringOf(jws.getUnverifiedPayload()), kid);
          if (key == null) {
            throw new UnresolvableKeyException("unknown kid");
          }
          return key;
        };
    JwtConsumer consumer =
        new JwtConsumerBuilder()
            .setJwsAlgorithmConstraints(
                AlgorithmConstraints.ConstraintType.PERMIT,
                AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256)
            .setExpectedType(true, TokenStrategy.TYPE)
            .setVerificationKeyResolver(resolver)
            .setExpectedIssuer(true, issuer)
            .setExpectedAudience(true, audience)
            .setRequireSubject()
            .setRequireExpirationTime()
            .setRequireIssuedAt()
            .setRequireJwtId()
            .setEvaluationTime(NumericDate.fromSeconds(clock.instant().getEpochSecond()))
            .setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS)
            .build();
    try {
      JwtClaims claims = consumer.processToClaims(token);
      String scope = claims.getStringClaimValue("scope");
      claims.setStringListClaim(
          "groups", scope == null || scope.isBlank() ? List.of() : List.of(scope.split(" ", -1)));
      return new DefaultJWTCallerPrincipal(claims);
    } catch (InvalidJwtException | MalformedClaimException e) {
      throw new ParseException("not accepted", e);
    }
  }

  private static KeyRing ringOf(String payload) throws UnresolvableKeyException {
    try {
      return TokenStrategy.PLAYBACK.equals(JwtClaims.parse(payload).getStringClaimValue("scope"))
          ? KeyRing.VIEWER
          : KeyRing.CLIENT;
    } catch (InvalidJwtException | MalformedClaimException e) {
      throw new UnresolvableKeyException("not claims");
    }
  }
}
