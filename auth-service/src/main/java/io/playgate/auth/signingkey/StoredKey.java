package io.playgate.auth.signingkey;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A signing key as it is stored: the public half in the clear, the private half sealed. */
@Entity
@Table(name = "signing_key")
class StoredKey {

  /** Published, but does not sign yet. */
  static final String NEXT = "next";

  /** Signs. One per ring. */
  static final String ACTIVE = "active";

  /** Signs no more; published until the last token it signed has expired. */
  static final String RETIRING = "retiring";

  /** Gone; kept without its private half so that a kid in a log can be explained. */
  static final String RETIRED = "retired";

  @Id private String kid;

  @Column private String ring;

  @Column private String state;

  @Column(name = "public_jwk")
  private String publicJwk;

  @Column(name = "private_key")
  private byte @Nullable [] privateKey;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "activated_at")
  private @Nullable Instant activatedAt;

  @Column(name = "retiring_at")
  private @Nullable Instant retiringAt;

  /** For the persistence layer. */
  protected StoredKey() {}

  StoredKey(String kid, KeyRing ring, String publicJwk, byte[] sealed, Instant now) {
    this.kid = kid;
    this.ring = ring.text();
    this.state = NEXT;
    this.publicJwk = publicJwk;
    this.privateKey = sealed;
    this.createdAt = now;
  }

  String kid() {
    return kid;
  }

  String ring() {
    return ring;
  }

  String state() {
    return state;
  }

  String publicJwk() {
    return publicJwk;
  }

  byte @Nullable [] privateKey() {
    return privateKey;
  }

  Instant createdAt() {
    return createdAt;
  }

  @Nullable Instant activatedAt() {
    return activatedAt;
  }

  @Nullable Instant retiringAt() {
    return retiringAt;
  }

  void activate(Instant now) {
    state = ACTIVE;
    activatedAt = now;
  }

  void beginRetiring(Instant now) {
    state = RETIRING;
    retiringAt = now;
  }

  void retire() {
    state = RETIRED;
    privateKey = null;
  }
}
