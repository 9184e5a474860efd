package io.playgate.auth.entitlement;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The stored entitlements. */
@ApplicationScoped
class Entitlements implements PanacheRepositoryBase<Entitlement, EntitlementKey> {

  List<Entitlement> ofViewer(UUID viewerId) {
    return list("key.viewerId = ?1 order by key.packageId, key.source", viewerId);
  }

  /** Those of a source, of one package or of all, held until the transaction ends. */
  List<Entitlement> lockedOfSource(UUID viewerId, String source, @Nullable String packageId) {
    return packageId == null
        ? find("key.viewerId = ?1 and key.source = ?2 order by key.packageId", viewerId, source)
            .withLock(LockModeType.PESSIMISTIC_WRITE)
            .list()
        : find(
                "key.viewerId = ?1 and key.source = ?2 and key.packageId = ?3",
                viewerId,
                source,
                packageId)
            .withLock(LockModeType.PESSIMISTIC_WRITE)
            .list();
  }

  /**
   * Notes that an event was taken in.
   *
   * @return false when it had been before
   */
  boolean noteEvent(String eventId, Instant now) {
    return getSession()
            .createNativeMutationQuery(
                "insert into entitlement_event (event_id, received_at) values (:id, :now)"
                    + " on conflict do nothing")
            .setParameter("id", eventId)
            .setParameter("now", now)
            .executeUpdate()
        == 1;
  }
}
