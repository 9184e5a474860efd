/** Tests of this package's dialects. */
@NullMarked
package io.playgate.playbacktoken.wowza;

import org.jspecify.annotations.NullMarked;
