/** Tests of this package's dialects. */
@NullMarked
package io.playgate.playbacktoken.fastly;

import org.jspecify.annotations.NullMarked;
