package io.playgate.auth.client;

import static io.playgate.support.jose.JwtRefusedException.require;

import io.playgate.support.jose.EcJwk;
import io.playgate.support.jose.JwtClaimSet;
import io.playgate.support.jose.JwtRefusedException;
import io.playgate.support.jose.SignedJwt;
import io.playgate.support.oauth.ClientCredential;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.security.MessageDigest;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Authenticates clients at the token endpoint, by secret or by signed assertion. */
@ApplicationScoped
public class ClientAuthenticator {

  private static final Logger LOG = Logger.getLogger(ClientAuthenticator.class);

  /**
   * Longest time an assertion may still hold, in seconds; so long is its {@code jti} remembered.
   */
  static final long MAX_ASSERTION_SECONDS = 300;

  private static final long CLOCK_SKEW_SECONDS = 5;
  private static final int MAX_LENGTH = 8192;
  private static final int MAX_JTI = 200;

  private final Clients clients;
  private final ReservedClientIds reserved;
  private final String issuer;
  private final Clock clock;

  @Inject
  ClientAuthenticator(
      Clients clients,
      ReservedClientIds reserved,
      @ConfigProperty(name = "playgate.issuer.uri") String issuer,
      Clock clock) {
    this.clients = clients;
    this.reserved = reserved;
    this.issuer = issuer;
    this.clock = clock;
  }

  /** Returns the client that a credential belongs to; empty when it belongs to none. */
  @Transactional
  public Optional<AuthenticatedClient> authenticate(ClientCredential credential) {
    return switch (credential) {
      case ClientCredential.Secret(String id, String secret) -> bySecret(id, secret);
      case ClientCredential.Assertion(String jwt, var _) -> byAssertion(jwt);
      case ClientCredential.OtherScheme() -> Optional.empty();
    };
  }

  private Optional<AuthenticatedClient> bySecret(String id, String secret) {
    byte[] presented = ClientSecret.sha256(secret);
    if (id.length() > 100 || id.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    boolean matches = false;
    for (byte[] stored : clients.secrets(id, clock.instant())) {
      matches |= MessageDigest.isEqual(presented, stored);
    }
    return matches ? find(id) : Optional.empty();
  }

  private Optional<AuthenticatedClient> byAssertion(String assertion) {
    try {
      return Optional.of(verify(assertion));
    } catch (JwtRefusedException refused) {
      LOG.debugf("Client assertion refused: %s", refused.getMessage());
    }
    return Optional.empty();
  }

  private AuthenticatedClient verify(String assertion) {
    SignedJwt jwt = SignedJwt.parse(assertion, MAX_LENGTH, ClientAuthenticator::isAssertion);
    Object issuedBy = jwt.unverified("iss");
    require(issuedBy instanceof String && issuedBy.equals(jwt.unverified("sub")), "iss, sub");
    String id = String.valueOf(issuedBy);
    require(id.length() <= 100 && id.indexOf('\0') < 0, "iss");
    String jwk = clients.key(id, jwt.kid());
    if (jwk == null) {
      throw new JwtRefusedException("unknown client or kid");
    }
    JwtClaimSet claims = jwt.verify(publicKey(jwk));

    long now = clock.instant().getEpochSecond();
    require(isForUs(claims.get("aud")), "aud");
    long expiresAt = claims.seconds("exp");
    require(expiresAt + CLOCK_SKEW_SECONDS > now, "expired");
    require(expiresAt <= now + MAX_ASSERTION_SECONDS + CLOCK_SKEW_SECONDS, "exp is too far away");
    for (String claim : List.of("iat", "nbf")) {
      require(claims.seconds(claim, now) <= now + CLOCK_SKEW_SECONDS, claim);
    }
    String jti = claims.text("jti", MAX_JTI);
    // Only once all else holds: nobody but the client may use up a jti.
    byte[] subject = ClientSecret.sha256(id + "\n" + jti);
    Instant forgetAt = Instant.ofEpochSecond(expiresAt + CLOCK_SKEW_SECONDS + 1);
    require(clients.noteAssertion(subject, forgetAt), "replayed");
    return find(id).orElseThrow(() -> new JwtRefusedException("unknown client"));
  }

  private static ECPublicKey publicKey(String jwk) {
    try {
      return EcJwk.parse(jwk).publicKey();
    } catch (IllegalArgumentException unusable) {
      throw new JwtRefusedException("the stored key cannot be used");
    }
  }

  private static boolean isAssertion(@Nullable String type) {
    return type == null || type.equals("JWT") || type.equals("client-authentication+jwt");
  }

  /** RFC 7523 section 3 and its successor: the issuer, or the token endpoint. */
  private boolean isForUs(@Nullable Object aud) {
    if (aud instanceof List<?> list) {
      return list.size() == 1 && isForUs(list.getFirst());
    }
    return issuer.equals(aud) || (issuer + "/oauth2/token").equals(aud);
  }

  private Optional<AuthenticatedClient> find(String id) {
    if (reserved.contains(id)) {
      // Registered before the clients file named a service or edge so.
      LOG.warnf("Client %s has the id of a service, an edge or the first-party apps: refused", id);
      return Optional.empty();
    }
    Client client = clients.findById(id);
    return client == null
        ? Optional.empty()
        : Optional.of(new AuthenticatedClient(client.id(), client.scopes()));
  }
}
