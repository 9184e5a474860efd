/** Tests of the dialect {@code cat}. */
@NullMarked
package io.playgate.playbacktoken.cat;

import org.jspecify.annotations.NullMarked;
