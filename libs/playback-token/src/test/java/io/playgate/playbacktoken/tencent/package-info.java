/** Tests of this package's dialects. */
@NullMarked
package io.playgate.playbacktoken.tencent;

import org.jspecify.annotations.NullMarked;
