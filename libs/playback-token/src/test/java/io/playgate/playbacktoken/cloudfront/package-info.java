/** Tests of this package's dialects. */
@NullMarked
package io.playgate.playbacktoken.cloudfront;

import org.jspecify.annotations.NullMarked;
