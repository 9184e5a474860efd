/**
 * The seam to the targets. Owns what a connector is asked to do, and nothing of how any of them
 * does it.
 */
@NullMarked
package io.playgate.connector.edge;

import org.jspecify.annotations.NullMarked;
