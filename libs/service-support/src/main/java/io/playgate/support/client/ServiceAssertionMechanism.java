package io.playgate.support.client;

import io.playgate.support.problem.Challenges;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/**
 * Looks at every bearer credential first. A service assertion it has checked by the clients file; a
 * token of type {@code at+jwt} it leaves to the mechanism for auth-service's tokens; anything else
 * it refuses, so that no token of another type can ever stand in for one of these (RFC 8725 section
 * 3.11).
 */
@ApplicationScoped
public class ServiceAssertionMechanism implements HttpAuthenticationMechanism {

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext context, IdentityProviderManager identities) {
    return switch (BearerToken.of(context.request().headers().getAll(HttpHeaders.AUTHORIZATION))) {
      case BearerToken.None() -> Uni.createFrom().nullItem();
      case BearerToken.AccessToken(String _) -> Uni.createFrom().nullItem();
      case BearerToken.Assertion(String text) ->
          identities.authenticate(new ServiceAssertionRequest(text));
      case BearerToken.Unusable() -> Uni.createFrom().failure(new AuthenticationFailedException());
    };
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext context) {
    boolean sent = context.request().headers().contains(HttpHeaders.AUTHORIZATION);
    return Uni.createFrom()
        .item(
            new ChallengeData(
                401, "WWW-Authenticate", sent ? Challenges.invalidToken() : Challenges.missing()));
  }

  @Override
  public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
    return Set.of(ServiceAssertionRequest.class);
  }

  @Override
  public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext context) {
    return Uni.createFrom()
        .item(
            new HttpCredentialTransport(
                HttpCredentialTransport.Type.AUTHORIZATION, "Bearer", "service-assertion"));
  }

  @Override
  public int getPriority() {
    return DEFAULT_PRIORITY + 1000;
  }
}
