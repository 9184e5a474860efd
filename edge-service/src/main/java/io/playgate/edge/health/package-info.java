/** How well the edge is. Owns its readiness, and the gauges of how current its two replicas are. */
@NullMarked
package io.playgate.edge.health;

import org.jspecify.annotations.NullMarked;
