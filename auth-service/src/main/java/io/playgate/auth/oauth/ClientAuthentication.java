package io.playgate.auth.oauth;

import io.playgate.auth.client.AuthenticatedClient;
import io.playgate.auth.client.ClientAuthenticator;
import io.playgate.support.limit.CallerAddress;
import io.playgate.support.limit.CredentialBrake;
import io.playgate.support.limit.SampledLog;
import io.playgate.support.oauth.ClientCredential;
import io.playgate.support.oauth.OAuthError;
import io.playgate.support.oauth.OAuthException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Who the client of a token request is, with one brake on guessing for all grants that ask. */
@ApplicationScoped
public class ClientAuthentication {

  private static final Logger LOG = Logger.getLogger(ClientAuthentication.class);

  private final ClientAuthenticator authenticator;
  private final CredentialBrake brake;
  private final SampledLog log;

  ClientAuthentication(ClientAuthenticator authenticator, Clock clock) {
    this.authenticator = authenticator;
    this.brake = new CredentialBrake(clock);
    this.log = new SampledLog(LOG, Duration.ofMinutes(1), clock);
  }

  /**
   * The client that a request proves to come from.
   *
   * @throws OAuthException {@code invalid_client} where it proves nothing, {@code invalid_request}
   *     where {@code client_id} names another client, {@code too_many_requests} where too many
   *     wrong credentials came from the caller's address
   */
  public AuthenticatedClient require(TokenRequest request, CallerAddress caller) {
    if (request.credential() == null) {
      throw new OAuthException(OAuthError.INVALID_CLIENT, "the client has to authenticate");
    }
    AuthenticatedClient client = authenticated(request.credential(), caller);
    if (request.clientId() != null && !request.clientId().equals(client.id())) {
      throw new OAuthException(
          OAuthError.INVALID_REQUEST, "client_id is not the authenticated client");
    }
    return client;
  }

  private AuthenticatedClient authenticated(ClientCredential credential, CallerAddress caller) {
    CredentialBrake.Attempt attempt = begin(credential, caller);
    Optional<AuthenticatedClient> client;
    try {
      client = authenticator.authenticate(credential);
    } catch (RuntimeException failed) {
      attempt.notJudged();
      throw failed;
    }
    if (client.isEmpty()) {
      throw new OAuthException(OAuthError.INVALID_CLIENT, "the client could not be authenticated");
    }
    attempt.succeeded();
    return client.get();
  }

  private CredentialBrake.Attempt begin(ClientCredential credential, CallerAddress caller) {
    try {
      return brake.begin(credential.claimedClient(), caller);
    } catch (CredentialBrake.BrakedException braked) {
      log.warn("Client credentials from network " + caller.network() + " not looked at: too many");
      throw new OAuthException(
              OAuthError.TOO_MANY_REQUESTS, "too many wrong credentials from your address")
          .withHeader("Retry-After", Long.toString(braked.retryAfter()));
    }
  }
}
