package io.playgate.token.signingkey;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** The row of a secret that belongs to no profile. */
@Entity
@Table(name = "service_secret")
public class ServiceSecretEntity {
  @Id String name;

  @Column(nullable = false)
  byte[] sealed;

  @Column(name = "created_at", nullable = false)
  Instant createdAt;
}
