/**
 * Telling auth-service what billing said. It owns the durable inbox and the delivery until
 * auth-service has taken each event.
 */
@NullMarked
package io.playgate.revocation.entitlement;

import org.jspecify.annotations.NullMarked;
