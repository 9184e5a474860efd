package io.playgate.support.client;

import io.playgate.support.jose.JwtRefusedException;
import io.playgate.support.service.ServiceConfig;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes the identity of a caller from its assertion: principal = client id, roles = scopes,
 * attribute {@code profiles}.
 */
@ApplicationScoped
public class ServiceAssertionIdentityProvider implements IdentityProvider<ServiceAssertionRequest> {

  private static final Logger LOG = Logger.getLogger(ServiceAssertionIdentityProvider.class);

  private final @Nullable AssertionVerifier verifier;

  /** Makes the provider; without an audience it accepts nothing. */
  @Inject
  public ServiceAssertionIdentityProvider(ClientsFile clients, ServiceConfig config, Clock clock) {
    this.verifier =
        config.audience().map(aud -> new AssertionVerifier(clients, aud, clock)).orElse(null);
  }

  @Override
  public Class<ServiceAssertionRequest> getRequestType() {
    return ServiceAssertionRequest.class;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      ServiceAssertionRequest request, AuthenticationRequestContext context) {
    if (verifier == null) {
      return Uni.createFrom().failure(new AuthenticationFailedException());
    }
    try {
      RegisteredClient client = verifier.verify(request.assertion());
      return Uni.createFrom()
          .item(
              QuarkusSecurityIdentity.builder()
                  .setPrincipal(new QuarkusPrincipal(client.id()))
                  .addRoles(client.scopes())
                  .addAttribute(CallerIdentity.PROFILES, client.profiles())
                  .addAttribute(CallerIdentity.CLIENT, client)
                  .build());
    } catch (JwtRefusedException refused) {
      LOG.debugf("Service assertion refused: %s", refused.getMessage());
      return Uni.createFrom().failure(new AuthenticationFailedException(refused));
    }
  }
}
