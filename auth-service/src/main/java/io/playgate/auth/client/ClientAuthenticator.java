package io.playgate.auth.client;

import io.playgate.support.jose.EcJwk;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
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
      case ClientCredential.Assertion(String jwt) -> byAssertion(jwt);
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

  private Optional<AuthenticatedClient> byAssertion(String jwt) {
    try {
      return Optional.of(verify(jwt));
    } catch (Refused refused) {
      LOG.debugf("Client assertion refused: %s", refused.getMessage());
    } catch (JoseException | RuntimeException malformed) {
      LOG.debug("Client assertion refused: malformed");
    }
    return Optional.empty();
  }

  private AuthenticatedClient verify(String jwt) throws JoseException {
    require(jwt.length() <= MAX_LENGTH, "too long");
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmConstraints(
        new AlgorithmConstraints(
            AlgorithmConstraints.ConstraintType.PERMIT,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256));
    jws.setCompactSerialization(jwt);
    String type = jws.getHeader("typ");
    require(type == null || type.equals("JWT") || type.equals("client-authentication+jwt"), "typ");
    require(
        jws.getHeaders().getObjectHeaderValue("crit") == null
            && jws.getHeaders().getObjectHeaderValue("b64") == null,
        "extensions");
    String kid = jws.getKeyIdHeaderValue();
    Map<String, Object> claims = JsonUtil.parseJson(jws.getUnverifiedPayload());
    require(claims.get("iss") instanceof String iss && iss.equals(claims.get("sub")), "iss, sub");
    String id = String.valueOf(claims.get("iss"));
    require(kid != null && kid.length() <= 200 && kid.indexOf('\0') < 0, "kid");
    require(id.length() <= 100 && id.indexOf('\0') < 0, "iss");
    String jwk = clients.key(id, String.valueOf(kid));
    if (jwk == null) {
      throw new Refused("unknown client or kid");
    }
    jws.setKey(EcJwk.parse(jwk).publicKey());
    require(jws.verifySignature(), "signature");

    long now = clock.instant().getEpochSecond();
    require(isForUs(claims.get("aud")), "aud");
    long expiresAt = seconds(claims.get("exp"), "exp");
    require(expiresAt + CLOCK_SKEW_SECONDS > now, "expired");
    require(expiresAt <= now + MAX_ASSERTION_SECONDS + CLOCK_SKEW_SECONDS, "exp is too far away");
    for (String claim : List.of("iat", "nbf")) {
      if (claims.get(claim) != null) {
        require(seconds(claims.get(claim), claim) <= now + CLOCK_SKEW_SECONDS, claim);
      }
    }
    if (!(claims.get("jti") instanceof String jti) || jti.isEmpty() || jti.length() > MAX_JTI) {
      throw new Refused("jti");
    }
    // Only once all else holds: nobody but the client may use up a jti.
    byte[] subject = ClientSecret.sha256(id + "\n" + jti);
    Instant forgetAt = Instant.ofEpochSecond(expiresAt + CLOCK_SKEW_SECONDS + 1);
    require(clients.noteAssertion(subject, forgetAt), "replayed");
    return find(id).orElseThrow(() -> new Refused("unknown client"));
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

  private static long seconds(@Nullable Object value, String claim) {
    if (value instanceof Long number && number >= 0 && number < 1L << 40) {
      return number;
    }
    throw new Refused(claim);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new Refused(what);
    }
  }

  private static final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Refused(String what) {
      super(what, null, false, false);
    }
  }
}
