/**
 * Opaque tokens, which are looked up by their hash. Owns the dialect; their text is {@code
 * OpaqueTokens}.
 */
@NullMarked
package io.playgate.playbacktoken.opaque;

import org.jspecify.annotations.NullMarked;
