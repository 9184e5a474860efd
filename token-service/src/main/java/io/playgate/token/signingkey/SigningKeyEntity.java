package io.playgate.token.signingkey;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The row of a signing key. */
@Entity
@Table(name = "signing_key")
public class SigningKeyEntity {
  @Id String kid;

  @Column(name = "profile_id", nullable = false, length = 64)
  String profileId;

  @Column(nullable = false, length = 32)
  String algorithm;

  @Column(nullable = false, length = 16)
  String state;

  @Column byte @Nullable [] sealed;

  @Column(name = "created_at", nullable = false)
  Instant createdAt;

  @Column(name = "activate_at")
  @Nullable Instant activateAt;

  @Column(name = "activated_at")
  @Nullable Instant activatedAt;

  @Column(name = "retire_at")
  @Nullable Instant retireAt;

  KeyState state() {
    return KeyState.valueOf(state.toUpperCase(Locale.ROOT));
  }

  void state(KeyState value) {
    state = value.wireName();
  }
}
