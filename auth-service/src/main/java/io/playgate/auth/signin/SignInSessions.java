package io.playgate.auth.signin;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
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

  /** Returns the live sessions of a viewer on devices other than one; the longest unused first. */
  List<SignInSession> liveOnOtherDevices(UUID viewerId, String deviceId, Instant now) {
    return list(
        "viewerId = ?1 and deviceId <> ?2 and expiresAt > ?3 order by refreshedAt, id",
        viewerId,
        deviceId,
        now);
  }

  /** Returns the session of a viewer on a device, whether or not its time is over. */
  @Nullable SignInSession findOnDevice(UUID viewerId, String deviceId) {
    return find("viewerId = ?1 and deviceId = ?2", viewerId, deviceId).firstResult();
  }

  /** Deletes all sessions of a viewer; returns the ids of what was deleted. */
  List<UUID> deleteOfViewer(UUID viewerId) {
    return getSession()
        .createNativeQuery(
            "delete from sign_in_session where viewer_id = :viewer returning id", UUID.class)
        .setParameter("viewer", viewerId)
        .getResultList();
  }

  boolean delete(UUID viewerId, UUID login) {
    return delete("id = ?1 and viewerId = ?2", login, viewerId) > 0;
  }
}
