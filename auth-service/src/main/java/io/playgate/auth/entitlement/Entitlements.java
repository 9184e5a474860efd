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
    return list("key.viewerId = ?1 order by key.packageId, key.source, key.subscription", viewerId);
  }

  /**
   * Those of a source that an event is about, held until the transaction ends.
   *
   * @param packageId the package, or null for all
   * @param subscription the subscription and what was set without one; empty for all
   */
  List<Entitlement> lockedOfSource(
      UUID viewerId, String source, @Nullable String packageId, String subscription) {
    return find(
            "key.viewerId = ?1 and key.source = ?2"
                + " and (?3 = '' or key.packageId = ?3)"
                + " and (?4 = '' or key.subscription = '' or key.subscription = ?4)"
                + " order by key.packageId, key.subscription",
            viewerId,
            source,
            packageId == null ? "" : packageId,
            subscription)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .list();
  }

  /** Whether an entitlement names the package: of this viewer, which is most likely, or anybody. */
  boolean isPackage(UUID viewerId, String packageId) {
    return find("key.viewerId = ?1 and key.packageId = ?2", viewerId, packageId)
            .firstResultOptional()
            .isPresent()
        || find("key.packageId = ?1", packageId).firstResultOptional().isPresent();
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
