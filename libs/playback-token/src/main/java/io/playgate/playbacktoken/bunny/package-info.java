/** URL token authentication of bunny.net. Owns its current scheme and the one before. */
@NullMarked
package io.playgate.playbacktoken.bunny;

import org.jspecify.annotations.NullMarked;
