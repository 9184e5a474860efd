package io.playgate.revocation.clientauth;

import io.playgate.revocation.authservice.AuthService;
import io.playgate.revocation.authservice.VouchedClient;
import io.playgate.support.client.CallerIdentity;
import io.playgate.support.client.ServiceAssertionRequest;
import io.playgate.support.limit.CallerAddress;
import io.playgate.support.limit.CredentialBrake;
import io.playgate.support.limit.SampledLog;
import io.playgate.support.oauth.ClientCredential;
import io.playgate.support.oauth.OAuthError;
import io.playgate.support.oauth.OAuthException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Proves the client of a request to an OAuth endpoint: a bearer access token or service assertion,
 * an id and secret (HTTP Basic or form), or a signed client assertion (form, RFC 7523).
 */
@ApplicationScoped
public class ClientAuthentication {
  private static final Logger LOG = Logger.getLogger(ClientAuthentication.class);

  private final CurrentIdentityAssociation identities;
  private final IdentityProviderManager providers;
  private final SecretCache secrets;
  private final AuthService auth;
  private final CredentialBrake brake;
  private final SampledLog log;

  ClientAuthentication(
      CurrentIdentityAssociation identities,
      IdentityProviderManager providers,
      SecretCache secrets,
      AuthService auth,
      Clock clock) {
    this.identities = identities;
    this.providers = providers;
    this.secrets = secrets;
    this.auth = auth;
    this.brake = new CredentialBrake(clock);
    this.log = new SampledLog(LOG, Duration.ofMinutes(1), clock);
  }

  /**
   * The caller; fails with {@code invalid_client} where it is not proved, and with {@code
   * too_many_requests} where too many secrets from its address were wrong.
   *
   * @param address where it comes from
   */
  public Uni<Caller> authenticate(@Nullable ClientCredential credential, CallerAddress address) {
    return switch (credential) {
      case ClientCredential.Secret(String id, String secret) -> secret(id, secret, address);
      case ClientCredential.Assertion(String jwt, var clientId) -> assertion(jwt, clientId);
      case ClientCredential.OtherScheme() -> bearer();
      case null -> refused("The client has to authenticate");
    };
  }

  private Uni<Caller> bearer() {
    return identities
        .getDeferredIdentity()
        .onFailure(AuthenticationFailedException.class)
        .transform(failure -> invalidBearer())
        .map(identity -> {
          if (identity.isAnonymous()) {
            throw invalidBearer();
          }
          return caller(identity);
        });
  }

  private Uni<Caller> assertion(String jwt, @Nullable String clientId) {
    return providers
        .authenticate(new ServiceAssertionRequest(jwt))
        .onFailure(AuthenticationFailedException.class)
        .transform(failure -> invalidClient("The client assertion was not accepted"))
        .map(identity -> {
          Caller caller = caller(identity);
          if (clientId != null && !clientId.equals(caller.id())) {
            throw invalidClient("client_id is not who signed the assertion");
          }
          return caller;
        });
  }

  private Uni<Caller> secret(String clientId, String clientSecret, CallerAddress address) {
    if (clientId.isEmpty()
        || clientId.length() > 200
        || clientSecret.isEmpty()
        || clientSecret.length() > 512) {
      return refused("The client's id or secret is not valid");
    }
    return secrets.get(clientId, clientSecret, () -> exchange(clientId, clientSecret, address));
  }

  /** Asks auth-service, unless the address has guessed too often: it counts us as one caller. */
  private Optional<VouchedClient> exchange(
      String clientId, String clientSecret, CallerAddress address) {
    CredentialBrake.Attempt attempt;
    try {
      attempt = brake.begin(clientId, address);
    } catch (CredentialBrake.BrakedException braked) {
      log.warn("Client secrets from network " + address.network() + " not looked at: too many");
      throw tooMany(braked.retryAfter());
    }
    Optional<VouchedClient> client;
    try {
      client = auth.exchange(clientId, clientSecret);
    } catch (RuntimeException notJudged) {
      attempt.notJudged();
      throw notJudged;
    }
    if (client.isPresent()) {
      attempt.succeeded();
    }
    return client;
  }

  private static OAuthException tooMany(long seconds) {
    return new OAuthException(
            OAuthError.TOO_MANY_REQUESTS, "Too many wrong secrets from your address")
        .withHeader("Retry-After", Long.toString(seconds));
  }

  private static Caller caller(SecurityIdentity identity) {
    Set<String> profiles = identity.getAttribute(CallerIdentity.PROFILES);
    return new Caller(identity.getPrincipal().getName(), identity.getRoles(), profiles);
  }

  private static Uni<Caller> refused(String description) {
    return Uni.createFrom().failure(invalidClient(description));
  }

  static OAuthException invalidClient(String description) {
    return new OAuthException(OAuthError.INVALID_CLIENT, description);
  }

  private static OAuthException invalidBearer() {
    return invalidClient("The bearer token was not accepted")
        .withHeader("WWW-Authenticate", "Bearer realm=\"playgate\", error=\"invalid_token\"");
  }
}
