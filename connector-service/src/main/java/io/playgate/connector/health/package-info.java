/** How well the service is. Owns its readiness and its gauges. */
@NullMarked
package io.playgate.connector.health;

import org.jspecify.annotations.NullMarked;
