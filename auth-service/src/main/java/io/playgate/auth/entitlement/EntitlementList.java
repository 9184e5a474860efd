package io.playgate.auth.entitlement;

import java.util.List;

/**
 * All entitlements of a viewer.
 *
 * @param packages what the viewer may watch now: each package that at least one source grants
 * @param entitlements what each source says
 */
public record EntitlementList(List<String> packages, List<EntitlementView> entitlements) {}
