/** Tests of the dialect {@code opaque}. */
@NullMarked
package io.playgate.playbacktoken.opaque;

import org.jspecify.annotations.NullMarked;
