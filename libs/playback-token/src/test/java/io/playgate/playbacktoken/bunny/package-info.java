/** Tests of this package's dialects. */
@NullMarked
package io.playgate.playbacktoken.bunny;

import org.jspecify.annotations.NullMarked;
