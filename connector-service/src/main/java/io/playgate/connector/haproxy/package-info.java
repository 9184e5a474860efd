/**
 * HAProxy as a target. Owns the map in which it looks subjects up, and the runtime API by which the
 * map is changed.
 */
@NullMarked
package io.playgate.connector.haproxy;

import org.jspecify.annotations.NullMarked;
