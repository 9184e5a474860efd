/**
 * Metrics of the services' own HTTP requests. Owns their labels, none of whose values a caller can
 * choose.
 */
@NullMarked
package io.playgate.support.metrics;

import org.jspecify.annotations.NullMarked;
