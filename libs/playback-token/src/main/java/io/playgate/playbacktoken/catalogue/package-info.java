/** The only place that knows every dialect. */
@NullMarked
package io.playgate.playbacktoken.catalogue;

import org.jspecify.annotations.NullMarked;
