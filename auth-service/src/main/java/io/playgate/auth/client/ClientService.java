package io.playgate.auth.client;

import io.playgate.auth.AuthError;
import io.playgate.support.jose.EcJwk;
import io.playgate.support.name.KnownNames;
import io.playgate.support.problem.InvalidRequest;
import io.playgate.support.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** Registers clients and changes their credentials. */
@ApplicationScoped
class ClientService {

  private static final Logger LOG = Logger.getLogger(ClientService.class);

  /** Clients in one page of the list. */
  static final int PAGE = 100;

  private final Clients clients;
  private final ReservedClientIds reserved;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  @Inject
  ClientService(Clients clients, ReservedClientIds reserved, Clock clock) {
    this.clients = clients;
    this.reserved = reserved;
    this.clock = clock;
  }

  @Transactional
  ClientView create(NewClient wanted, Caller caller) {
    checkGrantable(wanted.scopes());
    caller.mustHold(wanted.scopes());
    if (wanted.id() != null && reserved.contains(wanted.id())) {
      throw new ProblemException(
          AuthError.CLIENT_ID_RESERVED,
          "It is the id of a service, an edge or the first-party apps. Choose another.");
    }
    Map<String, String> keys =
        wanted.publicKeys() == null ? Map.of() : readKeys(wanted.publicKeys(), "publicKeys");
    String id = wanted.id() == null ? "client-" + newId() : wanted.id();
    Instant now = clock.instant();
    int created =
        clients
            .getSession()
            .createNativeMutationQuery(
                "insert into client (id, scopes, created_at, updated_at)"
                    + " values (:id, :scopes, :now, :now) on conflict do nothing")
            .setParameter("id", id)
            .setParameter("scopes", Scope.format(wanted.scopes()))
            .setParameter("now", now)
            .executeUpdate();
    if (created == 0) {
      throw new ProblemException(AuthError.CLIENT_ID_TAKEN, "Choose another id.");
    }
    String secret = null;
    if (keys.isEmpty()) {
      secret = ClientSecret.generate(random);
      clients.replaceSecrets(id, ClientSecret.sha256(secret), now, now);
    } else {
      clients.replaceKeys(id, keys, now);
    }
    LOG.infof("Client %s registered by %s", id, caller.id());
    return ClientView.of(require(id), clients.kids(id), secret);
  }

  @Transactional
  ClientView find(String id) {
    Client client = require(id);
    return ClientView.of(client, clients.kids(id), null);
  }

  @Transactional
  List<ClientView> list(@Nullable String after) {
    return clients.find("id > ?1 order by id", after == null ? "" : after).page(0, PAGE).stream()
        .map(client -> ClientView.of(client, clients.kids(client.id()), null))
        .toList();
  }

  @Transactional
  void delete(String id, Caller caller) {
    Client client = requireLocked(id);
    caller.mustHold(client.scopes());
    clients.delete(client);
    LOG.infof("Client %s deleted by %s", id, caller.id());
  }

  /** Gives a client a new secret; the old ones hold for the overlap yet. */
  @Transactional
  ClientView rotateSecret(String id, Duration overlap, Caller caller) {
    Client client = requireLocked(id);
    // Whoever sets a client's credential can act as it.
    caller.mustHold(client.scopes());
    Instant now = clock.instant();
    String secret = ClientSecret.generate(random);
    clients.replaceSecrets(id, ClientSecret.sha256(secret), now, now.plus(overlap));
    client.touch(now);
    LOG.infof("Secret of client %s rotated by %s", id, caller.id());
    return ClientView.of(client, clients.kids(id), secret);
  }

  /** Gives a client these public keys and no others. */
  @Transactional
  ClientView replaceKeys(String id, List<Map<String, Object>> publicKeys, Caller caller) {
    Client client = requireLocked(id);
    caller.mustHold(client.scopes());
    Instant now = clock.instant();
    clients.replaceKeys(id, readKeys(publicKeys, "keys"), now);
    client.touch(now);
    LOG.infof("Keys of client %s replaced by %s", id, caller.id());
    return ClientView.of(client, clients.kids(id), null);
  }

  /** Whether any client may make clients; where none may, no first one can be made either. */
  @Transactional
  boolean someoneAdministers() {
    return clients.count("concat(' ', scopes, ' ') like ?1", "% clients.write %") > 0;
  }

  /** Brings a client of the bootstrap file to what the file says. */
  @Transactional
  void bootstrap(BootstrapClients.Entry entry) {
    checkGrantable(entry.scopes());
    if (reserved.contains(entry.id())) {
      throw new ProblemException(
          AuthError.CLIENT_ID_RESERVED,
          "a service, an edge or the first-party apps have this id; choose another");
    }
    Map<String, String> keys = readKeys(entry.publicKeys(), "publicKeys");
    Instant now = clock.instant();
    if (isAsTheFileSays(entry, keys, now)) {
      // Nothing is locked: a start waits for nobody who holds the client's row.
      return;
    }
    Client client = clients.findById(entry.id(), LockModeType.PESSIMISTIC_WRITE);
    if (client == null) {
      clients
          .getSession()
          .createNativeMutationQuery(
              "insert into client (id, scopes, created_at, updated_at)"
                  + " values (:id, :scopes, :now, :now) on conflict (id)"
                  + " do update set scopes = excluded.scopes, updated_at = excluded.updated_at")
          .setParameter("id", entry.id())
          .setParameter("scopes", Scope.format(entry.scopes()))
          .setParameter("now", now)
          .executeUpdate();
    } else {
      client.setScopes(entry.scopes(), now);
    }
    if (entry.secretSha256() != null) {
      clients.replaceSecrets(entry.id(), entry.secretSha256(), now, now);
    } else {
      clients.deleteSecrets(entry.id());
    }
    clients.replaceKeys(entry.id(), keys, now);
  }

  private boolean isAsTheFileSays(
      BootstrapClients.Entry entry, Map<String, String> keys, Instant now) {
    Client client = clients.findById(entry.id());
    if (client == null || !client.scopes().equals(entry.scopes())) {
      return false;
    }
    byte[] secret = entry.secretSha256();
    List<byte[]> secrets = clients.secrets(entry.id(), now);
    boolean sameSecret =
        secret == null
            ? secrets.isEmpty()
            : secrets.size() == 1 && MessageDigest.isEqual(secrets.getFirst(), secret);
    return sameSecret
        && clients.kids(entry.id()).equals(keys.keySet().stream().sorted().toList())
        && keys.entrySet().stream()
            .allMatch(key ->
                parsed(key.getValue()).equals(parsed(clients.key(entry.id(), key.getKey()))));
  }

  private static Map<String, Object> parsed(@Nullable String jwk) {
    try {
      return jwk == null ? Map.of() : JsonUtil.parseJson(jwk);
    } catch (JoseException e) {
      return Map.of();
    }
  }

  private static void checkGrantable(Collection<String> scopes) {
    for (String scope : scopes) {
      if (!Scope.GRANTABLE.contains(scope)) {
        throw new ProblemException(
            AuthError.INVALID_SCOPE,
            scope.equals("playback")
                ? "The scope playback is for viewers only."
                : "A scope is not one of those that the API description lists.");
      }
    }
  }

  private static Map<String, String> readKeys(List<Map<String, Object>> jwks, String field) {
    Map<String, String> keys = new HashMap<>();
    for (int i = 0; i < jwks.size(); i++) {
      Map<String, Object> jwk = jwks.get(i);
      EcJwk key;
      try {
        key = EcJwk.parse(jwk);
      } catch (IllegalArgumentException e) {
        throw new ProblemException(
                AuthError.INVALID_KEY,
                "A key must be a JWK with kty EC, crv P-256, x, y and a kid.")
            .withCause(e);
      }
      for (String name : jwk.keySet()) {
        if (!EcJwk.MEMBERS.contains(name)) {
          throw InvalidRequest.of(
              field + "[" + i + "]." + name, KnownNames.unknown(name, EcJwk.MEMBERS));
        }
      }
      if (key.privateKey() != null) {
        throw new ProblemException(
            AuthError.INVALID_KEY,
            "The key is private, and must be considered compromised: make another, send its public"
                + " half.");
      }
      String stored =
          JsonUtil.toJson(
              Map.of(
                  "kty", "EC",
                  "crv", "P-256",
                  "kid", key.kid(),
                  "x", String.valueOf(jwk.get("x")),
                  "y", String.valueOf(jwk.get("y"))));
      if (keys.put(key.kid(), stored) != null) {
        throw new ProblemException(AuthError.INVALID_KEY, "Two keys have the same kid.");
      }
    }
    return keys;
  }

  private Client require(String id) {
    Client client = clients.findById(id);
    if (client == null) {
      throw new ProblemException(AuthError.UNKNOWN_CLIENT, "Check the id.");
    }
    return client;
  }

  private Client requireLocked(String id) {
    Client client = clients.findById(id, LockModeType.PESSIMISTIC_WRITE);
    if (client == null) {
      throw new ProblemException(AuthError.UNKNOWN_CLIENT, "Check the id.");
    }
    return client;
  }

  private String newId() {
    byte[] id = new byte[12];
    random.nextBytes(id);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
  }

  /**
   * Who asks.
   *
   * @param id its client id
   * @param scopes the scopes of the credential it came with, which may be fewer than it could have
   */
  record Caller(String id, Set<String> scopes) {

    /**
     * Checks that the caller holds all that a client holds or is to hold: nobody makes, changes,
     * takes over or removes a client that is stronger in anything.
     */
    void mustHold(Collection<String> granted) {
      if (!scopes.containsAll(granted)) {
        throw new ProblemException(
            AuthError.SCOPE_NOT_HELD,
            "Use a token that carries every scope that the client has or is to have.");
      }
    }
  }
}
