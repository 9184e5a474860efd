/**
 * Telling revocation-service what must stop playing: sign-ins that ended, viewers that were
 * disabled or deleted. Owns the outbox, written in the transaction of what it tells of, and its
 * delivery.
 */
@NullMarked
package io.playgate.auth.revocation;

import org.jspecify.annotations.NullMarked;
