/**
 * What a viewer is entitled to: one state per package and source, and the effective state computed
 * from them. Owns the admin API over entitlements and the inbox of billing's changes.
 */
@NullMarked
package io.playgate.auth.entitlement;

import org.jspecify.annotations.NullMarked;
