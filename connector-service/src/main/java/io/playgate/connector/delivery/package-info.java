/**
 * The delivery to the targets. Owns one worker per target: its cursor, its attempts, and when the
 * whole list is told again.
 */
@NullMarked
package io.playgate.connector.delivery;

import org.jspecify.annotations.NullMarked;
