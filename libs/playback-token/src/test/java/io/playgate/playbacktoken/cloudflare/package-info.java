/** Tests of this package's dialects. */
@NullMarked
package io.playgate.playbacktoken.cloudflare;

import org.jspecify.annotations.NullMarked;
