/** Tests of this package's dialects. */
@NullMarked
package io.playgate.playbacktoken.alibaba;

import org.jspecify.annotations.NullMarked;
