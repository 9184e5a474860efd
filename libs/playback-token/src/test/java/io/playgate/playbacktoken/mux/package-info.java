/** Tests of this package's dialects. */
@NullMarked
package io.playgate.playbacktoken.mux;

import org.jspecify.annotations.NullMarked;
