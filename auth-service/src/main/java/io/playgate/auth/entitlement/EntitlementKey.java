package io.playgate.auth.entitlement;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.util.UUID;

/**
 * What an entitlement is of.
 *
 * @param viewerId the viewer
 * @param packageId the package
 * @param source who says so, for example the billing system
 */
@Embeddable
record EntitlementKey(
    @Column(name = "viewer_id") UUID viewerId,
    @Column(name = "package") String packageId,
    @Column(name = "source") String source) {}
