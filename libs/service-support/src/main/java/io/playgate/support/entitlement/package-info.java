/**
 * The id of an entitlement, as every service computes it. Owns the derivation and nothing else: who
 * is entitled to what is auth-service's.
 */
@NullMarked
package io.playgate.support.entitlement;

import org.jspecify.annotations.NullMarked;
