/** Tests of the dialect {@code google}. */
@NullMarked
package io.playgate.playbacktoken.google;

import org.jspecify.annotations.NullMarked;
