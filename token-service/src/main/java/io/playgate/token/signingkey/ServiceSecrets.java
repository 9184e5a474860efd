package io.playgate.token.signingkey;

import io.playgate.support.vault.KeyVault;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * Secrets of 32 bytes that belong to no profile, made on first use and the same in all replicas.
 */
@ApplicationScoped
public class ServiceSecrets {
  private static final int LENGTH = 32;

  private final EntityManager entities;
  private final KeyVault vault;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  ServiceSecrets(EntityManager entities, KeyVault vault, Clock clock) {
    this.entities = entities;
    this.vault = vault;
    this.clock = clock;
  }

  /**
   * The secret of that name.
   *
   * @throws io.playgate.support.vault.VaultException if it was sealed under another key-encryption
   *     key
   */
  @Transactional
  public byte[] secret(String name) {
    ServiceSecretEntity present = entities.find(ServiceSecretEntity.class, name);
    if (present == null) {
      byte[] made = new byte[LENGTH];
      random.nextBytes(made);
      // Another replica may do the same now: the first one in wins, and all read what it wrote.
      entities
          .createNativeQuery(
              "insert into service_secret (name, sealed, created_at) values (?1, ?2, ?3)"
                  + " on conflict (name) do nothing")
          .setParameter(1, name)
          .setParameter(2, vault.seal(made, aad(name)))
          .setParameter(3, clock.instant())
          .executeUpdate();
      present = entities.find(ServiceSecretEntity.class, name);
    }
    return vault.open(present.sealed, aad(name));
  }

  private static String aad(String name) {
    return "service-secret/" + name;
  }
}
