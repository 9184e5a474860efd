/**
 * How the service follows revocations. Owns the replica, the list made from it, and the life of the
 * feed.
 */
@NullMarked
package io.playgate.connector.revocation;

import org.jspecify.annotations.NullMarked;
