package io.playgate.auth.signin;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.Nullable;

/** One sign-in of a viewer on one device, with its refresh family. Its id is {@code login}. */
@Entity
@Table(name = "sign_in_session")
class SignInSession {

  @Id
  @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
  private UUID id;

  @Column(name = "viewer_id")
  private UUID viewerId;

  @Column(name = "device_id")
  private String deviceId;

  @Column(name = "device")
  private String deviceLabel;

  @Column(name = "handle_sha256")
  private byte[] handleSha256;

  @Column(name = "secret_sha256")
  private byte[] secretSha256;

  @Column(name = "previous_sha256")
  private byte @Nullable [] previousSha256;

  @Column(name = "successor_salt")
  private byte @Nullable [] successorSalt;

  @Column(name = "rotated_at")
  private @Nullable Instant rotatedAt;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "refreshed_at")
  private Instant refreshedAt;

  @Column(name = "expires_at")
  private Instant expiresAt;

  /** For the persistence layer. */
  protected SignInSession() {}

  SignInSession(UUID viewerId, Device device, RefreshToken token, Instant now, Instant expiresAt) {
    this.viewerId = viewerId;
    this.deviceId = device.id();
    this.deviceLabel = device.label();
    this.handleSha256 = token.handleSha256();
    this.secretSha256 = token.secretSha256();
    this.createdAt = now;
    this.refreshedAt = now;
    this.expiresAt = expiresAt;
  }

  UUID id() {
    return id;
  }

  UUID viewerId() {
    return viewerId;
  }

  Device device() {
    return new Device(deviceId, deviceLabel);
  }

  /** When the app was last heard of: at its sign-in or its last refresh. */
  Instant lastSeen() {
    return refreshedAt;
  }

  Instant createdAt() {
    return createdAt;
  }

  boolean isExpired(Instant now) {
    return !now.isBefore(expiresAt);
  }

  /** Whether a token is the present one of this session. */
  boolean isPresent(RefreshToken token) {
    return MessageDigest.isEqual(secretSha256, token.secretSha256());
  }

  /** Exchanges the present token for its successor, which it returns. */
  RefreshToken rotate(RefreshToken present, byte[] salt, Instant now, Instant expiresAt) {
    RefreshToken successor = present.successor(salt);
    this.previousSha256 = present.secretSha256();
    this.successorSalt = salt;
    this.secretSha256 = successor.secretSha256();
    this.rotatedAt = now;
    this.refreshedAt = now;
    this.expiresAt = expiresAt;
    return successor;
  }

  /**
   * Returns the successor of a token again that was exchanged less than {@code grace} ago; null
   * where it was exchanged before that, or the successor itself has been exchanged.
   */
  @Nullable RefreshToken successorAgain(RefreshToken token, Instant now, Duration grace) {
    byte[] previous = previousSha256;
    byte[] salt = successorSalt;
    Instant rotated = rotatedAt;
    if (previous == null
        || salt == null
        || rotated == null
        || !MessageDigest.isEqual(previous, token.secretSha256())
        || !now.isBefore(rotated.plus(grace))) {
      return null;
    }
    RefreshToken successor = token.successor(salt);
    return isPresent(successor) ? successor : null;
  }
}
