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
 * Reads the bearer credential of a request. A service assertion is checked by the clients file, a
 * token of type {@code at+jwt} by auth-service's keys, and anything else is refused, so that no
 * token of another type can ever stand in for one of these (RFC 8725 section 3.11).
 */
@ApplicationScoped
public class ServiceAssertionMechanism implements HttpAuthenticationMechanism {

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext context, IdentityProviderManager identities) {
    return switch (BearerToken.of(context.request().headers().getAll(HttpHeaders.AUTHORIZATION))) {
      case BearerToken.None() -> Uni.createFrom().nullItem();
      case BearerToken.AccessToken(String text) ->
          identities.authenticate(new AccessTokenRequest(text));
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
    return Set.of(ServiceAssertionRequest.class, AccessTokenRequest.class);
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
