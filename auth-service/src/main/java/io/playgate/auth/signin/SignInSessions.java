package io.playgate.auth.signin;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The stored sign-in sessions. */
@ApplicationScoped
class SignInSessions implements PanacheRepositoryBase<SignInSession, UUID> {

  /** Finds a session by its refresh token's handle and holds it until the transaction ends. */
  @Nullable SignInSession findLocked(RefreshToken token) {
    return find("handleSha256", token.handleSha256())
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResult();
  }

  long countLiveOnOtherDevices(UUID viewerId, String device, Instant now) {
    return count("viewerId = ?1 and device <> ?2 and expiresAt > ?3", viewerId, device, now);
  }

  void deleteOnDevice(UUID viewerId, String device) {
    delete("viewerId = ?1 and device = ?2", viewerId, device);
  }

  long deleteOfViewer(UUID viewerId) {
    return delete("viewerId", viewerId);
  }

  boolean delete(UUID viewerId, UUID login) {
    return delete("id = ?1 and viewerId = ?2", login, viewerId) > 0;
  }
}
