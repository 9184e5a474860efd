package io.playgate.auth.entitlement;

import io.playgate.support.entitlement.EntitlementId;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.util.UUID;

/**
 * What an entitlement is of.
 *
 * @param viewerId the viewer
 * @param packageId the package
 * @param source who says so, for example the billing system
 * @param subscription which of the viewer's subscriptions there; empty where the source names none
 */
@Embeddable
record EntitlementKey(
    @Column(name = "viewer_id") UUID viewerId,
    @Column(name = "package") String packageId,
    @Column(name = "source") String source,
    @Column(name = "subscription") String subscription) {

  /** The id by which tokens and rules name it. */
  String id() {
    return EntitlementId.of(viewerId.toString(), packageId, source, subscription);
  }
}
