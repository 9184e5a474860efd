/** Tests of this package's dialects. */
@NullMarked
package io.playgate.playbacktoken.nginx;

import org.jspecify.annotations.NullMarked;
