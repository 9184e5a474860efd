/** Tests of the dialect {@code edgeauth}. */
@NullMarked
package io.playgate.playbacktoken.edgeauth;

import org.jspecify.annotations.NullMarked;
