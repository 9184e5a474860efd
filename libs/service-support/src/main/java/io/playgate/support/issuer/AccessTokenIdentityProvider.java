package io.playgate.support.issuer;

import io.playgate.support.client.AccessTokenRequest;
import io.playgate.support.jose.JwtRefusedException;
import io.playgate.support.problem.CommonError;
import io.playgate.support.problem.ProblemException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;

/**
 * Makes the identity of a caller from a token of auth-service: principal = the token ({@link
 * JsonWebToken}), named by {@code sub}; roles = scopes.
 */
@ApplicationScoped
public class AccessTokenIdentityProvider implements IdentityProvider<AccessTokenRequest> {

  private static final Logger LOG = Logger.getLogger(AccessTokenIdentityProvider.class);

  private final AccessTokens tokens;

  @Inject
  AccessTokenIdentityProvider(AccessTokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public Class<AccessTokenRequest> getRequestType() {
    return AccessTokenRequest.class;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      AccessTokenRequest request, AuthenticationRequestContext context) {
    return tokens
        .verify(request.token())
        .onFailure(JwtRefusedException.class)
        .transform(refused -> {
          LOG.debugf("Token refused: %s", refused.getMessage());
          return new AuthenticationFailedException(refused);
        })
        .onFailure(KeysUnavailableException.class)
        .transform(unknown ->
            new ProblemException(
                    CommonError.UNAVAILABLE,
                    "The credential cannot be checked just now; try again in a moment.")
                .withHeader("Retry-After", "2")
                .withCause(unknown))
        .map(AccessTokenIdentityProvider::identity);
  }

  private static SecurityIdentity identity(JsonWebToken token) {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(token)
        .addRoles(token.getGroups())
        .build();
  }
}
