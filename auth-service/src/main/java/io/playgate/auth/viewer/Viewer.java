package io.playgate.auth.viewer;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.Nullable;

/** A person who watches. */
@Entity
@Table(name = "viewer")
public class Viewer {

  @Id
  @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
  private UUID id;

  @Column private @Nullable String email;

  @Column(name = "email_key")
  private @Nullable String emailKey;

  @Column(name = "external_id")
  private @Nullable String externalId;

  @Column(name = "password_hash")
  private @Nullable String passwordHash;

  @Column private String state;

  @Column(name = "device_limit")
  private @Nullable Integer deviceLimit;

  @Column(name = "session_limit")
  private @Nullable Integer sessionLimit;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "updated_at")
  private Instant updatedAt;

  /** For the persistence layer. */
  protected Viewer() {}

  Viewer(Instant now) {
    this.state = ViewerState.ACTIVE.text();
    this.createdAt = now;
    this.updatedAt = now;
  }

  /** The form in which an e-mail address is looked up: addresses are not case-sensitive here. */
  static String emailKey(String email) {
    return email.toLowerCase(Locale.ROOT);
  }

  /** The viewer's id, a UUID of version 7. */
  public UUID id() {
    return id;
  }

  @Nullable String email() {
    return email;
  }

  @Nullable String externalId() {
    return externalId;
  }

  /** The PHC string, or null for a viewer who cannot sign in by password. */
  public @Nullable String passwordHash() {
    return passwordHash;
  }

  /** Whether the viewer may sign in. */
  public ViewerState state() {
    return ViewerState.of(state);
  }

  /** Most devices at once, or null for the default. */
  public @Nullable Integer deviceLimit() {
    return deviceLimit;
  }

  /** Most playback sessions at once, or null for token-service's default. */
  public @Nullable Integer sessionLimit() {
    return sessionLimit;
  }

  Instant createdAt() {
    return createdAt;
  }

  Instant updatedAt() {
    return updatedAt;
  }

  void setEmail(@Nullable String email) {
    this.email = email;
    this.emailKey = email == null ? null : emailKey(email);
  }

  void setExternalId(@Nullable String externalId) {
    this.externalId = externalId;
  }

  void setPasswordHash(@Nullable String passwordHash) {
    this.passwordHash = passwordHash;
  }

  void setState(ViewerState state) {
    this.state = state.text();
  }

  void setDeviceLimit(@Nullable Integer deviceLimit) {
    this.deviceLimit = deviceLimit;
  }

  void setSessionLimit(@Nullable Integer sessionLimit) {
    this.sessionLimit = sessionLimit;
  }

  void touch(Instant now) {
    this.updatedAt = now;
  }
}
