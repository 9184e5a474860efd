package io.playgate.revocation.clientauth;

import io.playgate.revocation.authservice.AuthService;
import io.playgate.revocation.authservice.VouchedClient;
import io.playgate.support.client.CallerIdentity;
import io.playgate.support.client.ServiceAssertionRequest;
import io.playgate.support.limit.CallerAddress;
import io.playgate.support.limit.CredentialBrake;
import io.playgate.support.limit.SampledLog;
import io.playgate.support.oauth.OAuthError;
import io.playgate.support.oauth.OAuthException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
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
  private static final String ASSERTION_TYPE =
      "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final int MAX_BASIC_LENGTH = 1024;

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
  public Uni<Caller> authenticate(ClientCredential credential, CallerAddress address) {
    int ways =
        (credential.authorization() == null ? 0 : 1)
            + (credential.clientSecret() == null ? 0 : 1)
            + (credential.assertion() == null ? 0 : 1);
    if (ways > 1) {
      return Uni.createFrom()
          .failure(
              new OAuthException(
                  OAuthError.INVALID_REQUEST, "The client authenticates in more than one way"));
    }
    String authorization = credential.authorization();
    if (authorization != null) {
      return authorization.regionMatches(true, 0, "Basic ", 0, 6)
          ? basic(authorization.substring(6).strip(), address)
          : bearer();
    }
    if (credential.clientSecret() != null) {
      return secret(credential.clientId(), credential.clientSecret(), address);
    }
    if (credential.assertion() != null) {
      return assertion(credential);
    }
    return refused("The client has to authenticate");
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

  private Uni<Caller> assertion(ClientCredential credential) {
    String assertion = credential.assertion();
    if (assertion == null || !ASSERTION_TYPE.equals(credential.assertionType())) {
      return Uni.createFrom()
          .failure(
              new OAuthException(
                  OAuthError.INVALID_REQUEST, "client_assertion_type must be " + ASSERTION_TYPE));
    }
    return providers
        .authenticate(new ServiceAssertionRequest(assertion))
        .onFailure(AuthenticationFailedException.class)
        .transform(failure -> invalidClient("The client assertion was not accepted"))
        .map(identity -> {
          Caller caller = caller(identity);
          if (credential.clientId() != null && !credential.clientId().equals(caller.id())) {
            throw invalidClient("client_id is not who signed the assertion");
          }
          return caller;
        });
  }

  private Uni<Caller> basic(String encoded, CallerAddress address) {
    String text;
    try {
      if (encoded.length() > MAX_BASIC_LENGTH) {
        return refused("The client's id and secret are too long");
      }
      text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return refused("The header Authorization is malformed");
    }
    int colon = text.indexOf(':');
    if (colon < 0) {
      return refused("The header Authorization is malformed");
    }
    try {
      // RFC 6749 section 2.3.1: both are form-encoded first.
      return secret(
          URLDecoder.decode(text.substring(0, colon), StandardCharsets.UTF_8),
          URLDecoder.decode(text.substring(colon + 1), StandardCharsets.UTF_8),
          address);
    } catch (IllegalArgumentException e) {
      return refused("The header Authorization is malformed");
    }
  }

  private Uni<Caller> secret(
      @Nullable String clientId, String clientSecret, CallerAddress address) {
    if (clientId == null
        || clientId.isEmpty()
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
