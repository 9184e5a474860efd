/** Signed playback at Mux. Owns its claims and the places of its playback ids. */
@NullMarked
package io.playgate.playbacktoken.mux;

import org.jspecify.annotations.NullMarked;
