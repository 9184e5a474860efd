package io.playgate.support.issuer;

import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import java.time.Duration;

/**
 * Makes MicroProfile JWT's parser accept exactly what {@link AccessTokens} accepts, so that there
 * is no second, laxer way in. It may wait for a fetch of keys, so it is for threads that can.
 */
@ApplicationScoped
@Alternative
@Priority(1)
public class TokenParser extends JWTCallerPrincipalFactory {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final AccessTokens tokens;

  @Inject
  TokenParser(AccessTokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public JWTCallerPrincipal parse(String token, JWTAuthContextInfo ignored) throws ParseException {
    try {
      return (JWTCallerPrincipal) tokens.verify(token).await().atMost(LONGEST_WAIT);
    } catch (RuntimeException e) {
      throw new ParseException("not accepted", e);
    }
  }
}
