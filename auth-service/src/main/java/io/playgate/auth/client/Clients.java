package io.playgate.auth.client;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The stored clients, with their secrets and public keys. */
@ApplicationScoped
class Clients implements PanacheRepositoryBase<Client, String> {

  /** Returns the SHA-256 of each secret of a client that holds now. */
  List<byte[]> secrets(String clientId, Instant now) {
    return getSession()
        .createNativeQuery(
            "select sha256 from client_secret where client_id = :client"
                + " and (expires_at is null or expires_at > :now)",
            byte[].class)
        .setParameter("client", clientId)
        .setParameter("now", now)
        .getResultList();
  }

  /**
   * Adds a secret; those there were hold until {@code oldUntil}, or what they expired at before.
   */
  void replaceSecrets(String clientId, byte[] sha256, Instant now, Instant oldUntil) {
    getSession()
        .createNativeMutationQuery(
            "update client_secret set expires_at = least(coalesce(expires_at, :until), :until)"
                + " where client_id = :client")
        .setParameter("client", clientId)
        .setParameter("until", oldUntil)
        .executeUpdate();
    getSession()
        .createNativeMutationQuery(
            "delete from client_secret where client_id = :client and expires_at <= :now")
        .setParameter("client", clientId)
        .setParameter("now", now)
        .executeUpdate();
    getSession()
        .createNativeMutationQuery(
            "insert into client_secret (client_id, sha256, created_at)"
                + " values (:client, :sha256, :now)"
                + " on conflict (client_id, sha256) do update set expires_at = null")
        .setParameter("client", clientId)
        .setParameter("sha256", sha256)
        .setParameter("now", now)
        .executeUpdate();
  }

  void deleteSecrets(String clientId) {
    getSession()
        .createNativeMutationQuery("delete from client_secret where client_id = :client")
        .setParameter("client", clientId)
        .executeUpdate();
  }

  /** Returns one public key of a client, as a JWK. */
  @Nullable String key(String clientId, String kid) {
    return getSession()
        .createNativeQuery(
            "select jwk from client_key where client_id = :client and kid = :kid", String.class)
        .setParameter("client", clientId)
        .setParameter("kid", kid)
        .uniqueResult();
  }

  /** Returns the ids of a client's public keys. */
  List<String> kids(String clientId) {
    return getSession()
        .createNativeQuery(
            "select kid from client_key where client_id = :client order by kid", String.class)
        .setParameter("client", clientId)
        .getResultList();
  }

  /** Gives a client these public keys and no others. */
  void replaceKeys(String clientId, Map<String, String> jwkByKid, Instant now) {
    getSession()
        .createNativeMutationQuery("delete from client_key where client_id = :client")
        .setParameter("client", clientId)
        .executeUpdate();
    for (Map.Entry<String, String> key : new TreeMap<>(jwkByKid).entrySet()) {
      getSession()
          .createNativeMutationQuery(
              "insert into client_key (client_id, kid, jwk, created_at)"
                  + " values (:client, :kid, :jwk, :now)")
          .setParameter("client", clientId)
          .setParameter("kid", key.getKey())
          .setParameter("jwk", key.getValue())
          .setParameter("now", now)
          .executeUpdate();
    }
  }

  /**
   * Notes that an assertion was presented.
   *
   * @return false when it had been before
   */
  boolean noteAssertion(byte[] subject, Instant expiresAt) {
    return getSession()
            .createNativeMutationQuery(
                "insert into client_assertion (subject, expires_at) values (:subject, :expires)"
                    + " on conflict do nothing")
            .setParameter("subject", subject)
            .setParameter("expires", expiresAt)
            .executeUpdate()
        == 1;
  }
}
