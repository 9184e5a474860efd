package io.playgate.auth.client;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;

/** A program with a credential of its own. */
@Entity
@Table(name = "client")
class Client {

  @Id private String id;

  @Column private String scopes;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "updated_at")
  private Instant updatedAt;

  /** For the persistence layer. */
  protected Client() {}

  Client(String id, Collection<String> scopes, Instant now) {
    this.id = id;
    this.scopes = Scope.format(scopes);
    this.createdAt = now;
    this.updatedAt = now;
  }

  String id() {
    return id;
  }

  Set<String> scopes() {
    return Scope.parse(scopes);
  }

  Instant createdAt() {
    return createdAt;
  }

  Instant updatedAt() {
    return updatedAt;
  }

  void setScopes(Collection<String> scopes, Instant now) {
    this.scopes = Scope.format(scopes);
    this.updatedAt = now;
  }

  void touch(Instant now) {
    this.updatedAt = now;
  }
}
