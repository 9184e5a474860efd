/** The time source. Owns the one {@link java.time.Clock} that everything in a service asks. */
@NullMarked
package io.playgate.support.clock;

import org.jspecify.annotations.NullMarked;
