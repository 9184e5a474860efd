/**
 * The customer's origin: it serves the sample media with ranges and validators. It knows nothing of
 * tokens; the edge in front of it does.
 */
@NullMarked
package io.playgate.demo.origin;

import org.jspecify.annotations.NullMarked;
